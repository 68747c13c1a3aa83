package dev.seenby.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.problem.Problem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are read one by one, and which may have no others. */
final class StrictObject {
    private static final int MOST_NESTING = 8;
    /** As many characters of a field's name are told. */
    private static final int MOST_NAME = 100;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode json;
    private final String where;
    private final String pointer;
    private final boolean patch;
    private final Set<String> read = new HashSet<>();

    private StrictObject(JsonNode json, String where, String pointer, boolean patch) {
        this.json = json;
        this.where = where;
        this.pointer = pointer;
        this.patch = patch;
    }

    /** @throws Problem 400 unless it is JSON, with no field twice */
    static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Problem(400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Problem(400, "the body is not UTF-8");
        }
    }

    /** A body that makes something. */
    static StrictObject whole(JsonNode json) {
        return body(json, false);
    }

    /** A body that changes something, as a JSON merge patch (RFC 7396): null takes a field back to its default. */
    static StrictObject patch(JsonNode json) {
        return body(json, true);
    }

    private static StrictObject body(JsonNode json, boolean patch) {
        if (!json.isObject()) {
            throw new Problem(400, "the body must be a JSON object");
        }
        return new StrictObject(json, "", "#", patch);
    }

    boolean has(String field) {
        return field(field) != null;
    }

    /** Whether a field is to be taken back to its default. */
    boolean isReset(String field) {
        JsonNode value = field(field);
        return patch && value != null && value.isNull();
    }

    /** The names of all fields; each still has to be read. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Nullable
    StrictObject object(String field) {
        JsonNode value = field(field);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw wrong(field, "must be a JSON object");
        }
        return new StrictObject(value, where + field + ".", pointer(field), patch);
    }

    /** @param former what it is if the field is not there. @param byDefault what it is if the field is reset */
    int integer(String field, int least, int most, int former, int byDefault) {
        if (isReset(field)) {
            return byDefault;
        }
        Long value = integer(field, least, most);
        return value == null ? former : value.intValue();
    }

    @Nullable
    Boolean bool(String field) {
        JsonNode value = field(field);
        if (value != null && !value.isBoolean()) {
            throw wrong(field, "must be true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    @Nullable
    Long integer(String field, long least, long most) {
        JsonNode value = field(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw wrong(field, "must be an integer from " + least + " to " + most);
        }
        return value.longValue();
    }

    @Nullable
    String text(String field, int most) {
        JsonNode value = field(field);
        return value == null ? null : text(value, field, most);
    }

    @Nullable
    String text(String field, int most, String pattern, String form) {
        String text = text(field, most);
        if (text != null && !text.matches(pattern)) {
            throw wrong(field, "must be " + form);
        }
        return text;
    }

    String requiredText(String field, int most) {
        String text = text(field, most);
        if (text == null) {
            throw wrong(field, "is required");
        }
        return text;
    }

    List<String> texts(String field, int most) {
        JsonNode value = field(field);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray() || value.size() > most) {
            throw wrong(field, "must be an array of at most " + most + " strings");
        }
        for (JsonNode element : value) {
            texts.add(text(element, field, 300));
        }
        return texts;
    }

    /** @throws Problem 400 if there is a field that was not asked for */
    void nothingElse() {
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!read.contains(name)) {
                throw wrong(name, "is not a field; fields are " + String.join(", ", new TreeSet<>(read)));
            }
        }
    }

    private @Nullable JsonNode field(String field) {
        read.add(field);
        return json.get(field);
    }

    private String text(JsonNode value, String field, int most) {
        String text = value.textValue();
        if (text == null
                || text.isBlank()
                || text.codePointCount(0, text.length()) > most
                || text.chars().anyMatch(Character::isISOControl)
                || text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw wrong(field, "must be text of 1 to " + most + " printable characters");
        }
        return text;
    }

    /** A 400 that names the field and points at it. */
    Problem wrong(String field, String what) {
        String shown = field.substring(0, Math.min(field.length(), MOST_NAME));
        return new Problem(400, where + shown + " " + what, pointer(shown));
    }

    private String pointer(String field) {
        return pointer + "/"
                + URLEncoder.encode(field.replace("~", "~0").replace("/", "~1"), StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%7E", "~");
    }
}
