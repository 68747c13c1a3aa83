package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Message;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Zulip alone knows of a message, kept in its payload beside what other dialects know.
 *
 * @param client the program that sent it
 * @param queueId the event queue of that program, which is told {@code localId} along with the message; null = none
 * @param localId what that program calls the message; null = nothing
 * @param mentioned who is meant by each mention in the text, as {@link Markdown#html} takes it
 */
record Origin(
        String client, @Nullable String queueId, @Nullable String localId, Map<String, Integer> mentioned) {
    /** Where it stands in the payload. */
    private static final String KEY = "zulip";

    private static final String OTHER_DIALECTS = "Seenby";

    Origin {
        mentioned = Map.copyOf(mentioned);
    }

    static Origin of(Message message) {
        JsonNode own = whole(message).path(KEY);
        Map<String, Integer> mentioned = new HashMap<>();
        own.path("mentioned")
                .fields()
                .forEachRemaining(
                        one -> mentioned.put(one.getKey(), one.getValue().intValue()));
        return new Origin(
                own.path("client").asText(OTHER_DIALECTS),
                own.path("queue_id").textValue(),
                own.path("local_id").textValue(),
                mentioned);
    }

    /** The same with other mentions. */
    Origin with(Map<String, Integer> others) {
        return new Origin(client, queueId, localId, others);
    }

    /** The payload of a new message. */
    String payload() {
        return in(StrictJson.newObject());
    }

    /** What the payload of a message becomes when it is edited. */
    String payload(Message message) {
        return in(whole(message));
    }

    private String in(ObjectNode whole) {
        ObjectNode own = whole.putObject(KEY).put("client", client);
        if (queueId != null) {
            own.put("queue_id", queueId);
        }
        if (localId != null) {
            own.put("local_id", localId);
        }
        if (!mentioned.isEmpty()) {
            ObjectNode people = own.putObject("mentioned");
            mentioned.forEach(people::put);
        }
        return whole.toString();
    }

    private static ObjectNode whole(Message message) {
        return StrictJson.value(message.payload())
                .map(payload -> payload instanceof ObjectNode object ? object : null)
                .orElseGet(StrictJson::newObject);
    }
}
