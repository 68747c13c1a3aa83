package dev.seenby.storage;

import java.util.List;

/**
 * A condition on messages. It is true or false of every message, never unknown: what compares a field that is absent, or
 * has a value of another type, is false.
 */
public sealed interface MessageFilter {
    /** True of every message. */
    MessageFilter ALL = new And(List.of());

    /** @param parts at most 100; of none it is true */
    record And(List<MessageFilter> parts) implements MessageFilter {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** @param parts at most 100; of none it is false */
    record Or(List<MessageFilter> parts) implements MessageFilter {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(MessageFilter part) implements MessageFilter {}

    /** How two values are compared; texts by their Unicode code points, false before true. */
    enum Comparison {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /** @param value a {@link String}, a {@link Double}, a {@link Boolean} or an {@link java.time.Instant} */
    record Compare(MessageField field, Comparison comparison, Object value) implements MessageFilter {}

    /** The field is there, and not null. */
    record Present(MessageField field) implements MessageFilter {}

    /**
     * A text holds a match of a regular expression; a search with one that is malformed fails with
     * {@link StorageException.BadSearch}.
     *
     * @param pattern in the storage's own syntax of what PostgreSQL and Java have in common; at most 256 characters
     */
    record Matches(MessageField field, String pattern, boolean ignoreCase) implements MessageFilter {}
}
