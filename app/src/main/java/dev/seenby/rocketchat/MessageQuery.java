package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.And;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Comparison;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Or;
import dev.seenby.storage.MessageFilter.Present;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code query} parameter: a MongoDB query over the {@linkplain PublicField public fields} of messages, in EJSON.
 *
 * <p>It means what it means in MongoDB: values of another type than the field's neither equal nor order (a date is
 * {@code {"$date":…}}, a text is never one); {@code $ne}, {@code $nin} and {@code $not} are true of what is absent; null
 * is what is absent. Regular expressions are those of {@link SearchPattern}, with no option but {@code i}. Objects and
 * arrays are not compared as wholes.
 */
final class MessageQuery {
    private static final int DEPTH = 8;
    private static final int CONDITIONS = 100;
    private static final int LIST = 100;
    /** The years 1 to 9999. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final JsonParameter parameter;
    private int conditions;

    private MessageQuery(JsonParameter parameter) {
        this.parameter = parameter;
    }

    /**
     * Reads the parameter.
     *
     * @param raw at most 8,192 characters, {@value #CONDITIONS} conditions, {@value #LIST} values in a list and
     *     {@value #DEPTH} of {@code $and}, {@code $or}, {@code $nor} and {@code $not} in each other
     * @throws RocketChatException error-invalid-query for everything else
     */
    static MessageFilter parse(String raw) {
        JsonParameter parameter = new JsonParameter("query", raw);
        return new MessageQuery(parameter).object(parameter.object(), 0);
    }

