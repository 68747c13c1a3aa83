package dev.seenby.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as RFC 8259 has it, unlike the codec of Vert.x, which takes comments: no comments, nothing after the
 * value, no name twice in an object, at most {@value #DEPTH} levels and {@value #TOKENS} tokens. A number whose exponent fits no decimal, which
 * Jackson reports as a {@link NumberFormatException}, is not JSON either.
 */
public final class StrictJson {
    private static final int DEPTH = 32;
    private static final int NUMBER_CHARACTERS = 100;
    private static final int NAME_CHARACTERS = 1_000;
    /** A tree of many small values is some twenty times as large as its text. */
    private static final int TOKENS = 100_000;
    /** Storage must be able to keep every number it is given. */
    private static final int DECIMAL_SCALE = 400;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER_CHARACTERS)
                    .maxNameLength(NAME_CHARACTERS)
                    .maxTokenCount(TOKENS)
                    .maxStringLength(BodyReader.LIMIT)
                    .maxDocumentLength(BodyReader.LIMIT)
                    .build())
            // Names come from callers: interning them would keep them for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    /** The object that the bytes hold; empty if they are anything else. */
    public static Optional<ObjectNode> object(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException | NumberFormatException notJson) {
            return Optional.empty();
        }
    }

    /** The value of any sort that a text holds; empty if it is not JSON. */
    public static Optional<JsonNode> value(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException | NumberFormatException notJson) {
            return Optional.empty();
        }
    }

    public static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    /** Compact, in UTF-8. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether everything in the tree can be stored: no NUL, no half of a surrogate pair, in no name and no string, and no
     * number of more than some hundred digits.
     */
    public static boolean storable(JsonNode node) {
        if (node.isTextual()) {
            return storable(node.textValue());
        }
        if (node.isBigDecimal()) {
            return Math.abs((long) node.decimalValue().scale()) <= DECIMAL_SCALE;
        }
        Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!storable(field.getKey()) || !storable(field.getValue())) {
                return false;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (!storable(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a text can be stored. */
    public static boolean storable(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c) && (i == text.length() || !Character.isLowSurrogate(text.charAt(i++)))) {
                return false;
            }
        }
        return true;
    }
}
