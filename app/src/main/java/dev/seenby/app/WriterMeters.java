package dev.seenby.app;

import dev.seenby.observability.Metrics;
import dev.seenby.storage.postgres.PostgresObserver;

/** Turns what the writers tell into meters. */
record WriterMeters(Metrics metrics) implements PostgresObserver {
    @Override
    public void flushed(String writer, int calls, long nanos) {
        metrics.committed(writer, calls, nanos);
    }

    @Override
    public void capacity(String writer, int calls) {
        metrics.writerCapacity(writer, calls);
    }

    @Override
    public void waited(String writer, long nanos) {
        metrics.waited(writer, nanos);
    }

    @Override
    public void queued(String writer, int calls) {
        metrics.queued(writer, calls);
    }

    @Override
    public void connectionLost(String writer) {
        metrics.connectionLost(writer);
    }
}