    /** @param depth how many operators that nest are around it */
    private MessageFilter object(ObjectNode query, int depth) {
        List<MessageFilter> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : query.properties()) {
            String name = member.getKey();
            parts.add(
                    name.startsWith("$")
                            ? several(name, member.getValue(), depth + 1)
                            : field(name, member.getValue(), depth));
        }
        return and(parts);
    }

    private MessageFilter several(String operator, JsonNode operand, int depth) {
        return switch (operator) {
            case "$and" -> and(each(operator, operand, depth));
            case "$or" -> new Or(each(operator, operand, depth));
            case "$nor" -> new Not(new Or(each(operator, operand, depth)));
            default -> throw invalidOperation(operator);
        };
    }

    private List<MessageFilter> each(String operator, JsonNode operand, int depth) {
        checkDepth(depth);
        if (!operand.isArray() || operand.isEmpty()) {
            throw invalidValue(operator);
        }
        if (operand.size() > CONDITIONS) {
            throw tooManyConditions();
        }
        List<MessageFilter> parts = new ArrayList<>();
        for (JsonNode element : operand) {
            if (!(element instanceof ObjectNode object)) {
                throw invalidValue(operator);
            }
            parts.add(object(object, depth));
        }
        return parts;
    }

    private MessageFilter field(String name, JsonNode value, int depth) {
        MessageField field = PublicField.named(name).orElseThrow(() -> parameter.refused("Invalid attribute", name));
        if (value instanceof ObjectNode operators && !value.has("$date")) {
            return operators(field, name, operators, depth);
        }
        count();
        return equal(field, name, value);
    }

    /** @param of the attribute or operator that they are the value of */
    private MessageFilter operators(MessageField field, String of, ObjectNode operators, int depth) {
        if (operators.isEmpty()) {
            throw invalidValue(of);
        }
        List<MessageFilter> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : operators.properties()) {
            String operator = member.getKey();
            JsonNode operand = member.getValue();
            if (!operator.startsWith("$")) {
                throw invalidValue(of);
            }
            if (operator.equals("$not")) {
                checkDepth(depth + 1);
                if (!(operand instanceof ObjectNode inner)) {
                    throw invalidValue(operator);
                }
                parts.add(new Not(operators(field, operator, inner, depth + 1)));
            } else if (operator.equals("$regex")) {
                parts.add(matches(field, operand, operators.get("$options")));
            } else if (!operator.equals("$options") || !operators.has("$regex")) {
                parts.add(condition(field, operator, operand));
            }
        }
        return and(parts);
    }

    private MessageFilter condition(MessageField field, String operator, JsonNode operand) {
        count();
        return switch (operator) {
            case "$eq" -> equal(field, operator, operand);
            case "$ne" -> new Not(equal(field, operator, operand));
            case "$gt" -> ordered(field, operator, Comparison.GREATER, operand);
            case "$gte" -> ordered(field, operator, Comparison.GREATER_OR_EQUAL, operand);
            case "$lt" -> ordered(field, operator, Comparison.LESS, operand);
            case "$lte" -> ordered(field, operator, Comparison.LESS_OR_EQUAL, operand);
            case "$in" -> oneOf(field, operator, operand);
            case "$nin" -> new Not(oneOf(field, operator, operand));
            case "$exists" -> exists(field, operator, operand);
            default -> throw invalidOperation(operator);
        };
    }

    private MessageFilter equal(MessageField field, String of, JsonNode value) {
        return value.isNull() ? new Not(new Present(field)) : new Compare(field, Comparison.EQUAL, value(of, value));
    }

    /** Null is neither more nor less than null, but as much. */
    private MessageFilter ordered(MessageField field, String of, Comparison comparison, JsonNode value) {
        if (!value.isNull()) {
            return new Compare(field, comparison, value(of, value));
        }
        return comparison == Comparison.GREATER || comparison == Comparison.LESS
                ? new Or(List.of())
                : new Not(new Present(field));
    }

    private MessageFilter oneOf(MessageField field, String operator, JsonNode list) {
        if (!list.isArray() || list.size() > LIST) {
            throw invalidValue(operator);
        }
        List<MessageFilter> parts = new ArrayList<>();
        for (JsonNode value : list) {
            parts.add(equal(field, operator, value));
        }
        return new Or(parts);
    }

    /** Numbers count as truth, as in MongoDB. */
    private MessageFilter exists(MessageField field, String operator, JsonNode operand) {
        if (!operand.isBoolean() && !operand.isNumber()) {
            throw invalidValue(operator);
        }
        Present present = new Present(field);
        boolean wanted = operand.isBoolean() ? operand.booleanValue() : operand.doubleValue() != 0;
        return wanted ? present : new Not(present);
    }

    private MessageFilter matches(MessageField field, JsonNode pattern, @Nullable JsonNode options) {
        count();
        if (!pattern.isTextual()) {
            throw invalidValue("$regex");
        }
        if (!SearchPattern.accepts(pattern.textValue())) {
            throw parameter.refused("Invalid regular expression", pattern.textValue());
        }
        boolean ignoreCase = options != null && "i".equals(options.textValue());
        if (options != null && !ignoreCase && !"".equals(options.textValue())) {
            throw invalidValue("$options");
        }
        return new Matches(field, pattern.textValue(), ignoreCase);
    }

    /** @param of the attribute or operator whose value it is */
    private Object value(String of, JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            return value.doubleValue();
        }
        if (value.isObject() && value.size() == 1 && value.has("$date")) {
            return date(value.get("$date"));
        }
        throw invalidValue(of);
    }

    private Instant date(JsonNode value) {
        try {
            if (value.isTextual()) {
                return inRange(OffsetDateTime.parse(value.textValue()).toInstant());
            }
            if (value.canConvertToLong() && value.isIntegralNumber()) {
                return inRange(Instant.ofEpochMilli(value.longValue()));
            }
        } catch (DateTimeException malformed) {
            throw invalidValue("$date");
        }
        throw invalidValue("$date");
    }

    private Instant inRange(Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw invalidValue("$date");
        }
        return instant;
    }

    private MessageFilter and(List<MessageFilter> parts) {
        if (parts.size() > CONDITIONS) {
            throw tooManyConditions();
        }
        return parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    private void count() {
        if (++conditions > CONDITIONS) {
            throw tooManyConditions();
        }
    }

    private void checkDepth(int depth) {
        if (depth > DEPTH) {
            throw parameter.refused("Too many operators in each other, " + DEPTH + " at most");
        }
    }

    private RocketChatException tooManyConditions() {
        return parameter.refused("Too many conditions, " + CONDITIONS + " at most");
    }

    private RocketChatException invalidOperation(String operator) {
        return parameter.refused("Invalid operation", operator);
    }

    private RocketChatException invalidValue(String of) {
        return parameter.refused("Invalid value", of);
    }
}
