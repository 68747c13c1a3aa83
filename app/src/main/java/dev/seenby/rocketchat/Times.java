package dev.seenby.rocketchat;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Moments as the API writes them: ISO 8601 with milliseconds and {@code Z}. */
final class Times {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter CLIENTS = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Times() {}

    /** By hand, as there is one in each line of long lists; a formatter makes a decimal of each part of a second. */
    static String iso(Instant moment) {
        OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9_999) {
            return ISO.format(moment);
        }
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        write(utc.getYear(), text, 3);
        write(utc.getMonthValue(), text, 6);
        write(utc.getDayOfMonth(), text, 9);
        write(utc.getHour(), text, 12);
        write(utc.getMinute(), text, 15);
        write(utc.getSecond(), text, 18);
        write(utc.getNano() / 1_000_000, text, 22);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Over the zeros up to this one, which is the last. */
    private static void write(int number, byte[] text, int last) {
        for (int rest = number, at = last; rest > 0; rest /= 10, at--) {
            text[at] = (byte) ('0' + rest % 10);
        }
    }

    /**
     * A moment as clients write it: ISO 8601, a date alone being its midnight; without an offset it is UTC. Empty for
     * anything else, and for years that are not 1 to 9999.
     */
    static Optional<Instant> parse(String text) {
        try {
            TemporalAccessor read = CLIENTS.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            OffsetDateTime moment = read instanceof OffsetDateTime offset
                    ? offset
                    : (read instanceof LocalDateTime time ? time : ((LocalDate) read).atStartOfDay())
                            .atOffset(ZoneOffset.UTC);
            return Optional.of(moment.toInstant()).filter(instant -> {
                int year = instant.atOffset(ZoneOffset.UTC).getYear();
                return year >= 1 && year <= 9_999;
            });
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
