package dev.seenby.loadtests;

import io.vertx.core.Future;

/** A way to keep who has read what, with the messages of one room numbered from 1 and its readers from 0. */
interface Scheme {
    /** For tables and titles. */
    String name();

    /**
     * One act of reading, as a server that keeps it so performs it: all messages from {@code first} to {@code last}, none of
     * which the reader had read. Completes when it is written; in PostgreSQL that is its own commit.
     */
    Future<?> read(int reader, long first, long last);
}
