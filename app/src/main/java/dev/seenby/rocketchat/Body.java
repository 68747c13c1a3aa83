package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's body, taken out with their types. Numbers and booleans pass for texts, and the texts {@code
 * true} and {@code false} for booleans, as the real server's validator has it; {@code null} is absent. Unknown fields
 * are ignored.
 */
final class Body {
    private final ObjectNode object;

    Body(ObjectNode object) {
        this.object = object;
    }

    ObjectNode json() {
        return object;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** @throws RocketChatException if it is absent or no text */
    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw RocketChatException.body("must have required property '" + name + "'");
        }
        return value;
    }

    /** As {@link #required}, and not empty. */
    String filled(String name) {
        String value = required(name);
        if (value.isEmpty()) {
            throw RocketChatException.body("must NOT have fewer than 1 characters");
        }
        return value;
    }

    /** As {@link #filled(String)}, and of at most so many characters. */
    String filled(String name, int most) {
        return bounded(filled(name), most);
    }

    /** Null if it is absent; of at most so many characters. */
    @Nullable
    String text(String name, int most) {
        String value = text(name);
        return value == null ? null : bounded(value, most);
    }

    private static String bounded(String value, int most) {
        if (value.length() > most) {
            throw RocketChatException.body("must NOT have more than " + most + " characters");
        }
        return value;
    }

    /** Null if it is absent. */
    @Nullable
    String text(String name) {
        return has(name) ? text(object.get(name)) : null;
    }

    private static String text(JsonNode value) {
        if (value.isContainerNode()) {
            throw RocketChatException.body("must be string");
        }
        return value.asText();
    }

    /** @param absent the value if it is absent */
    boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        JsonNode value = object.get(name);
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isTextual()
                && (value.textValue().equals("true") || value.textValue().equals("false"))) {
            return value.textValue().equals("true");
        }
        throw RocketChatException.body("must be boolean");
    }

    /** An array of texts, empty if it is absent. @param most how many at most */
    List<String> texts(String name, int most) {
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            JsonNode values = object.get(name);
            if (!values.isArray()) {
                throw RocketChatException.body("must be array");
            }
            if (values.size() > most) {
                throw RocketChatException.body("must NOT have more than " + most + " items");
            }
            values.forEach(value -> texts.add(text(value)));
        }
        return texts;
    }

    /** An object inside. @throws RocketChatException if it is absent or none */
    Body object(String name) {
        if (!has(name)) {
            throw RocketChatException.body("must have required property '" + name + "'");
        }
        if (!(object.get(name) instanceof ObjectNode inside)) {
            throw RocketChatException.body("must be object");
        }
        return new Body(inside);
    }
}
