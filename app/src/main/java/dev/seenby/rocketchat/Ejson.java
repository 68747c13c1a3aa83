package dev.seenby.rocketchat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages in Meteor's extended JSON, in which moments are <code>{"$date": milliseconds}</code>, and the texts that the
 * calls of Meteor's methods put it in.
 */
final class Ejson {
    private static final List<String> MOMENTS = List.of("ts", "_updatedAt", "editedAt", "tlm");
    /** Objects of just these names would be taken for something else, and are escaped. */
    private static final Set<Set<String>> SPECIAL = Set.of(
            Set.of("$date"),
            Set.of("$InfNaN"),
            Set.of("$binary"),
            Set.of("$escape"),
            Set.of("$regexp", "$flags"),
            Set.of("$type", "$value"));

    private Ejson() {}

    /** A message of {@link MessageJson}, which is left as it is. */
    static ObjectNode message(ObjectNode message) {
        ObjectNode out = (ObjectNode) escaped(message);
        for (String name : MOMENTS) {
            if (out.has(name)) {
                long millis = Instant.parse(out.get(name).textValue()).toEpochMilli();
                out.putObject(name).put("$date", millis);
            }
        }
        return out;
    }

    private static JsonNode escaped(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode out = array.arrayNode(array.size());
            array.forEach(element -> out.add(escaped(element)));
            return out;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode out = StrictJson.newObject();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            out.set(member.getKey(), escaped(member.getValue()));
        }
        return isSpecial(object) ? StrictJson.newObject().set("$escape", out) : out;
    }

    private static boolean isSpecial(ObjectNode object) {
        return SPECIAL.stream()
                .anyMatch(
                        names -> names.size() == object.size() && names.stream().allMatch(object::has));
    }

    /** What stands between the quotation marks when the JSON is itself a text in JSON, in UTF-8. */
    static byte[] asText(byte[] json) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(new String(json, StandardCharsets.UTF_8));
    }
}
