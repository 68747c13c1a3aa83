package dev.seenby.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The shares of a unit as somebody has them who knows nothing but the changes. */
final class Replay {
    private record Told(long version, boolean gone, TreeMap<Long, Long> runs) {}

    private final TreeMap<Long, Told> shares = new TreeMap<>();

    /** Applies all changes of the unit, each person's by version; fails if one is missing, twice or against its own past. */
    Replay(IndexUnit unit, List<LogBatch> batches) {
        of(unit, batches).stream()
                .sorted(Comparator.comparingLong(IndexChange.Share::version))
                .forEach(this::apply);
    }

    /** What the batches say of a unit; fails if it was dropped. */
    static List<IndexChange.Share> of(IndexUnit unit, List<LogBatch> batches) {
        List<IndexChange.Share> changes = new ArrayList<>();
        for (LogBatch batch : batches) {
            for (IndexChange change : batch.changes()) {
                if (change.unit().equals(unit)) {
                    assertThat(change).isInstanceOf(IndexChange.Share.class);
                    changes.add((IndexChange.Share) plain(change));
                }
            }
        }
        return changes;
    }

    /** The same change, with what is meaningless in the first one of a share always the same. */
    static IndexChange plain(IndexChange change) {
        return change instanceof IndexChange.Share share && share.version() == 1
                ? new IndexChange.Share(
                        share.unit(), share.person(), 1, share.isGone(), share.isGone(), share.removed(), share.added())
                : change;
    }

    private void apply(IndexChange.Share change) {
        Told before = shares.getOrDefault(change.person(), new Told(0, change.wasGone(), new TreeMap<>()));
        assertThat(change.version()).as("%s follows %s", change, before).isEqualTo(before.version() + 1);
        assertThat(change.wasGone()).as("%s follows %s", change, before).isEqualTo(before.gone());
        TreeMap<Long, Long> runs = new TreeMap<>(before.runs());
        if (change.version() > 1 && change.wasGone() != change.isGone()) {
            assertThat(change.removed())
                    .as("all former runs in %s", change)
                    .containsExactlyInAnyOrderElementsOf(runs.keySet());
        }
        assertThat(runs.keySet()).as("had what %s removes", change).containsAll(change.removed());
        change.removed().forEach(runs::remove);
        change.added().forEach(run -> runs.put(run.first(), run.last()));
        shares.put(change.person(), new Told(change.version(), change.isGone(), runs));
    }

    /** The same as a rebuild would load. */
    List<IndexEntry> entries() {
        List<IndexEntry> entries = new ArrayList<>();
        shares.forEach((person, told) -> {
            List<Positions> runs = new ArrayList<>();
            told.runs().forEach((first, last) -> runs.add(new Positions(first, last)));
            entries.add(new IndexEntry(person, told.version(), told.gone(), runs));
        });
        return entries;
    }
}
