package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.EventQueues;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its events; kept with the queue.
 *
 * @param bulkDeletion whether deleted messages are told as a list
 */
record EventDetails(MessageJson.Style style, boolean bulkDeletion, EventNarrow narrow) {
    static final String MESSAGE = "message";
    /** Messages of public channels, for those who did not receive them. */
    static final String PUBLIC_MESSAGE = "message_public";

    static final String UPDATE_MESSAGE = "update_message";
    static final String DELETE_MESSAGE = "delete_message";
    static final String FLAGS = "update_message_flags";
    static final String USER_SETTINGS = "user_settings";
    static final String MUTED_USERS = "muted_users";
    static final String REALM = "realm";
    static final String DEFAULTS = "realm_user_settings_defaults";
    /** Nothing is ever stored under it: clients that wait get it in any case. */
    static final String HEARTBEAT = "heartbeat";

    private static final Pattern QUEUE_ID = Pattern.compile("[0-9a-f-]{36}");
    private static final List<String> TOLD =
            List.of(MESSAGE, UPDATE_MESSAGE, DELETE_MESSAGE, FLAGS, USER_SETTINGS, MUTED_USERS, REALM, DEFAULTS);

    /** The types that a queue takes. @param asked null = all */
    static Set<String> types(@Nullable Collection<String> asked, boolean allPublic) {
        Set<String> types = new LinkedHashSet<>(TOLD);
        if (asked != null) {
            types.retainAll(asked);
        }
        if (allPublic && types.contains(MESSAGE)) {
            types.add(PUBLIC_MESSAGE);
        }
        types.add(HEARTBEAT);
        return types;
    }

    /** Whether it may be one of those that this server gives out. */
    static boolean isQueueId(String text) {
        return QUEUE_ID.matcher(text).matches();
    }

    String json() {
        ObjectNode json = StrictJson.newObject()
                .put("markdown", style.applyMarkdown())
                .put("gravatar", style.clientGravatar())
                .put("bulk", bulkDeletion);
        json.set("narrow", narrow.json());
        return json.toString();
    }

    static EventDetails of(EventQueues.Queue queue) {
        JsonNode json = StrictJson.value(queue.details()).orElseGet(StrictJson::newObject);
        return new EventDetails(
                new MessageJson.Style(
                        json.path("markdown").asBoolean(), json.path("gravatar").asBoolean()),
                json.path("bulk").asBoolean(),
                EventNarrow.of(json.path("narrow")));
    }
}
