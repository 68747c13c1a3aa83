package dev.seenby.storage.postgres;

import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.And;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Comparison;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Or;
import dev.seenby.storage.MessageFilter.Present;
import dev.seenby.storage.StorageException.BadSearch;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Filters as conditions of SQL. Every value is a parameter. Every leaf is true or false, never null, so that {@code not}
 * means what it says.
 */
final class FilterSql {
    private static final int MAX_CONDITIONS = 1_000;
    private static final int MAX_PATTERN = 256;
    /** What the driver can express; no message is older or newer. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final boolean ofThread;
    private final List<Object> parameters = new ArrayList<>();
    private final List<String> patterns = new ArrayList<>();
    private int conditions;

    /** @param ofThread whether the row of {@code thread th} stands beside {@code message m} */
    FilterSql(boolean ofThread) {
        this.ofThread = ofThread;
    }

    /** @return the parameter's place, as the type */
    String bind(Object value, String type) {
        if (value instanceof String text) {
            refuseZero(text);
        }
        parameters.add(value);
        return "$" + parameters.size() + "::" + type;
    }

    private static void refuseZero(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new BadSearch("no text holds the character 0", null);
        }
    }

    Tuple parameters() {
        return Tuple.from(parameters);
    }

    /** The regular expressions in it, to be tried whether or not there is a message to try them on. */
    List<String> patterns() {
        return patterns;
    }

    /** Throws BadSearch. */
    String condition(MessageFilter filter) {
        if (++conditions > MAX_CONDITIONS) {
            throw new BadSearch("more than " + MAX_CONDITIONS + " conditions", null);
        }
        if (filter instanceof And and) {
            return all(and.parts(), " and ", "true");
        }
        if (filter instanceof Or or) {
            return all(or.parts(), " or ", "false");
        }
        if (filter instanceof Not not) {
            return "not " + condition(not.part());
        }
        if (filter instanceof Compare compare) {
            return compare(compare);
        }
        if (filter instanceof Present present) {
            return present.field() instanceof Column column
                    ? "(" + column(column) + " is not null)"
                    : exists((Detail) present.field(), "", "v <> 'null'::jsonb");
        }
        return matches((Matches) filter);
    }

    private String all(List<MessageFilter> parts, String joint, String ofNone) {
        return parts.isEmpty()
                ? ofNone
                : parts.stream().map(this::condition).collect(Collectors.joining(joint, "(", ")"));
    }

    private String compare(Compare compare) {
        Object value = compare.value();
        String operator = operator(compare.comparison());
        if (compare.field() instanceof Detail detail) {
            return typeIn(value).equals("")
                    ? "false"
                    : exists(
                            detail,
                            "[*]",
                            "case when jsonb_typeof(v) = '" + typeIn(value) + "' then " + cast("(v #>> '{}')", value)
                                    + operator + operand(value) + " else false end");
        }
        Column column = (Column) compare.field();
        return column.type() == typeOf(value)
                ? "coalesce(" + cast(column(column), value) + operator + operand(value) + ", false)"
                : "false";
    }

    private static String operator(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> " = ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
    }

    private static MessageField.Type typeOf(Object value) {
        if (value instanceof String) {
            return MessageField.Type.TEXT;
        }
        if (value instanceof Double) {
            return MessageField.Type.NUMBER;
        }
        if (value instanceof Boolean) {
            return MessageField.Type.TRUTH;
        }
        if (value instanceof Instant) {
            return MessageField.Type.TIME;
        }
        throw new IllegalArgumentException(
                "nothing compares with a " + value.getClass().getSimpleName());
    }

    /** The name of the value's type in JSON; empty if it has none. */
    private static String typeIn(Object value) {
        return switch (typeOf(value)) {
            case TEXT -> "string";
            case NUMBER -> "number";
            case TRUTH -> "boolean";
            case TIME -> "";
        };
    }

    private static String cast(String sql, Object value) {
        return switch (typeOf(value)) {
            case TEXT -> sql + " collate \"C\"";
            case NUMBER -> sql + "::numeric";
            case TRUTH -> sql + "::boolean";
            case TIME -> sql;
        };
    }

    private String operand(Object value) {
        if (value instanceof Instant instant) {
            Instant within = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
            return bind(within.atOffset(ZoneOffset.UTC), "timestamptz");
        }
        if (value instanceof Double number) {
            // A cast from double to numeric would round to 15 digits.
            return bind(number.toString(), "text::numeric");
        }
        return bind(value, value instanceof Boolean ? "boolean" : "text");
    }

    private String matches(Matches matches) {
        String pattern = matches.pattern();
        if (pattern.length() > MAX_PATTERN) {
            throw new BadSearch("a regular expression of more than " + MAX_PATTERN + " characters", null);
        }
        // What begins with it is another language.
        if (pattern.startsWith("***") || refersBack(pattern)) {
            throw new BadSearch("a regular expression with what is not supported", null);
        }
        patterns.add(pattern);
        String operator = matches.ignoreCase() ? " ~* " : " ~ ";
        if (matches.field() instanceof Detail detail) {
            return exists(
                    detail,
                    "[*]",
                    "case when jsonb_typeof(v) = 'string' then (v #>> '{}')" + operator + bind(pattern, "text")
                            + " else false end");
        }
        Column column = (Column) matches.field();
        return column.type() == MessageField.Type.TEXT
                ? "coalesce(" + column(column) + operator + bind(pattern, "text") + ", false)"
                : "false";
    }

    /** Matching a back reference takes time that grows exponentially. */
    private static boolean refersBack(String pattern) {
        for (int i = 0; i + 1 < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
                if (Character.isDigit(pattern.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    private String exists(Detail detail, String elements, String condition) {
        return "exists (select from jsonb_path_query(" + SearchColumns.PAYLOAD + ", " + path(detail, elements)
                + ") v where " + condition + ")";
    }

    /** In JSONPath's lax mode a step into an array is a step into each of its elements, and what is not there is nothing. */
    private String path(Detail detail, String elements) {
        // In the path it would be an escape, which PostgreSQL refuses too.
        detail.path().forEach(FilterSql::refuseZero);
        String path = detail.path().stream().map(Json::encode).collect(Collectors.joining(".", "lax $.", elements));
        return bind(path, "text::jsonpath");
    }

    private String column(Column column) {
        return SearchColumns.sql(column, ofThread);
    }

    /**
     * Keys to sort by, absent values first when ascending and last when not. Of what a payload holds, the first value
     * counts: numbers before texts, objects, arrays, false and true.
     */
    String orderKeys(MessageField field, boolean ascending) {
        String direction = ascending ? " asc" : " desc";
        String nulls = ascending ? " nulls first" : " nulls last";
        if (field instanceof Column column) {
            return column(column)
                    + (column.type() == MessageField.Type.TEXT ? " collate \"C\"" : "")
                    + direction
                    + (SearchColumns.isNeverAbsent(column, ofThread) ? "" : nulls);
        }
        String value = "jsonb_path_query_first(" + SearchColumns.PAYLOAD + ", " + path((Detail) field, "[*]") + ")";
        String type = "jsonb_typeof(" + value + ")";
        String end = direction + nulls;
        return "case " + type + " when 'number' then 1 when 'string' then 2 when 'object' then 3 when 'array' then 4"
                + " when 'boolean' then 5 end" + end
                + ", case when " + type + " = 'number' then (" + value + " #>> '{}')::numeric end" + end
                + ", (case when " + type + " in ('string', 'boolean') then " + value + " #>> '{}' end) collate \"C\""
                + end;
    }
}
