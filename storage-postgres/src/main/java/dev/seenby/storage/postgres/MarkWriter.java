package dev.seenby.storage.postgres;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.MarkStatements.Asked;
import dev.seenby.storage.postgres.MarkStatements.Found;
import dev.seenby.storage.postgres.MarkStatements.Span;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes acts of reading, and takes them back: many in one transaction, each person's of a timeline as one. */
final class MarkWriter extends Writer<Call<MarkWriter.Act, Void>> {
    private static final int CAPACITY = 20_000;
    private static final int MAX_CALLS = 500;
    private static final int MAX_STRETCHES = 20_000;
    /** Calls looked at for one batch, so that a queue full of one key's contradictions costs no more. */
    private static final int MAX_EXAMINED = 2_000;

    /**
     * @param takenBack whether it is an unmark
     * @param erased whether it is one for good, of somebody who is deleted, perhaps in a room that is
     */
    record Act(Mark mark, boolean takenBack, boolean erased) {
        Key key() {
            return new Key(mark.timeline(), mark.person());
        }

        @Nullable
        Instant readAt() {
            return takenBack ? null : mark.readAt();
        }

        boolean agreesWith(Act other) {
            return takenBack == other.takenBack && erased == other.erased && Objects.equals(readAt(), other.readAt());
        }
    }

    MarkWriter(Vertx vertx, PgConnectOptions options, CommitListener listener, PostgresObserver observer) {
        super(vertx, options, listener, observer, "marks", CAPACITY);
    }

    Future<Void> mark(Mark mark, boolean takenBack) {
        return submitted(new Act(mark, takenBack, false));
    }

    /** Takes back what somebody deleted has read. */
    Future<Void> erase(Mark mark) {
        return submitted(new Act(mark, true, true));
    }

    private Future<Void> submitted(Act act) {
        Call<Act, Void> call = new Call<>(act);
        submit(call);
        return call.future();
    }

    /** A key whose calls contradict each other waits with the second one, and with all that follow it. */
    @Override
    List<Call<Act, Void>> take(ArrayDeque<Call<Act, Void>> queue) {
        List<Call<Act, Void>> batch = new ArrayList<>();
        Map<Key, Act> taken = new HashMap<>();
        Set<Key> waiting = new HashSet<>();
        ArrayDeque<Call<Act, Void>> later = new ArrayDeque<>();
        int stretches = 0;
        for (int i = 0;
                i < MAX_EXAMINED && !queue.isEmpty() && batch.size() < MAX_CALLS && stretches < MAX_STRETCHES;
                i++) {
            Call<Act, Void> call = queue.remove();
            Act act = call.input;
            Act former = taken.putIfAbsent(act.key(), act);
            if (waiting.contains(act.key()) || (former != null && !former.agreesWith(act))) {
                waiting.add(act.key());
                later.addFirst(call);
            } else {
                batch.add(call);
                stretches += act.mark().stretches().size();
            }
        }
        later.forEach(queue::addFirst);
        return batch;
    }

    @Override
    Future<Written> write(SqlConnection connection, List<Call<Act, Void>> batch) {
        Map<Key, Asked> merged = new LinkedHashMap<>();
        for (Call<Act, Void> call : batch) {
            Act act = call.input;
            Asked one = new Asked(act.key(), act.mark().stretches(), act.takenBack(), act.erased(), act.readAt());
            merged.merge(act.key(), one, MarkWriter::both);
        }
        List<Asked> asked = merged.values().stream()
                .map(one -> new Asked(
                        one.key(), Stretches.union(one.stretches()), one.takenBack(), one.erased(), one.readAt()))
                .toList();
        return MarkStatements.find(connection, asked).map(found -> {
            for (Call<Act, Void> call : batch) {
                Key key = call.input.key();
                if (!found.knowsTimeline(key)) {
                    call.fails(new StorageException.NotFound("timeline"));
                } else if (!found.knowsPerson(key)) {
                    call.fails(new StorageException.NotFound("person"));
                } else {
                    call.succeeds();
                }
            }
            ReadWrites writes = new ReadWrites();
            for (Asked one : asked) {
                Key key = one.key();
                if (found.heads().containsKey(key) && found.knowsTimeline(key) && found.knowsPerson(key)) {
                    if (one.takenBack()) {
                        takeBack(one, found, writes);
                    } else {
                        read(one, found, writes);
                    }
                }
            }
            return new Written(writes.changes(), writes.sendTo(connection));
        });
    }

    private static Asked both(Asked a, Asked b) {
        List<Positions> stretches = new ArrayList<>(a.stretches());
        stretches.addAll(b.stretches());
        return new Asked(a.key(), stretches, a.takenBack(), a.erased(), a.readAt());
    }

    private static void read(Asked asked, Found found, ReadWrites writes) {
        Key key = asked.key();
        List<Positions> before = found.runs(key);
        List<Positions> audience = Stretches.union(found.audience().getOrDefault(key, List.of()));
        List<Positions> newlyRead = Stretches.difference(Stretches.intersection(asked.stretches(), audience), before);
        if (newlyRead.isEmpty()) {
            return;
        }
        for (Positions stretch : Stretches.difference(newlyRead, found.forgotten(key))) {
            writes.insertSpan(key, stretch, Columns.time(asked.readAt()), false);
        }
        writes.newlyRead(key, newlyRead);
        List<Positions> both = new ArrayList<>(before);
        both.addAll(newlyRead);
        Head head = found.head(key);
        writes.replaceRuns(found.room(key), key, head, before, Stretches.union(both));
    }

    private static void takeBack(Asked asked, Found found, ReadWrites writes) {
        Key key = asked.key();
        List<Span> spans = found.spans().getOrDefault(key, List.of());
        List<Positions> before = found.runs(key);
        List<Positions> taken = new ArrayList<>();
        for (Span span : spans) {
            List<Positions> whole = List.of(span.stretch());
            taken.addAll(Stretches.intersection(whole, asked.stretches()));
            writes.deleteSpan(key, span.stretch());
            // What is left of it below the floor would outlive those who drop what is there.
            List<Positions> told = Stretches.difference(whole, found.forgotten(key));
            for (Positions rest : Stretches.difference(told, asked.stretches())) {
                writes.insertSpan(key, rest, span.readAt(), false);
            }
        }
        // Of what is forgotten no stretch may be there, but the person's own messages are told by their sender.
        List<Positions> forgotten = Stretches.intersection(asked.stretches(), found.forgotten(key));
        taken.addAll(Stretches.difference(forgotten, Stretches.union(found.own().getOrDefault(key, List.of()))));
        List<Positions> back = Stretches.intersection(before, Stretches.union(taken));
        if (back.isEmpty() && spans.isEmpty()) {
            return;
        }
        List<Positions> after = Stretches.difference(before, back);
        writes.replaceRuns(found.room(key), key, found.head(key), before, after);
    }
}
