package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
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

/** What a batch of marks computes: stretches against runs, and its row of the index's log. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RunCodecs {
    @Param({"1", "1000"})
    public int size = 1;

    private List<Positions> runs = List.of();
    private List<Positions> asked = List.of();
    private List<IndexChange> changes = List.of();
    private String text = "";

    @Setup
    public void make() {
        // Every fourth position is not read yet, of which every eighth is asked for.
        runs = LongStream.range(0, size)
                .mapToObj(i -> new Positions(4 * i + 1, 4 * i + 3))
                .toList();
        asked = LongStream.range(0, size)
                .mapToObj(i -> new Positions(8 * i + 2, 8 * i + 5))
                .toList();
        changes = LongStream.range(0, size)
                .<IndexChange>mapToObj(i -> new IndexChange.Share(
                        IndexUnit.timeline(7, 9), i, 3, false, false, List.of(), List.of(new Positions(1, 1_000 + i))))
                .toList();
        text = ChangesJson.write(changes);
    }

    @Benchmark
    public List<Positions> newlyRead() {
        return Stretches.difference(asked, runs);
    }

    @Benchmark
    public List<Positions> union() {
        return Stretches.union(
                List.of(runs, asked).stream().flatMap(List::stream).toList());
    }

    @Benchmark
    public String writeLog() {
        return ChangesJson.write(changes);
    }

    @Benchmark
    public List<IndexChange> readLog() {
        return ChangesJson.read(text);
    }
}
