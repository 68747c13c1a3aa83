package dev.seenby.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Columns of rows as array parameters, and times as the driver knows them. An array is given as an Object, lest a
 * Tuple takes its elements for its own.
 */
final class Columns {
    private Columns() {}

    static Object longs(Collection<Long> values) {
        return values.toArray(Long[]::new);
    }

    static Object strings(Collection<String> values) {
        return values.toArray(String[]::new);
    }

    static <T> Object longs(Collection<T> rows, Function<T, @Nullable Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    static <T> Object ints(Collection<T> rows, Function<T, @Nullable Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    static <T> Object strings(Collection<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    static <T> Object booleans(Collection<T> rows, Function<T, Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    static <T> Object times(Collection<T> rows, Function<T, @Nullable OffsetDateTime> column) {
        return rows.stream().map(column).toArray(OffsetDateTime[]::new);
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
