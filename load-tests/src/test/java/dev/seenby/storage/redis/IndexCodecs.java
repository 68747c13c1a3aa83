package dev.seenby.storage.redis;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What goes to the index: a batch of changes, and a page of a unit that is built. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class IndexCodecs {
    @Param({"1", "1000"})
    public int size = 1;

    private List<IndexChange> changes = List.of();
    private List<IndexEntry> entries = List.of();

    @Setup
    public void make() {
        changes = LongStream.range(0, size)
                .<IndexChange>mapToObj(i -> new IndexChange.Share(
                        IndexUnit.timeline(7, 9), i, 3, false, false, List.of(), List.of(new Positions(1, 1_000 + i))))
                .toList();
        entries = LongStream.range(0, size)
                .mapToObj(i -> new IndexEntry(i, 3, false, List.of(new Positions(1, 1_000 + i))))
                .toList();
    }

    @Benchmark
    public List<List<String>> encodeChanges() {
        return Encoding.changes(changes);
    }

    @Benchmark
    public List<List<String>> encodePage() {
        return Encoding.entries(entries);
    }
}
