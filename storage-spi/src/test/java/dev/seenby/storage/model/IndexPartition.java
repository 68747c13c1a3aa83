package dev.seenby.storage.model;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One partition of {@link InMemoryIndex}. */
final class IndexPartition {
    @Nullable
    String epoch;

    final Map<Long, Long> cursor = new HashMap<>();
    long leasedUntil;
    final Map<IndexUnit, Unit> units = new HashMap<>();

    /** One person's share of a unit: the runs by their first number. */
    static final class Share {
        long version;
        final TreeMap<Long, Long> runs = new TreeMap<>();

        boolean holds(long number) {
            return runs.headMap(number, true).values().stream().anyMatch(last -> last >= number);
        }
    }

    /** A unit that is warm, or being built. */
    static final class Unit {
        final Map<Long, Share> shares = new HashMap<>();
        /** The name of the build; null = it is over, the unit is warm. */
        @Nullable
        String build;

        int nextPage;
        long heardOfMicros;
        final List<IndexChange.Share> kept = new ArrayList<>();

        boolean warm() {
            return build == null;
        }

        long version(long person) {
            Share share = shares.get(person);
            return share == null ? 0 : share.version;
        }

        /** The people whose runs hold the number. */
        Set<Long> holding(long number) {
            Set<Long> people = new HashSet<>();
            shares.forEach((person, share) -> {
                if (share.holds(number)) {
                    people.add(person);
                }
            });
            return people;
        }

        void load(IndexEntry entry) {
            Share share = new Share();
            share.version = entry.version();
            for (Positions run : entry.runs()) {
                share.runs.put(run.first(), run.last());
            }
            shares.put(entry.person(), share);
        }

        /** @return false if the version before is missing */
        boolean apply(IndexChange.Share change) {
            Share share = shares.computeIfAbsent(change.person(), person -> new Share());
            if (change.version() <= share.version) {
                return true;
            }
            if (change.version() > share.version + 1) {
                return false;
            }
            share.version = change.version();
            change.removed().forEach(share.runs::remove);
            change.added().forEach(run -> share.runs.put(run.first(), run.last()));
            return true;
        }

        /** @return false if some version is missing */
        boolean applyKept() {
            kept.sort(Comparator.comparingLong(IndexChange.Share::version));
            return kept.stream().allMatch(this::apply);
        }
    }

    /**
     * @param complete whether a change without its predecessor makes its unit cold
     * @return how many lacked their predecessor
     */
    int apply(List<IndexChange> changes, boolean complete) {
        int missed = 0;
        for (IndexChange change : changes) {
            Unit unit = units.get(change.unit());
            if (unit == null) {
                continue;
            }
            if (!(change instanceof IndexChange.Share share)) {
                units.remove(change.unit());
            } else if (!unit.warm()) {
                unit.kept.add(share);
            } else if (!unit.apply(share)) {
                missed++;
                if (complete) {
                    units.remove(change.unit());
                }
            }
        }
        return missed;
    }
}
