package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.BodyReader;
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

    /** A text, as it is. @throws ZulipException if it is absent */
    String required(String name) {
        used.add(name);
        String value = values.get(name);
        if (value == null) {
            ObjectNode body = ZulipException.error("Missing '" + name + "' argument")
                    .put("var_name", name)
                    .put("code", "REQUEST_VARIABLE_MISSING");
            throw ZulipException.raw(400, body);
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
