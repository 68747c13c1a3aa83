package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.seenby.http.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a narrow as a client gives it.
 *
 * @param operand a text, or where the operator allows it a whole number or a list of them
 */
record NarrowTerm(String operator, JsonNode operand, boolean negated) {
    /** What storage takes at once. */
    static final int MOST = 100;

    private static final int SHOWN = 256;
    private static final Set<String> OF_ONE = Set.of(
            "channel", "stream", "id", "sender", "from", "group-pm-with", "group_pm_with", "dm-including", "with");
    private static final Set<String> OF_SOME = Set.of("dm", "pm-with", "pm_with");

    /**
     * Those of the parameter {@code narrow}, each an object or a pair of texts.
     *
     * @param narrow null = absent
     * @throws ZulipException 400 if it is malformed, or they are more than {@value #MOST}
     */
    static List<NarrowTerm> all(@Nullable JsonNode narrow) {
        if (narrow == null || narrow.isNull()) {
            return List.of();
        }
        if (Parameters.list("narrow", narrow).size() > MOST) {
            throw ZulipException.badRequest("narrow has more than " + MOST + " elements");
        }
        List<NarrowTerm> terms = new ArrayList<>();
        for (JsonNode element : narrow) {
            terms.add(of("narrow[" + terms.size() + "]", element));
        }
        return terms;
    }

    private static NarrowTerm of(String name, JsonNode element) {
        if (!StrictJson.storable(element)) {
            throw invalid(name, "text that nothing can have");
        }
        if (element.isArray()) {
            if (element.size() != 2
                    || !element.get(0).isTextual()
                    || !element.get(1).isTextual()) {
                throw invalid(name, "element is not a string pair");
            }
            return new NarrowTerm(element.get(0).textValue(), element.get(1), false).checked();
        }
        if (!element.isObject()) {
            throw invalid(name, "dict or list required");
        }
        JsonNode operand = element.path("operand");
        JsonNode operator = element.path("operator");
        JsonNode negated = element.has("negated") ? element.path("negated") : BooleanNode.FALSE;
        if (isAbsent(operand)) {
            throw invalid(name, "operand is missing");
        }
        if (isAbsent(operator)) {
            throw invalid(name, "operator is missing");
        }
        if (!operator.isTextual()) {
            throw ZulipException.badRequest(name + "[\"operator\"] is not a string");
        }
        if (!negated.isBoolean()) {
            throw ZulipException.badRequest(name + "[\"negated\"] is not a boolean");
        }
        return new NarrowTerm(operator.textValue(), operand, negated.booleanValue()).checked();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static ZulipException invalid(String name, String what) {
        return ZulipException.badRequest("Invalid " + name + ": Value error, " + what);
    }

    private NarrowTerm checked() {
        boolean number = operand.isIntegralNumber();
        if (OF_ONE.contains(operator)) {
            check(operand.isTextual() || number, "operand is not a string or integer");
        } else if (OF_SOME.contains(operator)) {
            check(operand.isTextual() || operand.isArray(), "operand is not a string or an integer list");
            int at = 0;
            for (JsonNode one : operand) {
                check(one.isIntegralNumber(), "operand[" + at++ + "] is not an integer");
            }
        } else {
            check(operand.isTextual(), "operand is not a string");
        }
        check(!operator.equals("search") || !operand.textValue().isBlank(), "operand cannot be blank.");
        return this;
    }

    private static void check(boolean valid, String otherwise) {
        if (!valid) {
            throw ZulipException.badRequest(otherwise);
        }
    }

    /** The operand as answers show it: not longer than some hundred characters. */
    String shown() {
        return operand.isArray()
                ? shown(StreamSupport.stream(operand.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", ", "[", "]")))
                : shown(operand.asText());
    }

    static String shown(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN));
    }

    /** What is meant by a narrow cannot be searched for. */
    static ZulipException bad(String desc) {
        return bad("Invalid narrow operator", desc);
    }

    static ZulipException bad(String what, String desc) {
        return ZulipException.raw(
                400, ZulipException.error(what + ": " + desc).put("desc", desc).put("code", "BAD_NARROW"));
    }
}
