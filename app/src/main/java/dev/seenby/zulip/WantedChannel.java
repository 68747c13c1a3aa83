package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A channel that somebody shall be subscribed to.
 *
 * @param name without white space around it
 * @param description for the case that it must be made; in one line
 */
record WantedChannel(String name, String description) {
    /** Of one call. */
    static final int MOST = 100;

    private static final int DESCRIPTION = 1_024;
    private static final Pattern COLOR = Pattern.compile("#[a-fA-F0-9]{3,6}");

    /** Each name once. @param parameter that holds the list. @throws ZulipException 400 if it is no such list */
    static List<WantedChannel> of(String parameter, JsonNode value) {
        List<WantedChannel> wanted = new ArrayList<>();
        for (JsonNode one : mustBeFew(parameter, Parameters.list(parameter, value))) {
            wanted.add(one(parameter + "[" + wanted.size() + "]", one));
        }
        return eachOnce(wanted);
    }

    /** @throws ZulipException 400 if there are more than {@value #MOST} */
    static JsonNode mustBeFew(String parameter, JsonNode list) {
        if (list.size() > MOST) {
            throw ZulipException.badRequest(parameter + " is too long (limit: " + MOST + " channels)");
        }
        return list;
    }

    /** The first of those whose names differ at most in case. */
    static List<WantedChannel> eachOnce(List<WantedChannel> all) {
        Map<String, WantedChannel> byName = new LinkedHashMap<>();
        all.forEach(one -> byName.putIfAbsent(one.name().toLowerCase(Locale.ROOT), one));
        return List.copyOf(byName.values());
    }

    private static WantedChannel one(String path, JsonNode value) {
        if (!value.isObject()) {
            throw ZulipException.badRequest(path + " is not a dict");
        }
        if (!value.has("name")) {
            throw ZulipException.badRequest(path + "[\"name\"] field is missing");
        }
        String name = text(path, value, "name");
        if (value.hasNonNull("color")
                && !COLOR.matcher(text(path, value, "color")).matches()) {
            throw ZulipException.badRequest(
                    "Invalid " + path + ": Value error, add.color is not a valid hex color code");
        }
        String description = value.hasNonNull("description") ? text(path, value, "description") : "";
        return new WantedChannel(name.strip(), description(path + "[\"description\"]", description));
    }

    private static String text(String path, JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw ZulipException.badRequest(path + "[\"" + name + "\"] is not a string");
        }
        return value.textValue();
    }

    /** A description in one line. @throws ZulipException 400 if it is too long or cannot be kept */
    static String description(String parameter, String text) {
        if (text.codePointCount(0, text.length()) > DESCRIPTION) {
            throw ZulipException.badRequest(parameter + " is too long (limit: " + DESCRIPTION + " characters)");
        }
        if (!StrictJson.storable(text)) {
            throw ZulipException.badRequest(parameter + " must not contain null bytes or halves of characters");
        }
        return text.replace("\n", " ");
    }
}
