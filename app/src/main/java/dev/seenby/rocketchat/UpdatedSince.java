package dev.seenby.rocketchat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The parameter {@code updatedSince}: a date, with or without a time and a zone; UTC unless it says so. */
final class UpdatedSince {
    private UpdatedSince() {}

    /** Null if it is absent. @param malformed what is thrown when it is no date */
    static @Nullable Instant of(Query query, RocketChatException malformed) {
        String text = query.text("updatedSince");
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            Instant moment = moment(text);
            int year = moment.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 0 && year <= 9_999) {
                return moment;
            }
        } catch (DateTimeException notOne) {
            // Told below.
        }
        throw malformed;
    }

    private static Instant moment(String text) {
        if (text.indexOf('T') < 0) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
        return zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
