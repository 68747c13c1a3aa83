package dev.seenby.receipts;

import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.ReceiptIndex;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds cold units of the index from the record, page by page, a few at a time. */
final class Builder {
    private static final Logger LOG = LoggerFactory.getLogger(Builder.class);
    private static final int AT_ONCE = 4;
    private static final int WAITING = 1_000;
    private static final int PAGE = 1_000;

    private final ReceiptIndex index;
    private final IndexLog log;
    private final ReceiptMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<IndexUnit> underWay = new HashSet<>();
    private final Set<IndexUnit> waiting = new LinkedHashSet<>();

    Builder(ReceiptIndex index, IndexLog log, ReceiptMetrics metrics) {
        this.index = index;
        this.log = log;
        this.metrics = metrics;
    }

    private record Build(IndexUnit unit, String name, long begun) {}

    /** Does nothing when the unit is being built or waits already, or too many wait: whoever asks again asks for it again. */
    void build(IndexUnit unit) {
        lock.lock();
        try {
            if (underWay.contains(unit) || waiting.contains(unit)) {
                return;
            }
            if (underWay.size() >= AT_ONCE) {
                if (waiting.size() < WAITING) {
                    waiting.add(unit);
                }
                metrics.building(underWay.size(), waiting.size());
                return;
            }
            underWay.add(unit);
            metrics.building(underWay.size(), waiting.size());
        } finally {
            lock.unlock();
        }
        start(unit);
    }

    private void start(IndexUnit unit) {
        long begun = System.nanoTime();
        index.beginBuild(unit)
                .compose(build -> build.isEmpty()
                        ? Future.succeededFuture()
                        : load(new Build(unit, build.get(), begun), 0, -1, 0))
                .onFailure(failure -> LOG.debug("{} was not built: {}", unit, failure.getMessage()))
                .onComplete(done -> over(unit));
    }

    private void over(IndexUnit unit) {
        IndexUnit next = null;
        lock.lock();
        try {
            underWay.remove(unit);
            if (!waiting.isEmpty() && underWay.size() < AT_ONCE) {
                next = waiting.iterator().next();
                waiting.remove(next);
                underWay.add(next);
            }
            metrics.building(underWay.size(), waiting.size());
        } finally {
            lock.unlock();
        }
        if (next != null) {
            start(next);
        }
    }

    private Future<Void> load(Build build, int page, long after, long people) {
        return log.entries(build.unit(), after, PAGE).compose(entries -> {
            if (entries.isEmpty()) {
                return finish(build, people);
            }
            // Whatever is named below is kept until the last page is loaded: the entries must not be.
            long all = people + entries.size();
            long last = last(entries);
            boolean more = entries.size() == PAGE;
            return index.loadPage(build.unit(), build.name(), page, entries).compose(mine -> {
                if (!mine) {
                    return Future.succeededFuture();
                }
                return more ? load(build, page + 1, last, all) : finish(build, all);
            });
        });
    }

    private Future<Void> finish(Build build, long people) {
        return index.finishBuild(build.unit(), build.name())
                .onSuccess(warm -> {
                    if (warm) {
                        metrics.built(people, System.nanoTime() - build.begun());
                    }
                })
                .mapEmpty();
    }

    private static long last(List<IndexEntry> entries) {
        return entries.get(entries.size() - 1).person();
    }
}
