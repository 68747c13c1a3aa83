package dev.seenby.rocketchat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;

/**
 * One of the parameters that hold a JSON object as text: {@code query}, {@code sort} or {@code fields}.
 *
 * @param name of the parameter
 * @param raw the text that was sent
 */
record JsonParameter(String name, String raw) {
    private static final int CHARACTERS = 8_192;
    private static final int ECHOED_CHARACTERS = 256;

    /**
     * The object.
     *
     * @throws RocketChatException {@link #malformed()} if it is not one, holds what cannot be stored, or is longer than
     *     {@value #CHARACTERS} characters
     */
    ObjectNode object() {
        if (raw.length() > CHARACTERS) {
            throw malformed();
        }
        return StrictJson.value(raw)
                .filter(StrictJson::storable)
                .map(value -> value instanceof ObjectNode object ? object : null)
                .orElseThrow(this::malformed);
    }

    /** The documented answer, with the first {@value #ECHOED_CHARACTERS} characters of the text. */
    RocketChatException malformed() {
        return refused("Invalid " + name + " parameter provided: \"" + echo(raw) + "\"");
    }

    /** @param found what the text holds there: a name, an operator, a pattern */
    RocketChatException refused(String reason, String found) {
        return refused(reason + ": " + echo(found));
    }

    RocketChatException refused(String reason) {
        return RocketChatException.coded(reason, "error-invalid-" + name).detail("helperMethod", "parseJsonQuery");
    }

    private static String echo(String text) {
        int end = text.length();
        if (end > ECHOED_CHARACTERS) {
            end = Character.isHighSurrogate(text.charAt(ECHOED_CHARACTERS - 1))
                    ? ECHOED_CHARACTERS - 1
                    : ECHOED_CHARACTERS;
        }
        // A lone surrogate could not be written; this way it becomes a question mark.
        return new String(text.substring(0, end).getBytes(UTF_8), UTF_8);
    }
}
