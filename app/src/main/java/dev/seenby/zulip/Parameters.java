package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.BodyReader;
import dev.seenby.http.StrictJson;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: those of its body, a form of either sort, and those of its URL that the body does not
 * have. Of one given twice the last counts. Remembers which were asked for; the others are named in the answer.
 */
final class Parameters {
    /** Taken by every call and used by none. */
    private static final String CLIENT = "client";

    private static final int MOST = 1_000;
    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    static final Parameters NONE = new Parameters(Map.of(), Map.of());

    private final Map<String, String> values;
    private final Set<String> used = new HashSet<>(Set.of(CLIENT));
    private final Map<String, String> inBody;

    private Parameters(Map<String, String> query, Map<String, String> inBody) {
        this.values = new HashMap<>(query);
        this.inBody = inBody;
        values.putAll(inBody);
    }

    /**
     * @param query of the URL, undecoded; null = none
     * @param type of the body; one that is no form has no parameters
     * @throws ZulipException 400 if they cannot be taken apart, or are more than 1,000
     */
    static Parameters of(@Nullable String query, @Nullable String type, byte[] body) {
        return new Parameters(query == null ? Map.of() : decoded(query), form(type == null ? "" : type, body));
    }

    private static Map<String, String> form(String type, byte[] body) {
        String media = type.toLowerCase(Locale.ROOT);
        if (media.startsWith(URL_ENCODED)) {
            return decoded(new String(body, StandardCharsets.UTF_8));
        }
        return media.startsWith(MULTIPART) ? multipart(type, body) : Map.of();
    }

    private static Map<String, String> decoded(String text) {
        try {
            Map<String, String> values = new HashMap<>();
            Map<String, List<String>> all =
                    new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST + 1, true).parameters();
            all.forEach((name, given) -> values.put(name, given.get(given.size() - 1)));
            return bounded(values);
        } catch (IllegalArgumentException malformed) {
            throw malformed();
        }
    }

    private static Map<String, String> bounded(Map<String, String> values) {
        if (values.size() > MOST) {
            throw malformed();
        }
        return values;
    }

    /** Files are none of them. */
    private static Map<String, String> multipart(String type, byte[] body) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), request, StandardCharsets.UTF_8, MOST, BodyReader.LIMIT);
            Map<String, String> values = new HashMap<>();
            for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                if (data instanceof Attribute attribute) {
                    values.put(attribute.getName(), attribute.getValue());
                }
            }
            return values;
        } catch (IOException | RuntimeException malformed) {
            // The decoder has several exceptions of its own for what it cannot take apart.
            throw malformed();
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static ZulipException malformed() {
        return ZulipException.badRequest("The parameters cannot be understood");
    }

    /** A parameter of the body that replaces the method of a POST; null if it is absent. */
    @Nullable
    String method() {
        used.add("method");
        return inBody.get("method");
    }

    /** A text, as it is; null = absent. */
    @Nullable
    String text(String name) {
        used.add(name);
        return values.get(name);
    }

    /**
     * A text that may be given under either of two names.
     *
     * @throws ZulipException 400 if both are given
     */
    @Nullable
    String text(String name, String alias) {
        String value = text(name);
        String other = text(alias);
        if (value != null && other != null) {
            throw ZulipException.raw(
                    400,
                    ZulipException.error("Can't decide between '" + name + "' and '" + alias + "' arguments")
                            .put("var_name1", name)
                            .put("var_name2", alias)
                            .put("code", "REQUEST_CONFUSING_VAR"));
        }
        return value == null ? other : value;
    }

    /** A text, as it is. @throws ZulipException 400 if it is absent */
    String required(String name) {
        return present(name, text(name));
    }

    /** A value of JSON; null = absent, or JSON's null. @throws ZulipException 400 if it is none, or an oversized one */
    @Nullable
    JsonNode json(String name) {
        if (text(name) == null) {
            return null;
        }
        JsonNode value = requiredJson(name);
        return value.isNull() ? null : value;
    }

    /** A value of JSON, perhaps null. @throws ZulipException 400 if it is absent, or none, or an oversized one */
    JsonNode requiredJson(String name) {
        return StrictJson.value(required(name))
                .orElseThrow(() -> ZulipException.badRequest(name + " is not valid JSON"));
    }

    /**
     * A whole number; null = absent.
     *
     * @throws ZulipException 400 if it is none; a text that holds one is none
     */
    @Nullable
    Long integer(String name) {
        JsonNode value = json(name);
        return value == null ? null : (Long) integer(name, value);
    }

    /** @throws ZulipException 400 if it is absent or no whole number */
    long requiredInteger(String name) {
        return integer(name, requiredJson(name));
    }

    /** @throws ZulipException 400 if it is absent, no whole number, or negative */
    long requiredCount(String name) {
        long value = requiredInteger(name);
        if (value < 0) {
            throw ZulipException.badRequest(name + " is too small");
        }
        return value;
    }

    /** {@code true} or {@code false}; null = absent. @throws ZulipException 400 if it is neither */
    @Nullable
    Boolean flag(String name) {
        JsonNode value = json(name);
        if (value != null && !value.isBoolean()) {
            throw ZulipException.badRequest(name + " is not a boolean");
        }
        return value == null ? null : (Boolean) value.booleanValue();
    }

    boolean flag(String name, boolean otherwise) {
        Boolean value = flag(name);
        return value == null ? otherwise : value;
    }

    /** A list of texts; null = absent. @throws ZulipException 400 if it is none */
    @Nullable
    List<String> texts(String name) {
        JsonNode value = json(name);
        if (value == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list(name, value)) {
            if (!one.isTextual()) {
                throw ZulipException.badRequest(name + "[" + texts.size() + "] is not a string");
            }
            texts.add(one.textValue());
        }
        return texts;
    }

    /** @throws ZulipException 400 if it is no list */
    static JsonNode list(String name, JsonNode value) {
        if (!value.isArray()) {
            throw ZulipException.badRequest(name + " is not a list");
        }
        return value;
    }

    /**
     * A whole number; one beyond the range of a long is the greatest or least of these, since nothing has such an id.
     *
     * @throws ZulipException 400 if it is none
     */
    static long integer(String name, JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw ZulipException.badRequest(name + " is not an integer");
        }
        return value.canConvertToLong()
                ? value.longValue()
                : value.bigIntegerValue().signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** @throws ZulipException 400 if it is null: the parameter is absent */
    static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw ZulipException.raw(
                    400,
                    ZulipException.error("Missing '" + name + "' argument")
                            .put("var_name", name)
                            .put("code", "REQUEST_VARIABLE_MISSING"));
        }
        return value;
    }

    /** The names of those that nothing asked for, in order. */
    Set<String> ignored() {
        Set<String> ignored = new TreeSet<>(values.keySet());
        ignored.removeAll(used);
        return ignored;
    }
}
