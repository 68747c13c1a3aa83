package dev.seenby.rocketchat;

import dev.seenby.http.StrictJson;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's URL, as the real server's validator takes them: an array of one is its element, an empty
 * number is absent. Those that no call asks for are ignored.
 */
final class Query {
    private final MultiMap parameters;

    Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** Null if it is absent. @throws RocketChatException if it is given twice */
    @Nullable
    String text(String name) {
        List<String> values = texts(name);
        if (values.size() > 1) {
            throw RocketChatException.parameter("must be string");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /**
     * Given as often as one likes, as {@code name=a&name=b} or {@code name[]=a}.
     *
     * @throws RocketChatException if one of them is nothing that could be stored, and so searched for
     */
    List<String> texts(String name) {
        List<String> values = new ArrayList<>(parameters.getAll(name));
        values.addAll(parameters.getAll(name + "[]"));
        if (!values.stream().allMatch(StrictJson::storable)) {
            throw RocketChatException.parameter("must NOT hold a NUL");
        }
        return values;
    }

    /** @throws RocketChatException if it is absent or empty */
    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw RocketChatException.parameter("must have required property '" + name + "'");
        }
        if (value.isEmpty()) {
            throw RocketChatException.parameter("must NOT have fewer than 1 characters");
        }
        return value;
    }

    /** Whether it is {@code true}. */
    boolean flag(String name) {
        String value = text(name);
        if (value == null || value.equals("false") || value.equals("0") || value.isEmpty()) {
            return false;
        }
        if (value.equals("true") || value.equals("1")) {
            return true;
        }
        throw RocketChatException.parameter("must be boolean");
    }

    /** A whole number; fractions are cut off. Null if it is absent or empty. @throws RocketChatException if out of range */
    @Nullable
    Long number(String name, long least, long most) {
        String value = text(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        BigDecimal number;
        try {
            number = value.length() > 40 ? null : new BigDecimal(value.strip());
        } catch (NumberFormatException notOne) {
            number = null;
        }
        if (number == null || Math.abs((long) number.scale()) > 100) {
            throw RocketChatException.parameter("must be number");
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw RocketChatException.parameter("must be >= " + least);
        }
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw RocketChatException.parameter("must be <= " + most);
        }
        return number.longValue();
    }
}
