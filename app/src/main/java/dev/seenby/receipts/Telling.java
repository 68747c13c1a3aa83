package dev.seenby.receipts;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets things happen, and those know who wait to be told. What cannot be told never keeps anything from happening. */
public interface Telling {
    /** For what nobody waits for. */
    Telling NOBODY = new Telling() {
        @Override
        public <T> Future<T> act(Act<T> act) {
            return act.run().get();
        }
    };

    /**
     * Something to be done.
     *
     * @param actor who does it: what one person does is told in order
     * @param people storage ids of all whom it may concern, 1 to 1,000; null = anybody in the app
     * @param single whether it happens as a whole or not at all; otherwise a part of it may have when it fails
     * @param before finds the messages that it is going to change, only if somebody has queues; empty = they cannot be told. Null =
     *     there is no need to
     * @param run does it
     * @param happened what happened, by what came out and the messages found before; empty = nothing. It throws if that cannot be
     *     told
     */
    record Act<T>(
            long app,
            long actor,
            @Nullable Set<Long> people,
            boolean single,
            @Nullable Supplier<Future<Optional<List<Long>>>> before,
            Supplier<Future<T>> run,
            BiFunction<T, List<Long>, List<Change>> happened) {}

    /** Does it. Completes with its outcome, at most 700 ms later than it would if nobody were told: 500 of them to find what is changed. */
    <T> Future<T> act(Act<T> act);

    /** Something that may concern anybody in the app, and happens as a whole or not at all. */
    default <T> Future<T> act(long app, long actor, Supplier<Future<T>> run, Function<T, Change> happened) {
        return act(new Act<>(app, actor, null, true, null, run, (result, found) -> List.of(happened.apply(result))));
    }

    /** Something that somebody does and that concerns nobody else. @param single as in {@link Act} */
    default <T> Future<T> own(
            long app, long person, boolean single, Supplier<Future<T>> run, Function<T, List<Change>> happened) {
        return act(
                new Act<>(app, person, Set.of(person), single, null, run, (result, found) -> happened.apply(result)));
    }
}
