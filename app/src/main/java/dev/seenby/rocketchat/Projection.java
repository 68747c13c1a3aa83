package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code fields} parameter: which members of a message to keep, <code>{"msg":1}</code>, or to leave out,
 * <code>{"msg":0}</code>. Names with dots go into objects, and into every element of arrays.
 */
final class Projection {
    private static final int NAMES = 100;
    private static final String ID = "_id";

    private final boolean keeps;
    private final Branch named;

    private Projection(boolean keeps, Branch named) {
        this.keeps = keeps;
        this.named = named;
    }

    /** @param below empty = all of it is meant */
    private record Branch(Map<String, Branch> below) {
        Branch() {
            this(new HashMap<>());
        }

        boolean isLeaf() {
            return below.isEmpty();
        }

        /** False if the path, a part of it or something below it is there already. */
        boolean add(List<String> path) {
            Branch at = this;
            for (String part : path.subList(0, path.size() - 1)) {
                Branch next = at.below.get(part);
                if (next == null) {
                    next = new Branch();
                    at.below.put(part, next);
                } else if (next.isLeaf()) {
                    return false;
                }
                at = next;
            }
            return at.below.putIfAbsent(path.get(path.size() - 1), new Branch()) == null;
        }
    }

    /**
     * Reads the parameter.
     *
     * @throws RocketChatException error-invalid-fields for anything but an object of at most {@value #NAMES} names with
     *     the same number, 0 or 1 ({@code _id} may differ), none of them inside another
     */
    static Projection parse(String raw) {
        JsonParameter parameter = new JsonParameter("fields", raw);
        ObjectNode fields = parameter.object();
        if (fields.size() > NAMES) {
            throw parameter.malformed();
        }
        boolean keepsId = isOne(fields.path(ID), true, parameter);
        boolean keeps = keepsId && fields.has(ID);
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!field.getKey().equals(ID)) {
                keeps = isOne(field.getValue(), true, parameter);
                break;
            }
        }
        Branch named = new Branch();
        if (keeps == keepsId) {
            named.add(List.of(ID));
        }
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equals(ID)) {
                continue;
            }
            List<String> path = PublicField.path(field.getKey()).orElseThrow(parameter::malformed);
            if (isOne(field.getValue(), keeps, parameter) != keeps || !named.add(path)) {
                throw parameter.malformed();
            }
        }
        return new Projection(keeps, named);
    }

    private static boolean isOne(JsonNode value, boolean ifMissing, JsonParameter parameter) {
        if (value.isMissingNode()) {
            return ifMissing;
        }
        double number = value.isNumber() ? value.doubleValue() : -1;
        if (number != 0 && number != 1) {
            throw parameter.malformed();
        }
        return number == 1;
    }

    /** What is left of a message, in its order; parts that are left whole are shared with it. */
    ObjectNode apply(ObjectNode message) {
        return keeps ? kept(message, named) : without(message, named);
    }

    private static ObjectNode kept(ObjectNode object, Branch named) {
        ObjectNode rest = StrictJson.newObject();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Branch below = named.below().get(member.getKey());
            if (below == null) {
                continue;
            }
            JsonNode value = member.getValue();
            if (below.isLeaf()) {
                rest.set(member.getKey(), value);
            } else if (value.isContainerNode()) {
                rest.set(member.getKey(), keptInside(value, below));
            }
        }
        return rest;
    }

    /** As MongoDB has it: elements that are neither object nor array have nothing of the name in them, and go. */
    private static JsonNode keptInside(JsonNode container, Branch named) {
        if (container instanceof ObjectNode object) {
            return kept(object, named);
        }
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : container) {
            if (element.isContainerNode()) {
                rest.add(keptInside(element, named));
            }
        }
        return rest;
    }

    private static ObjectNode without(ObjectNode object, Branch named) {
        ObjectNode rest = StrictJson.newObject();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Branch below = named.below().get(member.getKey());
            if (below == null) {
                rest.set(member.getKey(), member.getValue());
            } else if (!below.isLeaf()) {
                rest.set(member.getKey(), withoutInside(member.getValue(), below));
            }
        }
        return rest;
    }

    private static JsonNode withoutInside(JsonNode value, Branch named) {
        if (value instanceof ObjectNode object) {
            return without(object, named);
        }
        if (!value.isArray()) {
            return value;
        }
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : value) {
            rest.add(withoutInside(element, named));
        }
        return rest;
    }
}
