package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.storage.MessageSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code sort} parameter: {@code {"ts":-1}}. */
final class Sorting {
    private static final int KEYS = 8;

    private Sorting() {}

    /**
     * The keys in the order given; none for <code>{}</code>.
     *
     * @throws RocketChatException error-invalid-sort for anything but an object of at most {@value #KEYS} public fields
     *     with 1 or -1
     */
    static List<MessageSearch.Order> parse(String raw) {
        JsonParameter parameter = new JsonParameter("sort", raw);
        ObjectNode sort = parameter.object();
        if (sort.size() > KEYS) {
            throw parameter.malformed();
        }
        List<MessageSearch.Order> order = new ArrayList<>();
        for (Map.Entry<String, JsonNode> key : sort.properties()) {
            double direction = key.getValue().isNumber() ? key.getValue().doubleValue() : 0;
            if (direction != 1 && direction != -1) {
                throw parameter.malformed();
            }
            order.add(new MessageSearch.Order(
                    PublicField.named(key.getKey()).orElseThrow(parameter::malformed), direction == 1));
        }
        return order;
    }
}
