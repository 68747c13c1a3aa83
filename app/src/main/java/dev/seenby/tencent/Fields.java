package dev.seenby.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object in a request's body, taken out with their types and bounds. Every error names the field, as
 * {@code MsgSeqList[3].MsgSeq}. A field that is JSON {@code null} counts as absent; unknown fields are not looked at.
 */
final class Fields {
    /** The longest account, in bytes of UTF-8. */
    static final int ACCOUNT_BYTES = 32;

    private static final int NAMES = 100;

    static final long UINT32 = 4_294_967_295L;

    private final ObjectNode object;
    private final Service service;
    private final String place;

    private Fields(ObjectNode object, Service service, String place) {
        this.object = object;
        this.service = service;
        this.place = place;
    }

    /** @param service decides the code of a wrong field */
    static Fields of(ObjectNode object, Service service) {
        return new Fields(object, service, "");
    }

    /** The object itself. */
    ObjectNode json() {
        return object;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    TencentException wrong(String name, String problem) {
        return service.parameter.error(place + name + " " + problem);
    }

    long integer(String name, long min, long max) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw wrong(name, "must be an integer from " + min + " to " + max);
        }
        return value.longValue();
    }

    long integer(String name, long min, long max, long absent) {
        return has(name) ? integer(name, min, max) : absent;
    }

    /** A field that is 0 or 1, absent = 0. */
    boolean flag(String name) {
        return integer(name, 0, 1, 0) == 1;
    }

    void number(String name) {
        if (!required(name).isNumber()) {
            throw wrong(name, "must be a number");
        }
    }

    /** @param maxBytes of UTF-8 */
    String text(String name, int maxBytes) {
        String text = required(name).textValue();
        if (text == null) {
            throw wrong(name, "must be a string");
        }
        if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw wrong(name, "must not be longer than " + maxBytes + " bytes");
        }
        return text;
    }

    @Nullable
    String optionalText(String name, int maxBytes) {
        return has(name) ? text(name, maxBytes) : null;
    }

    /** A text that is one of a few words, or absent. */
    @Nullable
    String optionalWord(String name, Set<String> words) {
        if (has(name) && !words.contains(text(name, Integer.MAX_VALUE))) {
            throw wrong(
                    name,
                    "must be one of "
                            + String.join(", ", words.stream().sorted().toList()));
        }
        return optionalText(name, Integer.MAX_VALUE);
    }

    /** What is given for an account, whether there can be such a one or not; 60015 when it is not a string. */
    String anyAccount(String name) {
        if (!required(name).isTextual()) {
            throw ErrorCode.ACCOUNT_NOT_STRING.error();
        }
        return text(name, Integer.MAX_VALUE);
    }

    /** An account: 1 to 32 bytes; 60015 when it is not a string. */
    String account(String name) {
        anyAccount(name);
        String account = text(name, ACCOUNT_BYTES);
        if (account.isEmpty()) {
            throw wrong(name, "must not be empty");
        }
        return account;
    }

    @Nullable
    String optionalAccount(String name) {
        return has(name) ? account(name) : null;
    }

    /** An object, or absent. */
    @Nullable
    Fields optionalObject(String name) {
        return has(name) ? object(name) : null;
    }

    Fields object(String name) {
        if (required(name) instanceof ObjectNode value) {
            return new Fields(value, service, place + name + ".");
        }
        throw wrong(name, "must be an object");
    }

    /** A list of 1 to {@code max} objects; {@code tooMany} when there are more. */
    List<Fields> objects(String name, int max, ErrorCode tooMany) {
        JsonNode list = list(name, max, tooMany);
        List<Fields> objects = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof ObjectNode element)) {
                throw wrong(name + "[" + i + "]", "must be an object");
            }
            objects.add(new Fields(element, service, place + name + "[" + i + "]."));
        }
        return objects;
    }

    /** As {@link #objects}, or none when the field is absent. */
    List<Fields> optionalObjects(String name, int max, ErrorCode tooMany) {
        return isEmptyList(name) ? List.of() : objects(name, max, tooMany);
    }

    /** A list of 1 to {@code max} accounts; {@code tooMany} when there are more. */
    List<String> accounts(String name, int max, ErrorCode tooMany) {
        return each(name, max, tooMany, Fields::account);
    }

    /** As {@link #accounts}, whether there can be such ones or not. */
    List<String> anyAccounts(String name, int max, ErrorCode tooMany) {
        return each(name, max, tooMany, Fields::anyAccount);
    }

    private List<String> each(String name, int max, ErrorCode tooMany, BiFunction<Fields, String, String> take) {
        JsonNode list = list(name, max, tooMany);
        List<String> accounts = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            ObjectNode element = StrictJson.newObject();
            String numbered = name + "[" + i + "]";
            accounts.add(take.apply(new Fields(element.set(numbered, list.get(i)), service, place), numbered));
        }
        return accounts;
    }

    List<String> optionalAccounts(String name, int max, ErrorCode tooMany) {
        return isEmptyList(name) ? List.of() : accounts(name, max, tooMany);
    }

    /** A list of 1 to {@code max} texts; {@code tooMany} when there are more. */
    List<String> texts(String name, int max, ErrorCode tooMany) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(name, max, tooMany)) {
            if (!element.isTextual()) {
                throw wrong(name, "must hold strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** A filter: the names of up to {@value #NAMES} fields that are wanted, known or not; null when it is absent. */
    @Nullable
    Set<String> optionalNames(String name) {
        if (!has(name)) {
            return null;
        }
        return isEmptyList(name) ? Set.of() : Set.copyOf(new HashSet<>(texts(name, NAMES, service.parameter)));
    }

    /** A list of words, or absent. */
    Set<String> optionalWords(String name, Set<String> words) {
        if (isEmptyList(name)) {
            return Set.of();
        }
        Set<String> found = new HashSet<>();
        for (JsonNode word : list(name, words.size(), service.parameter)) {
            if (!word.isTextual() || !words.contains(word.textValue())) {
                throw wrong(
                        name,
                        "may hold " + String.join(", ", words.stream().sorted().toList()));
            }
            found.add(word.textValue());
        }
        return found;
    }

    private boolean isEmptyList(String name) {
        return !has(name) || (object.path(name).isArray() && object.path(name).isEmpty());
    }

    private JsonNode list(String name, int max, ErrorCode tooMany) {
        JsonNode list = required(name);
        if (!list.isArray() || list.isEmpty()) {
            throw wrong(name, "must be a list that is not empty");
        }
        if (list.size() > max) {
            throw tooMany.error(place + name + " must not have more than " + max + " elements");
        }
        return list;
    }

    private JsonNode required(String name) {
        if (!has(name)) {
            throw wrong(name, "is missing");
        }
        return object.path(name);
    }
}
