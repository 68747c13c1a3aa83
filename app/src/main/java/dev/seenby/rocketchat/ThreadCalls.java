package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.seenby.http.StrictJson;
import dev.seenby.rocketchat.MessageLists.Selection;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Comparison;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chat.getThreadMessages}, {@code chat.getThreadsList} and {@code chat.syncThreadMessages}. */
final class ThreadCalls {
    private static final List<MessageSearch.Order> NEWEST_REPLY_FIRST =
            List.of(new MessageSearch.Order(Column.LAST_REPLY_AT, false));
    /** So that with every one of them escaped a pattern is not too long. */
    private static final int TEXT_CHARACTERS = 128;

    private static final int TIES_AT_ONCE = 1_000;

    private final Messages messages;
    private final Access access;
    private final MessageLists lists;

    ThreadCalls(Services services, Access access, MessageLists lists) {
        this.messages = services.messages();
        this.access = access;
        this.lists = lists;
    }

    List<Call> calls() {
        return List.of(
                Call.get("chat.getThreadMessages", this::replies),
                Call.get("chat.getThreadsList", this::threads),
                Call.get("chat.syncThreadMessages", this::changes));
    }

    private Future<Reply> replies(Request request) {
        String tmid = request.query().text("tmid");
        if (tmid == null || tmid.isEmpty()) {
            throw RocketChatException.coded("The required \"tmid\" query param is missing.", "error-invalid-params");
        }
        String around = request.query().text("aroundId") == null
                ? null
                : request.query().required("aroundId");
        Paging paging = Paging.of(request);
        Selection selection = Selection.of(request, MessageSearch.OLDEST_FIRST);
        return parent(request, tmid).compose(parent -> {
            MessageSearch.Scope thread =
                    new MessageSearch.InThread(parent.facts().id());
            if (around == null) {
                return Future.succeededFuture(
                        lists.counted(request, "messages", selection.search(thread, paging), selection.fields()));
            }
            Selection oldestFirst = selection.in(MessageSearch.OLDEST_FIRST);
            return before(request, parent, oldestFirst, around)
                    .map(before -> new Paging(Math.max(0, before - paging.count() / 2), paging.count()))
                    .map(page ->
                            lists.counted(request, "messages", oldestFirst.search(thread, page), oldestFirst.fields()));
        });
    }

    /** The message of that id in a room that the caller has access to. */
    private Future<Message> parent(Request request, String tmid) {
        mustBeEnabled(request);
        return access.message(
                        request.known(), request.caller(), tmid, ThreadCalls::invalidMessage, ThreadCalls::notAllowed)
                .map(Access.Found::message);
    }

    private static void mustBeEnabled(Request request) {
        if (!request.settings().on(Setting.Threads_enabled)) {
            throw RocketChatException.coded("Threads Disabled", "error-not-allowed");
        }
    }

    private static RocketChatException invalidMessage() {
        return RocketChatException.coded("Invalid Message", "error-invalid-message");
    }

    private static RocketChatException notAllowed() {
        return RocketChatException.coded("Not Allowed", "error-not-allowed");
    }

    /** How many of the thread's replies come before one of them; none before the parent. */
    private Future<Long> before(Request request, Message parent, Selection selection, String id) {
        if (id.equals(parent.stringId())) {
            return Future.succeededFuture(0L);
        }
        MessageSearch.Scope thread = new MessageSearch.InThread(parent.facts().id());
        return messages.byStringIds(request.app().sdkAppId(), List.of(id)).compose(found -> {
            Long itsParent = found.isEmpty() ? null : found.get(0).parent();
            if (itsParent == null || itsParent != parent.facts().id()) {
                throw invalidMessage();
            }
            Instant sentAt = found.get(0).sentAt();
            Selection earlier = selection.and(new Compare(Column.SENT_AT, Comparison.LESS, sentAt));
            Selection same = selection.and(new Compare(Column.SENT_AT, Comparison.EQUAL, sentAt));
            return messages.search(earlier.search(thread, new Paging(0, 0)))
                    .compose(counted -> ties(same, thread, found.get(0), 0).map(ties -> counted.total() + ties));
        });
    }

    /** How many of those sent in the same millisecond as a reply come before it. */
    private Future<Long> ties(Selection same, MessageSearch.Scope thread, Message reply, long offset) {
        return messages.search(same.search(thread, new Paging(offset, TIES_AT_ONCE)))
                .compose(page -> {
                    long smaller = page.items().stream()
                            .filter(tie -> tie.facts().id() < reply.facts().id())
                            .count();
                    return smaller < TIES_AT_ONCE
                            ? Future.succeededFuture(offset + smaller)
                            : ties(same, thread, reply, offset + TIES_AT_ONCE);
                });
    }

    private Future<Reply> threads(Request request) {
        String roomId = request.query().required("rid");
        boolean unread = is(request.query().text("type"), "unread");
        boolean followed = unread || is(request.query().text("type"), "following");
        if (request.query().text("type") != null && !followed) {
            throw RocketChatException.parameter("must be equal to one of the allowed values");
        }
        Paging paging = Paging.of(request);
        Selection asked = Selection.of(request, NEWEST_REPLY_FIRST);
        String text = request.query().text("text");
        Selection selection = text == null || text.isEmpty() ? asked : asked.and(holding(text));
        mustBeEnabled(request);
        Caller caller = request.caller();
        return access.byId(caller, roomId).map(found -> {
            Seat seat = found.filter(Seat::canAccess).orElseThrow(ThreadCalls::notAllowed);
            MessageSearch.Scope scope =
                    new MessageSearch.ThreadsOf(seat.room().id(), followed ? caller.id() : null, unread);
            return lists.counted(request, "threads", selection.search(scope, paging), selection.fields());
        });
    }

    private static boolean is(@Nullable String value, String wanted) {
        return wanted.equals(value);
    }

    /** Messages whose text holds this one, regardless of case. */
    private static MessageFilter holding(String text) {
        if (text.length() > TEXT_CHARACTERS) {
            throw RocketChatException.parameter("must NOT have more than " + TEXT_CHARACTERS + " characters");
        }
        return new MessageFilter.Matches(Column.TEXT, text.replaceAll("[\\\\^$.|?*+()\\[\\]{}]", "\\\\$0"), true);
    }

    private Future<Reply> changes(Request request) {
        String tmid = request.query().required("tmid");
        Instant since = Times.parse(request.query().required("updatedSince"))
                .orElseThrow(() -> RocketChatException.parameter("must match format \"iso-date-time\""));
        return parent(request, tmid).map(parent -> {
            long thread = parent.facts().id();
            MessageSearch changed = new MessageSearch(
                    new MessageSearch.InThread(thread),
                    new Compare(Column.UPDATED_AT, Comparison.GREATER, since),
                    MessageSearch.OLDEST_FIRST,
                    0,
                    MessageSearch.NO_LIMIT,
                    false);
            // What is deleted in between is in both lists: clients take it out again.
            return (Reply.Streamed) output -> lists.write(
                            request, output.add("{\"messages\":{\"update\":["), "", changed, MessageLists.form(null))
                    .compose(written -> messages.deletedReplies(thread, since))
                    .compose(deleted -> output.add("],\"remove\":")
                            .add(StrictJson.bytes(ids(deleted)))
                            .add("},\"success\":true}")
                            .end());
        });
    }

    private static ArrayNode ids(List<String> deleted) {
        ArrayNode ids = StrictJson.newObject().arrayNode();
        deleted.forEach(id -> ids.addObject().put("_id", id));
        return ids;
    }
}
