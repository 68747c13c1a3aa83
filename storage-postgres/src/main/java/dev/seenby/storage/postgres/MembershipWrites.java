package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Rooms.Joined;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.MembershipStatements.Found;
import dev.seenby.storage.postgres.MembershipStatements.MemberState;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import dev.seenby.storage.postgres.RoomWriter.Join;
import dev.seenby.storage.postgres.RoomWriter.Leave;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets people into rooms and out of them; their reads change sides in the index. */
final class MembershipWrites {
    private static final String JOIN = """
            insert into member (room, person, present, since_clock, role, joined_at, changed_at)
            select $1::bigint, k.person, true, $2::bigint, k.role, now(), now()
            from unnest($3::bigint[], $4::text[]) k (person, role)
            on conflict (room, person) do update
            set present = true, since_clock = excluded.since_clock, role = excluded.role, joined_at = excluded.joined_at,
                changed_at = excluded.changed_at, left_at = null, seen_at = null, seen_clock = null,
                version = member.version + 1""";
    private static final String LEAVE = """
            update member set present = false, left_at = clock_timestamp(), version = version + 1
            where room = $1::bigint and person = any($2::bigint[])""";
    private static final String SIZE = "update room set size = size + $2::int where id = $1::bigint";
    private static final String EXTEND_PAST = """
            update past_membership p set last_clock = $2::bigint
            from unnest($3::bigint[], $4::bigint[]) k (person, last)
            where p.room = $1::bigint and p.person = k.person and p.last_clock = k.last""";
    private static final String INSERT_PAST = """
            insert into past_membership (room, person, first_clock, last_clock)
            select $1::bigint, k.person, k.first, $2::bigint from unnest($3::bigint[], $4::bigint[]) k (person, first)""";

    private MembershipWrites() {}

    static Future<Written> join(SqlConnection c, Join call) {
        long room = call.input.room();
        Map<Long, Member.Role> wished = new LinkedHashMap<>();
        for (NewMember member : call.input.members()) {
            wished.putIfAbsent(member.person(), member.role());
        }
        return MembershipStatements.find(c, room, wished.keySet(), true).map(found -> {
            if (!found.exists() || found.unknownPeople() > 0) {
                call.fails(new StorageException.NotFound(found.exists() ? "person" : "room"));
                return Written.NOTHING;
            }
            Set<Long> joining = new LinkedHashSet<>();
            for (long person : wished.keySet()) {
                MemberState former = found.members().get(person);
                if (former == null || !former.present()) {
                    joining.add(person);
                }
            }
            call.succeeds(outcomes(call.input.members(), joining));
            if (joining.isEmpty()) {
                return Written.NOTHING;
            }
            List<Future<?>> sent = new ArrayList<>();
            sent.add(c.preparedQuery(JOIN)
                    .execute(Tuple.of(
                            room,
                            found.clock() + 1,
                            longs(joining),
                            strings(joining, person -> String.valueOf(wished.get(person))))));
            sent.add(c.preparedQuery(SIZE).execute(Tuple.of(room, joining.size())));
            ReadWrites reads = new ReadWrites();
            changeSides(room, joining, found, false, reads);
            List<IndexChange> stays = new ArrayList<>();
            for (long person : joining) {
                MemberState former = found.members().get(person);
                if (former != null) {
                    List<Long> removed =
                            found.past(person).stream().map(Positions::first).toList();
                    stays.add(new IndexChange.Share(
                            IndexUnit.room(room), person, former.version() + 1, true, false, removed, List.of()));
                }
            }
            addStays(room, found, stays, reads);
            sent.addAll(reads.sendTo(c));
            sent.add(WebhookWrites.moved(c, room, AppOptions.Event.JOINED, joining));
            return new Written(reads.changes(), sent);
        });
    }

    private static List<Joined> outcomes(List<NewMember> members, Set<Long> joining) {
        Set<Long> left = new LinkedHashSet<>(joining);
        return members.stream()
                .map(member -> left.remove(member.person()) ? Joined.JOINED : Joined.ALREADY_MEMBER)
                .toList();
    }

