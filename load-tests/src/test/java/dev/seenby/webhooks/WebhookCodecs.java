package dev.seenby.webhooks;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.Webhooks;
import java.time.Instant;
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

/** What is told of a batch of reads, message by message. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class WebhookCodecs {
    @Param({"1", "100"})
    public int reads = 1;

    private List<Webhooks.Event> events = List.of();

    @Setup
    public void make() {
        Webhooks.Group group = new Webhooks.Group(7, "g", Room.Kind.PUBLIC, "Group", null);
        events = LongStream.range(0, reads)
                .mapToObj(i -> new Webhooks.Event(
                        i,
                        group,
                        AppOptions.Event.READ,
                        Instant.EPOCH,
                        9,
                        List.of(new Positions(i + 1, i + 10)),
                        List.of(i)))
                .toList();
    }

    @Benchmark
    public int parts() {
        int messages = 0;
        for (ReadParts parts = new ReadParts(events); parts.hasNext(); ) {
            messages += parts.next().readers().size();
        }
        return messages;
    }
}
