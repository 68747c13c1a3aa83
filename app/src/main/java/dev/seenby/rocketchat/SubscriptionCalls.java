package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Directory;
import dev.seenby.rocketchat.Memberships.Membership;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The caller's own view of rooms: {@code subscriptions.*}. */
final class SubscriptionCalls {
    private final Services services;
    private final Access access;
    private final Memberships memberships;
    private final SubscriptionJson json;
    private final ReadingActs acts;

    SubscriptionCalls(Services services, Access access) {
        this.services = services;
        this.access = access;
        this.memberships = new Memberships(services);
        this.json = new SubscriptionJson(services);
        this.acts = new ReadingActs(services);
    }

    List<Call> calls() {
        return List.of(
                Call.get("subscriptions.get", this::get),
                Call.get("subscriptions.getOne", this::getOne),
                Call.post("subscriptions.read", this::read),
                Call.post("subscriptions.unread", this::unread));
    }

    private Future<Reply> get(Request request) {
        // The real server's words, which speak of another parameter.
        Instant since = UpdatedSince.of(
                request.query(),
                RocketChatException.coded(
                        "The \"lastUpdate\" query parameter must be a valid date.", "error-roomId-param-invalid"));
        Caller caller = request.caller();
        return Future.succeededFuture((Reply.Streamed) output -> {
            output.add("{\"update\":[");
            AtomicInteger count = new AtomicInteger();
            return memberships
                    .of(caller.id(), part -> write(output, count, caller, part, since))
                    .compose(all -> removed(caller, since))
                    .compose(removed -> output.add("],\"remove\":")
                            .add(StrictJson.bytes(removed))
                            .add(",\"success\":true}")
                            .end());
        });
    }

    private Future<Void> write(
            Output output, AtomicInteger count, Caller caller, List<Membership> part, @Nullable Instant since) {
        List<Membership> changed = part.stream()
                .filter(one -> since == null || one.view().updatedAt().isAfter(since))
                .toList();
        return json.all(caller.person(), changed).compose(written -> {
            for (ObjectNode one : written) {
                output.add(count.getAndIncrement() == 0 ? "" : ",").add(StrictJson.bytes(one));
            }
            return output.flush();
        });
    }

    private Future<ArrayNode> removed(Caller caller, @Nullable Instant since) {
        ArrayNode removed = StrictJson.newObject().arrayNode();
        return since == null
                ? Future.succeededFuture(removed)
                : services.subscriptions().left(caller.id(), since).map(left -> {
                    left.forEach(one -> removed.addObject()
                            .put("_id", SubscriptionJson.id(one.room(), caller.id()))
                            .put("_deletedAt", Times.iso(one.at())));
                    return removed;
                });
    }

    private Future<Reply> getOne(Request request) {
        Caller caller = request.caller();
        return access.byId(caller, request.query().required("roomId"))
                .compose(found -> found.map(seat -> memberships.of(caller.id(), seat.room()))
                        .orElseGet(() -> Future.succeededFuture(List.of())))
                .compose(found -> json.all(caller.person(), found))
                .map(written -> Reply.success(StrictJson.newObject()
                        .set("subscription", written.isEmpty() ? NullNode.getInstance() : written.get(0))));
    }

    private Future<Reply> read(Request request) {
        Body body = request.body();
        mustHaveOne(body, "rid", "roomId");
        String roomId = body.required(body.has("rid") ? "rid" : "roomId");
        boolean threads = body.flag("readThreads", false);
        return access.byId(request.caller(), roomId)
                .compose(found -> acts.roomRead(found.orElseThrow(ReadingActs::notSubscribed), threads))
                .map(read -> Reply.success());
    }

    private Future<Reply> unread(Request request) {
        Body body = request.body();
        Caller caller = request.caller();
        mustHaveOne(body, "roomId", "firstUnreadMessage");
        Future<Access.Found> first = body.has("roomId")
                ? lastOfOthers(caller, body.required("roomId"))
                : othersMessage(
                        request.known(),
                        caller,
                        body.object("firstUnreadMessage").required("_id"));
        return first.compose(found -> {
                    if (!found.seat().isMember()) {
                        throw notSubscribed();
                    }
                    return services.subscriptions()
                            .unseen(
                                    found.seat().room().id(),
                                    caller.id(),
                                    found.message().facts().clock());
                })
                .recover(failure ->
                        Future.failedFuture(failure instanceof StorageException.NotFound ? notSubscribed() : failure))
                .map(moved -> Reply.success());
    }

    private Future<Access.Found> lastOfOthers(Caller caller, String roomId) {
        return access.byId(caller, roomId).compose(found -> {
            Seat seat = found.filter(Seat::canAccess).orElseThrow(SubscriptionCalls::nothingToUnread);
            MessageFilter ofOthers = new MessageFilter.Not(new MessageFilter.Compare(
                    MessageField.Column.SENDER_ID,
                    MessageFilter.Comparison.EQUAL,
                    caller.person().rocketChatId()));
            MessageFilter inRoom = new MessageFilter.Or(List.of(
                    new MessageFilter.Not(new MessageFilter.Present(MessageField.Column.PARENT_ID)),
                    new MessageFilter.Present(MessageField.Column.SHOWN_IN_ROOM)));
            MessageSearch newest = new MessageSearch(
                    new MessageSearch.InRoom(seat.room().id()),
                    new MessageFilter.And(List.of(ofOthers, inRoom)),
                    MessageSearch.NEWEST_FIRST,
                    0,
                    1);
            return services.messages().search(newest).map(messages -> {
                Message last = messages.items().stream().findFirst().orElseThrow(SubscriptionCalls::nothingToUnread);
                return new Access.Found(last, seat);
            });
        });
    }

    private Future<Access.Found> othersMessage(Directory.View known, Caller caller, String messageId) {
        return access.message(known, caller, messageId, SubscriptionCalls::notAllowed, SubscriptionCalls::notAllowed)
                .map(found -> {
                    if (found.message().facts().sender() == caller.id()) {
                        throw notAllowed();
                    }
                    return found;
                });
    }

    private static RocketChatException nothingToUnread() {
        return unreadError("There are no messages to mark unread", "error-no-message-for-unread");
    }

    private static RocketChatException notAllowed() {
        return unreadError("Not allowed", "error-action-not-allowed");
    }

    private static RocketChatException notSubscribed() {
        return unreadError("Subscription not found", "error-subscription-not-found");
    }

    private static RocketChatException unreadError(String reason, String code) {
        return RocketChatException.inMethod(reason, code, "unreadMessages").detail("action", "Unread_messages");
    }

    /** As the real server's schema says it. */
    private static void mustHaveOne(Body body, String one, String other) {
        if (body.has(one) == body.has(other)) {
            throw RocketChatException.body((body.has(one)
                            ? "must NOT have additional properties\n must NOT have additional properties"
                            : "must have required property '" + one + "'\n must have required property '" + other + "'")
                    + "\n must match a schema in anyOf");
        }
    }
}
