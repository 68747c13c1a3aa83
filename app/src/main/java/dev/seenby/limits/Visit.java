package dev.seenby.limits;

import io.vertx.core.Future;

/** One call, from its arrival until its answer is made. Used by the thread that handles the call. */
public interface Visit {
    /** Of a server that has room for everything. */
    Visit BOUNDLESS = new Visit() {
        @Override
        public boolean holds(int more) {
            return true;
        }

        @Override
        public Future<Void> enter(long app) {
            return Future.succeededFuture();
        }

        @Override
        public void rests() {
            // It has taken nothing.
        }

        @Override
        public void leave() {
            // As above.
        }
    };

    /** Its body grows by so many bytes. @return false if there is no room for them; then they are not kept */
    boolean holds(int more);

    /**
     * Asks for a place among the calls that are worked on, at most once. Fails with {@link Refused}, or with what it was given
     * up for.
     */
    Future<Void> enter(long app);

    /** Nobody waits for its answer any more: if it still waits for a place, that fails so. */
    default void giveUp(RuntimeException why) {
        // It never waits.
    }

    /** It only waits for something to happen from now on: that is no work, and its place is free. */
    void rests();

    /** Its answer is made: whatever it had is free. May be called more than once. */
    void leave();
}
