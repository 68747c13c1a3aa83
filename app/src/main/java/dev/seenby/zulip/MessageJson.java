package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Messages as clients get them, with all that stands around them: people, channels, the reader's flags. */
final class MessageJson {
    /** Characters of texts, each of which takes less than a microsecond to write as HTML, before others have their turn. */
    private static final int IN_A_TURN = 20_000;

    private static final String SPEAKS_OF_SELF = "/me ";

    private static final Inbox.Standing NOT_RECEIVED = new Inbox.Standing(false, false, false, Set.of());

    private final Rooms rooms;
    private final DirectMembers direct;
    private final Registration registration;
    private final Inbox inbox;

    MessageJson(Services services) {
        this.rooms = services.rooms();
        this.direct = new DirectMembers(services.rooms());
        this.registration = services.registration();
        this.inbox = services.inbox();
    }

    /**
     * How a client wants its messages.
     *
     * @param applyMarkdown content as HTML, else as it was written
     * @param clientGravatar the client makes up pictures by itself, so that null is enough
     */
    record Style(boolean applyMarkdown, boolean clientGravatar) {}

    /** All that stands around messages, by storage id or message id. */
    private record Around(
            App app,
            Person reader,
            Map<Long, Room> rooms,
            Map<Long, List<Long>> members,
            Map<Long, Person> people,
            Map<Long, Inbox.Standing> standings) {}

    /** In the same order; those whose room is gone are left out. @param messages that the reader may see, at most 1,000 */
    Future<List<ObjectNode>> of(App app, Person reader, List<Message> messages, Style style) {
        if (messages.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Set<Long> roomIds = new HashSet<>();
        messages.forEach(message -> roomIds.add(message.facts().room()));
        List<Long> ids = messages.stream()
                .map(message -> message.facts().id())
                .distinct()
                .toList();
        Future<Map<Long, Inbox.Standing>> standings = inbox.standings(app.sdkAppId(), reader.id(), ids);
        return rooms.byIds(roomIds)
                .compose(found -> direct.ask(found, direct::of).compose(members -> people(messages, members)
                        .compose(people ->
                                standings.map(known -> new Around(app, reader, byId(found), members, people, known)))))
                .compose(around -> written(
                        messages.stream()
                                .filter(message -> around.rooms()
                                        .containsKey(message.facts().room()))
                                .toList(),
                        0,
                        around,
                        style,
                        new ArrayList<>()));
    }

    private static Future<List<ObjectNode>> written(
            List<Message> messages, int from, Around around, Style style, List<ObjectNode> written) {
        int at = from;
        for (int characters = 0; at < messages.size() && characters < IN_A_TURN; at++) {
            written.add(json(messages.get(at), around, style));
            characters += messages.get(at).text().length();
        }
        int next = at;
        return next == messages.size()
                ? Future.succeededFuture(written)
                : turn().compose(go -> written(messages, next, around, style, written));
    }

    /** Lets those go first who wait for the same event loop. */
    private static Future<Void> turn() {
        Context context = Vertx.currentContext();
        if (context == null) {
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        context.runOnContext(go -> turn.complete());
        return turn.future();
    }

    private static Map<Long, Room> byId(List<Room> found) {
        return found.stream().collect(Collectors.toMap(Room::id, Function.identity()));
    }

    private Future<Map<Long, Person>> people(List<Message> messages, Map<Long, List<Long>> members) {
        Set<Long> ids = new HashSet<>();
        messages.forEach(message -> ids.add(message.facts().sender()));
        members.values().forEach(ids::addAll);
        return registration.byIds(ids);
    }

    private static ObjectNode json(Message message, Around around, Style style) {
        Room room = Objects.requireNonNull(around.rooms().get(message.facts().room()));
        Person sender =
                Objects.requireNonNull(around.people().get(message.facts().sender()), "a message has a sender");
        Origin origin = Origin.of(message);
        boolean direct = room.kind() == Room.Kind.DIRECT;
        boolean speaksOfSelf = message.text().startsWith(SPEAKS_OF_SELF);
        String html = style.applyMarkdown() || speaksOfSelf ? Markdown.html(message.text(), origin.mentioned()) : "";
        ObjectNode json = StrictJson.newObject()
                .put("id", message.facts().id())
                .put("sender_id", sender.zulipId())
                .put("content", style.applyMarkdown() ? html : message.text())
                .put("recipient_id", room.streamId())
                .put("timestamp", message.sentAt().getEpochSecond())
                .put("client", origin.client())
                .put("subject", direct ? "" : Objects.requireNonNullElse(message.topic(), Topics.NONE));
        json.putArray("topic_links");
        if (message.edit() != null) {
            json.put("last_edit_timestamp", message.edit().at().getEpochSecond());
        }
        json.put("is_me_message", speaksOfSelf && html.startsWith("<p>") && html.endsWith("</p>"));
        json.putArray("reactions");
        json.putArray("submessages");
        flags(message, around, json.putArray("flags"));
        json.put("sender_full_name", sender.name())
                .put("sender_email", Names.email(around.app(), sender))
                .put("sender_realm_str", around.app().name());
        if (direct) {
            people(around.members().getOrDefault(room.id(), List.of()), around, json.putArray("display_recipient"));
            json.put("type", "private");
        } else {
            json.put("display_recipient", room.name()).put("type", "stream").put("stream_id", room.streamId());
        }
        return json.put("avatar_url", Avatar.url(around.app(), sender, style.clientGravatar()))
                .put("content_type", style.applyMarkdown() ? "text/html" : "text/x-markdown");
    }

    private static void people(Collection<Long> members, Around around, ArrayNode to) {
        members.stream()
                .map(around.people()::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(Person::zulipId))
                .forEach(person -> to.addObject()
                        .put("id", person.zulipId())
                        .put("email", Names.email(around.app(), person))
                        .put("full_name", person.name())
                        .put("is_mirror_dummy", false));
    }

    /** In the order of the real server's bits. */
    private static void flags(Message message, Around around, ArrayNode to) {
        Inbox.Standing standing =
                around.standings().getOrDefault(message.facts().id(), NOT_RECEIVED);
        if (standing.read() || !standing.received()) {
            to.add("read");
        }
        if (standing.flags().contains(Inbox.Flag.STARRED)) {
            to.add("starred");
        }
        if (standing.flags().contains(Inbox.Flag.COLLAPSED)) {
            to.add("collapsed");
        }
        if (standing.received() && standing.mentioned()) {
            mentioned(message, around.reader(), to);
        }
        if (!standing.received()) {
            to.add("historical");
        }
    }

    /** By name, or as one of all: the storage does not tell these apart, the text does. */
    private static void mentioned(Message message, Person reader, ArrayNode to) {
        List<Markdown.Mention> all = Markdown.mentions(message.text()).stream()
                .filter(mention -> !mention.silent())
                .toList();
        boolean channel = all.stream().anyMatch(mention -> mention.isWildcard() && !mention.isOfTopic());
        boolean topic = all.stream().anyMatch(Markdown.Mention::isOfTopic);
        Map<String, Integer> people = Origin.of(message).mentioned();
        boolean byName = all.stream().anyMatch(mention -> people.getOrDefault(mention.key(), 0) == reader.zulipId());
        if (byName || !channel && !topic) {
            to.add("mentioned");
        }
        if (channel) {
            to.add("stream_wildcard_mentioned");
        }
        if (topic) {
            to.add("topic_wildcard_mentioned");
        }
    }
}
