package dev.seenby.storage.postgres;

/** Told of what the writers do, for metrics. Called on their event loops: must return at once. */
public interface PostgresObserver {
    /** Sees nothing. */
    PostgresObserver NONE = new PostgresObserver() {};

    /**
     * A batch of calls has been answered.
     *
     * @param writer {@code marks} or {@code rooms}
     * @param calls how many calls shared it
     * @param nanos from its start to the answers
     */
    default void flushed(String writer, int calls, long nanos) {}

    /** How many calls may wait in a writer's queue; told once, when the writer is made. */
    default void capacity(String writer, int calls) {}

    /** A call left the queue for a transaction. @param nanos how long it waited there */
    default void waited(String writer, long nanos) {}

    /** Calls now waiting in a writer's queue or under way. */
    default void queued(String writer, int calls) {}

    /** A writer lost its connection, or gave it up for silent. */
    default void connectionLost(String writer) {}
}
