package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a room: {@code channels.messages}, {@code groups.messages}, {@code im.messages}, and the same with
 * {@code history}, which knows a stretch of time. {@code dm} is another name of {@code im}. Newest first.
 */
final class HistoryCalls {
    private static final int IDS = 100;
    private static final int HISTORY_COUNT = 20;
    private static final MessageFilter NONE = new MessageFilter.Or(List.of());

    private final Messages messages;
    private final Access access;
    private final MessageJson json;
    private final MessageLists lists;

    HistoryCalls(Services services, Access access, MessageJson json, MessageLists lists) {
        this.messages = services.messages();
        this.access = access;
        this.json = json;
        this.lists = lists;
    }

    List<Call> calls() {
        return Stream.of(
                        calls("channels", RoomType.CHANNEL),
                        calls("groups", RoomType.GROUP),
                        calls("im", RoomType.DIRECT),
                        calls("dm", RoomType.DIRECT))
                .flatMap(List::stream)
                .toList();
    }

    private List<Call> calls(String family, RoomType type) {
        return List.of(
                Call.get(family + ".messages", request -> messages(request, type)),
                Call.get(family + ".history", request -> history(request, type)));
    }

    private Future<Reply> messages(Request request, RoomType type) {
        Paging paging = Paging.of(request);
        Selection selection = Selection.of(request, MessageSearch.NEWEST_FIRST).and(marked(request.query()));
        return seat(request, type)
                .map(seat -> lists.counted(
                        request,
                        "messages",
                        selection.search(new MessageSearch.InRoom(seat.room().id()), paging),
                        selection.fields()));
    }

    /** Messages that mention one of some people; none is ever starred or pinned here. */
    private static MessageFilter marked(Query query) {
        List<MessageFilter> parts = new ArrayList<>();
        List<String> mentioned = ids(query, "mentionIds");
        if (!mentioned.isEmpty()) {
            parts.add(new MessageFilter.Or(mentioned.stream()
                    .<MessageFilter>map(
                            id -> new Compare(PublicField.named("mentions._id").orElseThrow(), Comparison.EQUAL, id))
                    .toList()));
        }
        if (!ids(query, "starredIds").isEmpty() || "true".equals(query.text("pinned"))) {
            parts.add(NONE);
        }
        return new MessageFilter.And(parts);
    }

    private static List<String> ids(Query query, String name) {
        String value = query.text(name);
        if (value == null) {
            return List.of();
        }
        List<String> ids = Arrays.stream(value.split(",", IDS + 2))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .toList();
        if (ids.size() > IDS) {
            throw RocketChatException.parameter("must NOT have more than " + IDS + " items");
        }
        return ids;
    }

    private Future<Reply> history(Request request, RoomType type) {
        Query query = request.query();
        Instant oldest = moment(query, "oldest");
        Instant latest = moment(query, "latest");
        boolean inclusive = query.flag("inclusive");
        boolean unreads = query.flag("unreads");
        MessageFilter shown = query.flag("showThreadMessages") ? MessageFilter.ALL : outsideThreads();
        Paging paging = Paging.of(request, HISTORY_COUNT);
        List<MessageFilter> parts = new ArrayList<>();
        if (!shown.equals(MessageFilter.ALL)) {
            parts.add(shown);
        }
        if (latest != null) {
            parts.add(new Compare(Column.SENT_AT, inclusive ? Comparison.LESS_OR_EQUAL : Comparison.LESS, latest));
        }
        if (oldest != null) {
            parts.add(
                    new Compare(Column.SENT_AT, inclusive ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER, oldest));
        }
        Selection selection = Selection.of(request, MessageSearch.NEWEST_FIRST).and(new MessageFilter.And(parts));
        return seat(request, type).map(seat -> {
            MessageSearch.Scope room = new MessageSearch.InRoom(seat.room().id());
            return lists.reply(
                    request,
                    "messages",
                    selection.search(room, paging).uncounted(),
                    selection.fields(),
                    written -> unreads
                            ? unread(request, room, shown, oldest, written.last())
                            : Future.succeededFuture(StrictJson.newObject()));
        });
    }

    private static @Nullable Instant moment(Query query, String name) {
        String value = query.text(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        return Times.parse(value)
                .orElseThrow(
                        () -> RocketChatException.inMethod("Invalid date", "error-invalid-date", "getChannelHistory"));
    }

    private static MessageFilter outsideThreads() {
        return new MessageFilter.Or(List.of(
                new MessageFilter.Not(new MessageFilter.Present(Column.PARENT_ID)),
                new Compare(Column.SHOWN_IN_ROOM, Comparison.EQUAL, true)));
    }

    /** What lies between {@code oldest} and the last message written: the first one, and how many there are. */
    private Future<ObjectNode> unread(
            Request request,
            MessageSearch.Scope room,
            MessageFilter shown,
            @Nullable Instant oldest,
            @Nullable Message last) {
        if (oldest == null || last == null || !last.sentAt().isAfter(oldest)) {
            return Future.succeededFuture(StrictJson.newObject().put("unreadNotLoaded", 0));
        }
        MessageFilter between = new MessageFilter.And(List.of(
                shown,
                new Compare(Column.SENT_AT, Comparison.GREATER, oldest),
                new Compare(Column.SENT_AT, Comparison.LESS, last.sentAt())));
        return messages.search(new MessageSearch(room, between, MessageSearch.OLDEST_FIRST, 0, 1))
                .compose(found -> json.all(request.settings(), found.items()).map(first -> {
                    ObjectNode members = StrictJson.newObject();
                    first.forEach(message -> members.set("firstUnread", message));
                    return members.put("unreadNotLoaded", found.total());
                }));
    }

    /** The room that the parameters name, of this type and open to the caller. */
    private Future<Seat> seat(Request request, RoomType type) {
        String name = type == RoomType.DIRECT ? "username" : "roomName";
        String id = filled(request.query().text("roomId"));
        String other = filled(request.query().text(name));
        if (id == null && other == null) {
            throw RocketChatException.coded(
                    (type == RoomType.DIRECT ? "Query param" : "The parameter") + " \"roomId\" or \"" + name
                            + "\" is required",
                    type == RoomType.DIRECT ? "error-room-param-not-provided" : "error-roomid-param-not-provided");
        }
        return found(request.caller(), type, id, Objects.requireNonNullElse(other, ""))
                .map(found -> {
                    Seat seat =
                            found.filter(there -> type.has(there.room())).orElseThrow(() -> RoomLookup.notFound(type));
                    if (!seat.canAccess()) {
                        // Only of a public room may it be known that it is there.
                        throw type == RoomType.CHANNEL ? RocketChatException.forbidden() : RoomLookup.notFound(type);
                    }
                    return seat;
                });
    }

    private static @Nullable String filled(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private Future<Optional<Seat>> found(Caller caller, RoomType type, @Nullable String id, String other) {
        if (id != null) {
            return access.byId(caller, id);
        }
        return type == RoomType.DIRECT ? access.direct(caller, other) : access.byName(caller, other);
    }
}
