package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.People;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code chat.update}, {@code chat.delete}, {@code chat.followMessage} and {@code chat.unfollowMessage}. */
final class ChangeCalls {
    private final Sending sending;
    private final People people;
    private final Subscriptions subscriptions;
    private final Access access;
    private final Drafts drafts;
    private final MessageJson json;
    private final InstantSource clock;

    ChangeCalls(Services services, Access access, Drafts drafts, MessageJson json, InstantSource clock) {
        this.sending = services.sending();
        this.people = services.people();
        this.subscriptions = services.subscriptions();
        this.access = access;
        this.drafts = drafts;
        this.json = json;
        this.clock = clock;
    }

    List<Call> calls() {
        return List.of(
                Call.post("chat.update", this::update),
                Call.post("chat.delete", this::delete),
                Call.post("chat.followMessage", this::follow),
                Call.post("chat.unfollowMessage", this::unfollow));
    }

    private Future<Reply> update(Request request) {
        Caller caller = request.caller();
        String roomId = request.body().required("roomId");
        String msgId = request.body().required("msgId");
        String text = request.body().required("text");
        ObjectNode changed = StrictJson.newObject();
        if (request.body().has("customFields")) {
            changed.set("customFields", Drafts.extras(request.body()).get("customFields"));
        }
        return found(request, msgId, roomId)
                .compose(found -> {
                    mustBeEditable(found);
                    Drafts.checked(request.settings(), text, "updateMessage");
                    boolean same = found.message().text().equals(text) && changed.isEmpty();
                    return (same ? Future.succeededFuture(found.message()) : edited(found, text, changed))
                            .compose(message -> json.one(request.settings(), message));
                })
                .map(message -> Reply.success(StrictJson.newObject().set("message", message)));
    }

    private Future<Message> edited(Access.Found found, String text, ObjectNode changed) {
        return drafts.edit(found.seat(), found.message(), text, changed)
                .recover(failure -> failure instanceof StorageException.NotFound
                        ? Future.failedFuture(noMessage(found.message().stringId()))
                        : Future.failedFuture(failure));
    }

    /** The message, which must stand in that room, where the caller must have access. */
    private Future<Access.Found> found(Request request, String msgId, String roomId) {
        return access.message(
                        request.known(),
                        request.caller(),
                        msgId,
                        () -> noMessage(msgId),
                        () -> RocketChatException.plain("error-not-allowed"))
                .map(found -> {
                    if (!found.seat().room().roomId().equals(roomId)) {
                        throw RocketChatException.plain(
                                "The room id provided does not match where the message is from.");
                    }
                    return found;
                });
    }

    private static RocketChatException noMessage(String msgId) {
        return RocketChatException.plain("No message found with the id of \"" + msgId + "\".");
    }

    private void mustBeEditable(Access.Found found) {
        Caller caller = found.seat().caller();
        Settings settings = caller.settings();
        boolean own = found.message().facts().sender() == caller.id();
        if (!found.seat().may(Permission.EDIT_MESSAGE) && !(own && settings.on(Setting.Message_AllowEditing))) {
            throw RocketChatException.inMethod(
                            "Message editing not allowed", "error-action-not-allowed", "updateMessage")
                    .detail("action", "Message_editing");
        }
        if (older(found.message(), settings.number(Setting.Message_AllowEditing_BlockEditInMinutes))) {
            throw RocketChatException.inMethod(
                    "Message editing is blocked", "error-message-editing-blocked", "updateMessage");
        }
    }

    private boolean older(Message message, int minutes) {
        return minutes > 0 && clock.millis() - message.sentAt().toEpochMilli() > TimeUnit.MINUTES.toMillis(minutes);
    }

    private Future<Reply> delete(Request request) {
        Caller caller = request.caller();
        String msgId = request.body().required("msgId");
        String roomId = request.body().required("roomId");
        boolean asUser = request.body().flag("asUser", false);
        return found(request, msgId, roomId).compose(found -> {
            mustBeDeletable(found, asUser);
            Message message = found.message();
            return sending.delete(caller.person().app(), message)
                    .recover(failure -> failure instanceof StorageException.NotFound
                            ? Future.failedFuture(noMessage(msgId))
                            : Future.failedFuture(failure))
                    .compose(done -> people.byIds(List.of(message.facts().sender())))
                    .map(senders -> {
                        ObjectNode body = StrictJson.newObject()
                                .put("_id", message.stringId())
                                .put("ts", Long.toString(clock.millis()));
                        body.putObject("message")
                                .put("_id", message.stringId())
                                .put("rid", roomId)
                                .set("u", MessageJson.author(senders.isEmpty() ? null : senders.get(0)));
                        return Reply.success(body);
                    });
        });
    }

    private void mustBeDeletable(Access.Found found, boolean asUser) {
        Seat seat = found.seat();
        Settings settings = seat.caller().settings();
        boolean own = found.message().facts().sender() == seat.caller().id();
        boolean force = seat.may(Permission.FORCE_DELETE_MESSAGE);
        if (asUser && !own && !force) {
            throw RocketChatException.plain(
                    "Unauthorized. You must have the permission \"force-delete-message\" to delete"
                            + " other's message as them.");
        }
        boolean may = own
                ? settings.on(Setting.Message_AllowDeleting) && seat.may(Permission.DELETE_OWN_MESSAGE)
                        || seat.may(Permission.DELETE_MESSAGE)
                : seat.may(Permission.DELETE_MESSAGE);
        boolean late = older(found.message(), settings.number(Setting.Message_AllowDeleting_BlockDeleteInMinutes));
        if (!force && (!may || late)) {
            throw RocketChatException.inMethod("Not allowed", "error-action-not-allowed", "deleteMessage")
                    .detail("action", "Delete_message");
        }
    }

    private Future<Reply> follow(Request request) {
        return thread(request, "followMessage")
                .compose(parent -> subscriptions.follow(
                        parent.facts().id(), request.caller().id()))
                .map(done -> Reply.success());
    }

    private Future<Reply> unfollow(Request request) {
        return thread(request, "unfollowMessage")
                .compose(parent -> subscriptions.unfollow(
                        parent.facts().id(), request.caller().id()))
                .map(done -> Reply.success());
    }

    /** The head of the thread that the message {@code mid} belongs to. */
    private Future<Message> thread(Request request, String method) {
        String mid = request.body().filled("mid");
        if (!request.settings().on(Setting.Threads_enabled)) {
            throw RocketChatException.inMethod("not-allowed", "error-not-allowed", method);
        }
        return access.message(
                        request.known(),
                        request.caller(),
                        mid,
                        () -> RocketChatException.inMethod("Invalid message", "error-invalid-message", method),
                        () -> RocketChatException.inMethod("not-allowed", "error-not-allowed", method))
                .compose(found -> drafts.root(request.caller(), found.message()));
    }
}
