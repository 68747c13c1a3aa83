package dev.seenby.storage.postgres;

import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What the database and its driver fail with, in the words of {@link StorageException}. The only place that knows. */
final class PgErrors {
    static final String STRING_ID_TAKEN = "message_string_id";

    private static final Map<String, Conflict.Of> CONFLICTS = Map.ofEntries(
            Map.entry("app_pkey", Conflict.Of.SDK_APP_ID),
            Map.entry("app_host_pkey", Conflict.Of.HOST),
            Map.entry("app_default", Conflict.Of.DEFAULT_APP),
            Map.entry("person_user_id", Conflict.Of.USER_ID),
            Map.entry("person_rocketchat_id", Conflict.Of.ROCKETCHAT_ID),
            Map.entry("person_username", Conflict.Of.USERNAME),
            Map.entry("person_email", Conflict.Of.EMAIL),
            Map.entry("person_zulip_id", Conflict.Of.ZULIP_ID),
            Map.entry("room_room_id", Conflict.Of.ROOM_ID),
            Map.entry("room_name", Conflict.Of.ROOM_NAME),
            Map.entry("message_pkey", Conflict.Of.MESSAGE_ID),
            Map.entry(STRING_ID_TAKEN, Conflict.Of.MESSAGE_ID));

    /** Names of foreign keys, and what is not there when one is broken. */
    private static final Map<String, String> MISSING = Map.ofEntries(
            Map.entry("app_host_app_fkey", "app"),
            Map.entry("app_setting_app_fkey", "app"),
            Map.entry("person_app_fkey", "app"),
            Map.entry("credential_person_fkey", "person"),
            Map.entry("sign_in_attempt_person_fkey", "person"),
            Map.entry("muted_person_person_fkey", "person"),
            Map.entry("muted_person_muted_fkey", "person"),
            Map.entry("room_app_fkey", "app"),
            Map.entry("room_owner_fkey", "person"),
            Map.entry("member_person_fkey", "person"),
            Map.entry("member_room_fkey", "room"),
            Map.entry("message_room_fkey", "room"),
            Map.entry("timeline_room_fkey", "room"),
            Map.entry("thread_follower_parent_fkey", "message"));

    /** Deadlock, serialization failure, lock not available: the same transaction may succeed next time. */
    private static final Set<String> PASSING = Set.of("40P01", "40001", "55P03");

    private PgErrors() {}

    static StorageException map(Throwable e) {
        if (e instanceof StorageException known) {
            return known;
        }
        if (e instanceof PgException pg) {
            return map(pg);
        }
        if (e instanceof ConnectionPoolTooBusyException) {
            return new StorageException.Overloaded("too many calls wait for PostgreSQL", e);
        }
        if (e instanceof TimeoutException) {
            return new StorageException.OutcomeUnknown("PostgreSQL did not answer in time", e);
        }
        if (isLost(e)) {
            return new StorageException.Unavailable("the connection to PostgreSQL is lost", e);
        }
        return new StorageException.Broken("unexpected: " + e, e);
    }

    /** As {@link #map}, for a search: what the database refuses to do, or to do for so long, is the search's fault. */
    static StorageException mapSearch(Throwable e) {
        if (e instanceof PgException pg) {
            switch (String.valueOf(pg.getSqlState())) {
                case "2201B":
                    return new StorageException.BadSearch("a malformed regular expression", e);
                case "57014":
                    return new StorageException.BadSearch("more work than one search may take", e);
                default:
                    break;
            }
        }
        return mapRead(e);
    }

    /** As {@link #map}, for a read, which has no outcome to be unsure of. */
    static StorageException mapRead(Throwable e) {
        StorageException known = map(e);
        return known instanceof StorageException.OutcomeUnknown
                ? new StorageException.Unavailable("PostgreSQL did not answer in time", e)
                : known;
    }

    private static StorageException map(PgException e) {
        String state = String.valueOf(e.getSqlState());
        String constraint = String.valueOf(e.getConstraint());
        if (state.equals("23505") && CONFLICTS.containsKey(constraint)) {
            return new Conflict(CONFLICTS.get(constraint));
        }
        if (state.equals("23503") && MISSING.containsKey(constraint)) {
            return new StorageException.NotFound(MISSING.get(constraint));
        }
        if (state.startsWith("53")) {
            return new StorageException.Overloaded("PostgreSQL is overloaded", e);
        }
        if (state.equals("57014")) {
            return new StorageException.OutcomeUnknown("PostgreSQL did not finish in time", e);
        }
        if (isLost(e) || PASSING.contains(state) || state.startsWith("28") || state.startsWith("3D")) {
            return new StorageException.Unavailable("PostgreSQL cannot serve now: " + e.getErrorMessage(), e);
        }
        if (state.equals("22021") || state.equals("22P05")) {
            return new StorageException.Broken("a text holds a character that PostgreSQL cannot store", e);
        }
        return new StorageException.Broken("PostgreSQL refuses: " + e.getErrorMessage() + " (" + state + ")", e);
    }

    /** Whether the same transaction may succeed if it is tried again. */
    static boolean isPassing(Throwable e) {
        return e instanceof PgException pg && PASSING.contains(String.valueOf(pg.getSqlState()));
    }

    /** Whether the statement itself, not one before it in the transaction, met what must not be. */
    static boolean isBrokenConstraint(Throwable e) {
        return e instanceof PgException pg && String.valueOf(pg.getSqlState()).startsWith("23");
    }

    /** Whether a part of the batch may be to blame, so that the rest may succeed without it. */
    static boolean isOfOneCall(Throwable e) {
        if (e instanceof PgException pg) {
            String state = String.valueOf(pg.getSqlState());
            return state.startsWith("22") || state.startsWith("23");
        }
        return true;
    }

    /** Whether the connection that this happened on is of no more use. */
    static boolean isLost(Throwable e) {
        if (e instanceof PgException pg) {
            String state = String.valueOf(pg.getSqlState());
            // 25P03, 57P05: the server ended an idle session.
            return state.startsWith("57P") || state.startsWith("08") || state.equals("25P03");
        }
        return e instanceof ClosedConnectionException
                || e instanceof IOException
                || e instanceof TimeoutException
                || e instanceof VertxException;
    }

    /** A second send of the same string id met the first one while it was being committed. */
    static boolean isSecondSend(Throwable e) {
        return e instanceof PgException pg && STRING_ID_TAKEN.equals(pg.getConstraint());
    }
}