    static Future<Written> leave(SqlConnection c, Leave call) {
        long room = call.input.room();
        Set<Long> wished = new LinkedHashSet<>(call.input.persons());
        return MembershipStatements.find(c, room, wished, false).map(found -> {
            if (!found.exists()) {
                call.fails(new StorageException.NotFound("room"));
                return Written.NOTHING;
            }
            Set<Long> leaving = new LinkedHashSet<>();
            List<Long> extended = new ArrayList<>();
            List<Long> extendedFrom = new ArrayList<>();
            List<Long> ended = new ArrayList<>();
            List<Long> endedSince = new ArrayList<>();
            List<IndexChange> stays = new ArrayList<>();
            for (long person : wished) {
                MemberState state = found.members().get(person);
                if (state == null || !state.present()) {
                    continue;
                }
                leaving.add(person);
                List<Positions> past = new ArrayList<>(found.past(person));
                if (state.since() <= found.clock()) {
                    past.add(new Positions(state.since(), found.clock()));
                    // A stay that follows another without a message between them prolongs it.
                    if (found.followsAnother().contains(person)) {
                        extended.add(person);
                        extendedFrom.add(state.since() - 1);
                    } else {
                        ended.add(person);
                        endedSince.add(state.since());
                    }
                }
                stays.add(new IndexChange.Share(
                        IndexUnit.room(room),
                        person,
                        state.version() + 1,
                        false,
                        true,
                        List.of(),
                        Stretches.union(past)));
            }
            call.succeeds(leaving.size());
            if (leaving.isEmpty()) {
                return Written.NOTHING;
            }
            List<Future<?>> sent = new ArrayList<>();
            sent.add(c.preparedQuery(LEAVE).execute(Tuple.of(room, longs(leaving))));
            sent.add(c.preparedQuery(SIZE).execute(Tuple.of(room, -leaving.size())));
            if (!extended.isEmpty()) {
                sent.add(c.preparedQuery(EXTEND_PAST)
                        .execute(Tuple.of(room, found.clock(), longs(extended), longs(extendedFrom))));
            }
            if (!ended.isEmpty()) {
                sent.add(c.preparedQuery(INSERT_PAST)
                        .execute(Tuple.of(room, found.clock(), longs(ended), longs(endedSince))));
            }
            ReadWrites reads = new ReadWrites();
            changeSides(room, leaving, found, true, reads);
            addStays(room, found, stays, reads);
            sent.addAll(reads.sendTo(c));
            sent.add(WebhookWrites.moved(c, room, AppOptions.Event.LEFT, leaving));
            return new Written(reads.changes(), sent);
        });
    }

    /** What people have read goes from the members' set to that of people gone, or back. */
    private static void changeSides(long room, Set<Long> people, Found found, boolean gone, ReadWrites reads) {
        Set<Long> dropped = new LinkedHashSet<>();
        for (Map.Entry<Key, Head> entry : found.heads().entrySet()) {
            Key key = entry.getKey();
            Head head = entry.getValue();
            if (!people.contains(key.person())) {
                continue;
            }
            // A head at 0 has never read anything, and the index has never heard of it.
            long version = head.version() == 0 ? 0 : head.version() + 1;
            reads.head(key, version, gone);
            List<Positions> runs = found.runs(key);
            if (found.tooManyRuns() || runs.size() > MembershipStatements.MAX_RUNS_OF_ONE) {
                dropped.add(key.timeline());
            } else if (version > 0) {
                List<Long> firsts = runs.stream().map(Positions::first).toList();
                reads.change(new IndexChange.Share(
                        IndexUnit.timeline(room, key.timeline()), key.person(), version, !gone, gone, firsts, runs));
            }
        }
        dropped.forEach(timeline -> reads.change(new IndexChange.Dropped(IndexUnit.timeline(room, timeline))));
    }

    private static void addStays(long room, Found found, List<IndexChange> stays, ReadWrites reads) {
        long runs = 0;
        for (IndexChange stay : stays) {
            IndexChange.Share share = (IndexChange.Share) stay;
            runs += share.removed().size() + share.added().size();
        }
        if (found.tooManyStays() || runs > MembershipStatements.MAX_RUNS) {
            reads.change(new IndexChange.Dropped(IndexUnit.room(room)));
        } else {
            stays.forEach(reads::change);
        }
    }
}
