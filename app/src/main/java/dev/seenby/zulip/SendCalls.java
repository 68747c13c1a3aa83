package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /messages}. The call has no key by which a repeated one would be known: sent again, it is another message,
 * as on the real server.
 */
final class SendCalls {
    private static final Set<String> TO_CHANNELS = Set.of("stream", "channel");
    private static final Set<String> TO_PEOPLE = Set.of("direct", "private");
    /** More is not kept of what a client tells itself. */
    private static final int ECHOED_CHARACTERS = 100;

    private final Access access;
    private final Recipients recipients;
    private final Mentions mentions;
    private final Conversations conversations;
    private final Rooms rooms;
    private final Sending sending;

    SendCalls(Services services, Access access) {
        this.access = access;
        this.recipients = new Recipients(services);
        this.mentions = new Mentions(services);
        this.conversations = services.conversations();
        this.rooms = services.rooms();
        this.sending = services.sending();
    }

    List<Call> calls() {
        return List.of(Call.post("/messages", this::send));
    }

    /** A message that may be sent. @param topic {@link Topics#NONE} also of direct ones */
    private record Draft(Request request, String topic, String content) {}

    private Future<Reply> send(Request request) {
        Parameters parameters = request.parameters();
        String type = parameters.required("type");
        if (!TO_CHANNELS.contains(type) && !TO_PEOPLE.contains(type)) {
            throw ZulipException.badRequest("Invalid type");
        }
        String to = parameters.text("to");
        String topic = parameters.text("topic", "subject");
        String content = parameters.required("content");
        parameters.text("queue_id");
        parameters.text("local_id");
        // The sender has read it in any case.
        parameters.flag("read_by_sender");
        return TO_CHANNELS.contains(type) ? toChannel(request, to, topic, content) : toPeople(request, to, content);
    }

    private Future<Reply> toChannel(Request request, @Nullable String to, @Nullable String topic, String content) {
        if (to == null) {
            throw ZulipException.badRequest("Missing channel");
        }
        JsonNode channel = channel(to);
        if (topic == null) {
            throw ZulipException.badRequest("Missing topic");
        }
        Draft draft = new Draft(request, Text.topic(topic), Text.content(content));
        return room(request, channel)
                .compose(room -> access.sees(request.caller(), room).compose(sees -> {
                    if (!sees) {
                        throw mayNotSend(request.caller(), channel, room);
                    }
                    return send(draft, room);
                }))
                .recover(failure -> Future.failedFuture(
                        // The channel was deleted meanwhile.
                        failure instanceof StorageException.NotFound ? doesNotExist(channel) : failure));
    }

    /** A number or a text. */
    private static JsonNode channel(String to) {
        JsonNode given =
                StrictJson.value(to).orElseGet(() -> StrictJson.newObject().textNode(to));
        if (given.isArray() && given.size() != 1) {
            throw ZulipException.badRequest("Expected exactly one channel");
        }
        JsonNode one = given.isArray() ? given.get(0) : given;
        if (!one.isTextual() && !one.isIntegralNumber()) {
            throw ZulipException.badRequest("Invalid data type for channel");
        }
        return one;
    }

    private Future<Room> room(Request request, JsonNode channel) {
        return found(request, channel).map(found -> found.filter(Channel::is).orElseThrow(() -> doesNotExist(channel)));
    }

    private Future<Optional<Room>> found(Request request, JsonNode channel) {
        long app = request.app().sdkAppId();
        if (channel.isTextual()) {
            return rooms.byName(app, name(channel));
        }
        long id = Parameters.integer("to", channel);
        return id <= 0 || id > Integer.MAX_VALUE
                ? Future.succeededFuture(Optional.empty())
                : rooms.byStreamIds(app, List.of((int) id))
                        .map(found -> found.stream().findFirst());
    }

    private static String name(JsonNode channel) {
        String name = channel.textValue().strip();
        if (name.isEmpty()) {
            throw ZulipException.badRequest("Channel name can't be empty.");
        }
        int bad = Text.unprintable(name);
        if (bad > 0) {
            throw ZulipException.badRequest("Invalid character in channel name, at position " + bad + ".");
        }
        return name;
    }

    /** Who called it by its number does not learn its name, but administrators, who know of all channels. */
    private static ZulipException mayNotSend(Person caller, JsonNode channel, Room room) {
        return channel.isTextual() || Roles.isAdministrator(caller)
                ? ZulipException.badRequest("Not authorized to send to channel '" + room.name() + "'")
                : doesNotExist(channel);
    }

    private static ZulipException doesNotExist(JsonNode channel) {
        if (channel.isTextual()) {
            String name = Markdown.escaped(name(channel));
            return ZulipException.raw(
                    400,
                    ZulipException.error("Channel '" + name + "' does not exist")
                            .put("stream", name)
                            .put("code", "STREAM_DOES_NOT_EXIST"));
        }
        return ZulipException.raw(
                400,
                ZulipException.error("Channel with ID '" + channel.asText() + "' does not exist")
                        .<ObjectNode>set("stream_id", channel)
                        .put("code", "STREAM_DOES_NOT_EXIST"));
    }

    private Future<Reply> toPeople(Request request, @Nullable String to, String content) {
        Recipients.Named named = Recipients.named(to);
        return recipients.people(request.app(), request.caller(), named).compose(people -> {
            Draft draft = new Draft(request, Topics.NONE, Text.content(content));
            return conversation(request, people).compose(room -> send(draft, room));
        });
    }

    private Future<Room> conversation(Request request, Collection<Person> people) {
        return conversations
                .direct(request.app().sdkAppId(), request.caller().id(), people)
                .recover(failure -> Future.failedFuture(
                        // Somebody was deleted meanwhile.
                        failure instanceof StorageException.NotFound
                                ? ZulipException.badRequest(
                                        "You do not have permission to access some of the recipients.")
                                : failure));
    }

    private Future<Reply> send(Draft draft, Room room) {
        return mentions.in(draft.request().app(), room, draft.content())
                .compose(meant -> sending.send(draft.request().app().sdkAppId(), message(draft, room, meant)))
                .map(sent ->
                        Reply.of(StrictJson.newObject().put("id", sent.facts().id())));
    }

    private static NewMessage message(Draft draft, Room room, Mentions.Meant meant) {
        Request request = draft.request();
        boolean none = draft.topic().equals(Topics.NONE);
        return new NewMessage(
                null,
                Names.randomId(),
                room.id(),
                none ? TimelineKey.MAIN : TimelineKey.topic(draft.topic()),
                request.caller().id(),
                null,
                draft.content(),
                origin(request, meant.people()).payload(),
                null,
                none ? null : draft.topic(),
                null,
                null,
                meant.spokenTo());
    }

    private static Origin origin(Request request, Map<String, Integer> mentioned) {
        return new Origin(
                request.client(),
                echoed(request.parameters().text("queue_id")),
                echoed(request.parameters().text("local_id")),
                mentioned);
    }

    private static @Nullable String echoed(@Nullable String given) {
        return given == null || given.length() > ECHOED_CHARACTERS || !StrictJson.storable(given) ? null : given;
    }
}
