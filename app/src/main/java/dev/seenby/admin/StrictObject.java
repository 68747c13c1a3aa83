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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are read one by one, and which may have no others. */
final class StrictObject {
    private static final int MOST_NESTING = 8;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode json;
    private final String where;
    private final Set<String> read = new HashSet<>();

    private StrictObject(JsonNode json, String where) {
        this.json = json;
        this.where = where;
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

    static StrictObject of(JsonNode json, String what) {
        if (!json.isObject()) {
            throw new Problem(400, what + " must be a JSON object");
        }
        return new StrictObject(json, what.equals("the body") ? "" : what + ".");
    }

    @Nullable
    StrictObject object(String field) {
        JsonNode value = field(field);
        return value == null ? null : of(value, where + field);
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
                throw new Problem(
                        400,
                        where + name.substring(0, Math.min(name.length(), 100)) + " is not a field; fields are "
                                + String.join(", ", new TreeSet<>(read)));
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

    private Problem wrong(String field, String what) {
        return new Problem(400, where + field + " " + what);
    }
}
