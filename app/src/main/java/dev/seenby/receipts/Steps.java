package dev.seenby.receipts;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Steps that are taken one after the other, any number of them: none waits on the stack for those after it, and what it has made is
 * not kept until the last one has ended, as a chain of futures would keep it.
 */
public final class Steps {
    private Steps() {}

    /** Takes steps until one says that it was the last, or fails. */
    public static Future<Void> untilDone(Supplier<Future<Boolean>> step) {
        Promise<Void> ended = Promise.promise();
        next(step, ended);
        return ended.future();
    }

    private static void next(Supplier<Future<Boolean>> step, Promise<Void> ended) {
        Future.succeededFuture()
                .compose(start -> step.get())
                .onComplete(
                        last -> {
                            if (last) {
                                ended.complete();
                            } else {
                                next(step, ended);
                            }
                        },
                        ended::fail);
    }

    /** Takes a step with each of them, until one fails. */
    public static <T> Future<Void> each(Iterator<T> all, Function<T, Future<Void>> step) {
        return untilDone(() -> all.hasNext() ? step.apply(all.next()).map(false) : Future.succeededFuture(true));
    }
}
