package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.Passwords;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Moving;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code GET}, {@code PATCH} and {@code DELETE /messages/{message_id}}: one message, its content, its topic, its end. */
final class MessageCalls {
    private static final Map<String, Topics.Along> PROPAGATE =
            Map.of("change_one", Topics.Along.NONE, "change_later", Topics.Along.LATER, "change_all", Topics.Along.ALL);

    private final Access access;
    private final MessageJson json;
    private final Mentions mentions;
    private final Rooms rooms;
    private final Sending sending;
    private final Moving moving;

    MessageCalls(Services services, Access access) {
        this.access = access;
        this.json = new MessageJson(services);
        this.mentions = new Mentions(services);
        this.rooms = services.rooms();
        this.sending = services.sending();
        this.moving = new Moving(services.topics(), services.telling());
    }

    List<Call> calls() {
        return List.of(
                Call.get("/messages/:id", this::one),
                Call.patch("/messages/:id", this::change),
                Call.delete("/messages/:id", this::delete));
    }

    private Future<Reply> one(Request request) {
        boolean applyMarkdown = request.parameters().flag("apply_markdown", true);
        // A message without a topic stands under a name for that in any case.
        request.parameters().flag("allow_empty_topic_name");
        MessageJson.Style style = new MessageJson.Style(applyMarkdown, true);
        return access.message(request.known(), request.caller(), request.argument())
                .compose(message -> json.of(request.app(), request.caller(), List.of(message), style)
                        .map(written -> {
                            if (written.isEmpty()) {
                                throw Access.invalid();
                            }
                            return Reply.of(StrictJson.newObject()
                                    .put("raw_content", message.text())
                                    .set("message", written.get(0)));
                        }));
    }

    /**
     * What is asked to be changed.
     *
     * @param channel id of another channel, null = none
     * @param topic as it was given, null = none
     * @param content as it was given, null = none
     * @param expected SHA-256 of the content that the client knows, null = whatever it is
     */
    private record Wish(
            @Nullable Long channel,
            @Nullable String topic,
            Topics.Along along,
            @Nullable String content,
            @Nullable String expected) {
        static Wish of(Parameters parameters) {
            Long channel = parameters.integer("stream_id");
            if (channel != null && channel < 0) {
                throw ZulipException.badRequest("stream_id is too small");
            }
            String topic = parameters.text("topic", "subject");
            Topics.Along along =
                    PROPAGATE.get(Objects.requireNonNullElse(parameters.text("propagate_mode"), "change_one"));
            if (along == null) {
                throw ZulipException.badRequest("Invalid propagate_mode");
            }
            // Nobody here writes such notifications.
            parameters.flag("send_notification_to_old_thread");
            parameters.flag("send_notification_to_new_thread");
            return new Wish(
                    channel,
                    topic == null ? null : topic.strip(),
                    along,
                    parameters.text("content"),
                    parameters.text("prev_content_sha256"));
        }

        /** Without what is so already. */
        Wish news(Message message, Room room) {
            boolean sameTopic = Channel.is(room)
                    && topic != null
                    && (topic.isEmpty() ? Topics.NONE : topic)
                            .equals(Objects.requireNonNullElse(message.topic(), Topics.NONE));
            boolean sameChannel = Channel.is(room) && channel != null && channel == room.streamId();
            return new Wish(sameChannel ? null : channel, sameTopic ? null : topic, along, content, expected);
        }

        /** In the real server's order. @throws ZulipException 400 */
        void check(Message message, Room room) {
            if (topic == null && content == null && channel == null) {
                throw ZulipException.badRequest("Nothing to change");
            }
            if (!Channel.is(room) && channel != null) {
                throw ZulipException.badRequest("Direct messages cannot be moved to channels.");
            }
            if (!Channel.is(room) && topic != null) {
                throw ZulipException.badRequest("Direct messages cannot have topics.");
            }
            if (along != Topics.Along.NONE && topic == null && channel == null) {
                throw ZulipException.badRequest("Invalid propagate_mode without topic edit");
            }
            if (topic != null && (topic.equals("✔") || topic.equals("✔ " + Topics.NONE))) {
                throw ZulipException.badRequest("General chat cannot be marked as resolved");
            }
            if (topic != null) {
                Text.topic(topic);
            }
            if (channel != null && content != null) {
                throw ZulipException.badRequest("Cannot change message content while changing channel");
            }
            if (expected != null && !expected.equals(Passwords.digest(message.text()))) {
                throw ZulipException.of(
                        400, "'prev_content_sha256' value does not match the expected value.", "EXPECTATION_MISMATCH");
            }
        }
    }

    private Future<Reply> change(Request request) {
        Wish wish = Wish.of(request.parameters());
        return access.message(request.known(), request.caller(), request.argument())
                .compose(message -> rooms.byIds(List.of(message.facts().room())).compose(found -> {
                    Room room = found.stream().findFirst().orElseThrow(Access::invalid);
                    return change(request, message, room, wish);
                }))
                .recover(failure -> Future.failedFuture(
                        // Deleted meanwhile.
                        failure instanceof StorageException.NotFound ? Access.invalid() : failure));
    }

    private Future<Reply> change(Request request, Message message, Room room, Wish asked) {
        if (asked.content() != null
                && message.facts().sender() != request.caller().id()) {
            throw ZulipException.badRequest("You don't have permission to edit this message");
        }
        Wish wish = asked.news(message, room);
        wish.check(message, room);
        String content = wish.content() == null ? null : content(wish.content());
        if (wish.channel() != null) {
            return access.channel(request.caller(), wish.channel()).map(channel -> {
                throw ZulipException.badRequest("You don't have permission to move this message");
            });
        }
        return edit(request, message, room, content)
                .compose(edited -> wish.topic() == null
                        ? Future.succeededFuture()
                        : moving.move(request.caller(), message, wish.along(), Text.topic(wish.topic())))
                .map(done -> Reply.of(detachedUploads()));
    }

    private static ObjectNode detachedUploads() {
        ObjectNode answer = StrictJson.newObject();
        answer.putArray("detached_uploads");
        return answer;
    }

    /** Nothing left is said to be so. */
    private static String content(String given) {
        return Text.content(given.isBlank() ? "(deleted)" : given);
    }

    private Future<?> edit(Request request, Message message, Room room, @Nullable String content) {
        return content == null
                ? Future.succeededFuture()
                : mentions.in(request.app(), room, content)
                        .compose(meant -> sending.edit(
                                request.app().sdkAppId(),
                                message,
                                content,
                                Origin.of(message).with(meant.people()).payload(message),
                                request.caller().id()));
    }

    private Future<Reply> delete(Request request) {
        Person caller = request.caller();
        return access.message(request.known(), caller, request.argument())
                .compose(message -> {
                    boolean administers = Roles.isAdministrator(caller);
                    if (!administers && message.facts().sender() != caller.id()) {
                        throw ZulipException.badRequest("You don't have permission to delete this message");
                    }
                    return sending.delete(request.app().sdkAppId(), message);
                })
                .map(deleted -> (Reply) output -> Future.succeededFuture())
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException.NotFound
                                ? ZulipException.badRequest("Message already deleted")
                                : failure));
    }
}
