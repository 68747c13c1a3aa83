package dev.seenby.limits;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers why calls were turned away. */
final class Told implements LimitMetrics {
    final List<Refused.Reason> reasons = new CopyOnWriteArrayList<>();

    @Override
    public void refused(boolean ceiling) {
        // The answers tell.
    }

    @Override
    public void countedAlone() {
        throw new AssertionError("the limiter is there");
    }

    @Override
    public void turnedAway(Refused.Reason reason) {
        reasons.add(reason);
    }
}
