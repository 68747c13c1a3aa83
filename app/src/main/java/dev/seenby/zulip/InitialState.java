package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Privacy;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How things stand for a client that registers, by the types of events that it names. */
final class InitialState {
    private static final int MOST_STARRED = 10_000;
    private static final int LONGEST_MESSAGE = 10_000;
    private static final int LONGEST_TOPIC = 60;
    private static final int LONGEST_POLL_SECONDS = 90;

    private final People people;
    private final Messages messages;
    private final Mutes mutes;
    private final Inbox inbox;
    private final UnreadMessages unread;
    private final Privacy privacy;
    private final InitialLists lists;

    InitialState(Services services) {
        this.people = services.people();
        this.messages = services.messages();
        this.mutes = services.mutes();
        this.inbox = services.inbox();
        this.unread = new UnreadMessages(services);
        this.privacy = services.privacy();
        this.lists = new InitialLists(services);
    }

    /** @param known what the client is told in any case; not empty. @param wanted types of events; null = all */
    Future<Reply> of(ObjectNode known, Request request, @Nullable Set<String> wanted) {
        List<Future<ObjectNode>> parts = new ArrayList<>();
        part(parts, wanted, "message", () -> newest(request));
        part(parts, wanted, "muted_users", () -> muted(request));
        part(parts, wanted, "realm", () -> realm(request));
        part(parts, wanted, "realm_user_settings_defaults", () -> defaults(request));
        part(parts, wanted, "user_settings", () -> settings(request));
        part(parts, wanted, "starred_messages", () -> starred(request));
        if (wanted == null || wanted.containsAll(Set.of("message", "update_message_flags"))) {
            parts.add(unread.of(request.caller()).map(json -> object("unread_msgs", json)));
        }
        Future<Reply> people = wanted == null || wanted.contains("realm_user")
                ? lists.people(request)
                : Future.succeededFuture(Reply.NOTHING);
        return Future.all(Future.all(parts), people).map(all -> {
            parts.forEach(part -> known.setAll(part.result()));
            Reply reply = Reply.of(known);
            if (wanted == null || wanted.contains("subscription")) {
                reply = reply.then(lists.subscriptions(request));
            }
            if (wanted == null || wanted.contains("stream")) {
                reply = reply.then(lists.channels(request));
            }
            return reply.then(people.result());
        });
    }

    private static void part(
            List<Future<ObjectNode>> parts,
            @Nullable Set<String> wanted,
            String type,
            Supplier<Future<ObjectNode>> part) {
        if (wanted == null || wanted.contains(type)) {
            parts.add(part.get());
        }
    }

    private static ObjectNode object(String name, JsonNode value) {
        ObjectNode object = StrictJson.newObject();
        object.set(name, value);
        return object;
    }

    private Future<ObjectNode> newest(Request request) {
        return messages.newestOf(request.caller().id())
                .map(id -> StrictJson.newObject().put("max_message_id", id.orElse(-1L)));
    }

    private Future<ObjectNode> muted(Request request) {
        return mutes.of(request.caller().id())
                .compose(muted -> EventPublisher.list(people, muted))
                .map(list -> object("muted_users", list));
    }

    private Future<ObjectNode> realm(Request request) {
        return privacy.receiptsEnabled(request.app().sdkAppId()).map(enabled -> StrictJson.newObject()
                .put("realm_name", request.app().name())
                .put("realm_description", "")
                .put("realm_url", request.site())
                .put("realm_uri", request.site())
                .put("realm_icon_url", "")
                .put("realm_icon_source", "G")
                .put("realm_enable_read_receipts", enabled)
                .put("realm_mandatory_topics", false)
                .put("realm_allow_message_editing", true)
                .put("realm_allow_edit_history", false)
                .putNull("realm_message_content_edit_limit_seconds")
                .putNull("realm_message_content_delete_limit_seconds")
                .put("realm_empty_topic_display_name", "general chat")
                .put("realm_push_notifications_enabled", false)
                .put("realm_presence_disabled", true)
                .put("realm_email_auth_enabled", true)
                .put("realm_password_auth_enabled", true)
                .put("realm_default_language", "en")
                .put("max_message_length", LONGEST_MESSAGE)
                .put("max_topic_length", LONGEST_TOPIC)
                .put("event_queue_longpoll_timeout_seconds", LONGEST_POLL_SECONDS));
    }

    private Future<ObjectNode> defaults(Request request) {
        return privacy.receiptsSentByDefault(request.app().sdkAppId())
                .map(send -> object(
                        "realm_user_settings_defaults", StrictJson.newObject().put("send_read_receipts", send)));
    }

    /** As they are now, not as they were when the call began. */
    private Future<ObjectNode> settings(Request request) {
        return people.byIds(List.of(request.caller().id())).map(found -> {
            Person person = found.stream().findFirst().orElseGet(request::caller);
            return object(
                    "user_settings", StrictJson.newObject().put("send_read_receipts", person.sendsReadReceipts()));
        });
    }

    private Future<ObjectNode> starred(Request request) {
        InboxSearch search = new InboxSearch(
                request.app().sdkAppId(),
                request.caller().id(),
                null,
                false,
                List.of(new InboxSearch.Flagged(Inbox.Flag.STARRED)),
                Long.MAX_VALUE,
                false,
                MOST_STARRED);
        return inbox.find(search).map(ids -> {
            ArrayNode list = StrictJson.newObject().arrayNode();
            ids.stream().sorted().forEach(list::add);
            return object("starred_messages", list);
        });
    }
}
