package dev.seenby.storage;

import org.jspecify.annotations.Nullable;

/**
 * The ways storage fails. Carries no secrets and no text meant for API callers; a dialect chooses its own words.
 */
public abstract sealed class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Something the call needs (a room, a person, a message) is not there. Nothing was written. */
    public static final class NotFound extends StorageException {
        private static final long serialVersionUID = 1L;

        public NotFound(String what) {
            super(what + " not found", null);
        }
    }

    /** A name or id that must be unique is taken. Nothing was written. */
    public static final class Conflict extends StorageException {
        private static final long serialVersionUID = 1L;

        /** What is taken. */
        public enum Of {
            SDK_APP_ID,
            HOST,
            DEFAULT_APP,
            USER_ID,
            ROCKETCHAT_ID,
            USERNAME,
            EMAIL,
            ZULIP_ID,
            ROOM_ID,
            ROOM_NAME,
            MESSAGE_ID,
            /** Not a name: an app must have an active owner. */
            LAST_OWNER
        }

        private final Of of;

        public Conflict(Of of) {
            super(of + " is taken", null);
            this.of = of;
        }

        public Of of() {
            return of;
        }
    }

    /** The back end cannot be reached or is shutting down. What was asked did not happen. */
    public static final class Unavailable extends StorageException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** No answer in time, or the connection was lost while a commit was under way: it may or may not have happened. */
    public static final class OutcomeUnknown extends StorageException {
        private static final long serialVersionUID = 1L;

        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A queue is full. What was asked did not happen; asking later may succeed. */
    public static final class Overloaded extends StorageException {
        private static final long serialVersionUID = 1L;

        public Overloaded(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What was searched for is at fault: a malformed regular expression, or more work than one search may take. */
    public static final class BadSearch extends StorageException {
        private static final long serialVersionUID = 1L;

        public BadSearch(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The back end answered with something that only a defect explains. */
    public static final class Broken extends StorageException {
        private static final long serialVersionUID = 1L;

        public Broken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
