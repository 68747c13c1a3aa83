package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.seenby.http.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which messages a queue takes: those for which all its terms hold. Judged when the client takes them. */
record EventNarrow(List<Term> terms) {
    /** More are refused. */
    private static final int MOST = 20;

    private static final int LONGEST_OPERAND = 256;

    /** @param operand in lower case */
    record Term(String operator, String operand) {}

    EventNarrow {
        terms = List.copyOf(terms);
    }

    /** @throws ZulipException 400 for anything but a list of pairs of an operator that is known and a text */
    static EventNarrow of(JsonNode narrow) {
        if (narrow.isMissingNode() || narrow.isNull()) {
            return new EventNarrow(List.of());
        }
        List<Term> terms = new ArrayList<>();
        for (JsonNode one : Parameters.list("narrow", narrow)) {
            terms.add(term("narrow[" + terms.size() + "]", one));
        }
        if (terms.size() > MOST) {
            throw ZulipException.badRequest("narrow is too long (limit: " + MOST + " items)");
        }
        return new EventNarrow(terms);
    }

    private static Term term(String name, JsonNode one) {
        boolean pair = one.isArray() && one.size() == 2;
        JsonNode operator = pair ? one.path(0) : one.path("operator");
        JsonNode operand = pair ? one.path(1) : one.path("operand");
        if (!operator.isTextual() || !operand.isTextual() || one.path("negated").asBoolean(false)) {
            throw ZulipException.badRequest("Invalid " + name);
        }
        if (operand.textValue().length() > LONGEST_OPERAND) {
            throw ZulipException.badRequest(name + " is too long (limit: " + LONGEST_OPERAND + " characters)");
        }
        return switch (operator.textValue()) {
            case "stream", "channel" -> new Term("channel", lower(operand));
            case "subject", "topic" -> new Term("topic", lower(operand));
            case "sender", "is" -> new Term(operator.textValue(), lower(operand));
            default -> throw ZulipException.badRequest("Operator " + operator.textValue() + " not supported.");
        };
    }

    private static String lower(JsonNode operand) {
        return operand.textValue().toLowerCase(Locale.ROOT);
    }

    ArrayNode json() {
        ArrayNode list = StrictJson.newObject().arrayNode();
        terms.forEach(term -> list.addArray().add(term.operator()).add(term.operand()));
        return list;
    }

    /** @param message as {@link MessageJson} writes it, with the reader's flags */
    boolean takes(JsonNode message) {
        return terms.stream().allMatch(term -> holds(term, message));
    }

    private static boolean holds(Term term, JsonNode message) {
        boolean inChannel = message.path("type").asText().equals("stream");
        return switch (term.operator()) {
            case "channel" -> inChannel && is(message.path("display_recipient"), term.operand());
            case "topic" -> inChannel && is(message.path("subject"), term.operand());
            case "sender" -> is(message.path("sender_email"), term.operand());
            default ->
                switch (term.operand()) {
                    case "dm", "private" -> !inChannel;
                    case "unread" -> !flagged(message, "read");
                    case "resolved" ->
                        inChannel && message.path("subject").asText().startsWith("✔ ");
                    case "mentioned" ->
                        flagged(message, "mentioned")
                                || flagged(message, "stream_wildcard_mentioned")
                                || flagged(message, "topic_wildcard_mentioned");
                    default -> flagged(message, term.operand());
                };
        };
    }

    private static boolean is(JsonNode text, String lower) {
        return text.asText().toLowerCase(Locale.ROOT).equals(lower);
    }

    private static boolean flagged(JsonNode message, String flag) {
        for (JsonNode one : message.path("flags")) {
            if (one.asText().equals(flag)) {
                return true;
            }
        }
        return false;
    }
}
