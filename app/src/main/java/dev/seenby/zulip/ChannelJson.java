package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Channels as clients get them. The permissions that are groups of users are left out, so that clients go by
 * {@code stream_post_policy}: everybody may post.
 */
final class ChannelJson {
    /** How many are written at once at most. */
    static final int AT_ONCE = 500;

    /** So long after its newest message a channel counts as active. */
    private static final Duration ACTIVE = Duration.ofDays(180);

    private static final List<String> COLORS = List.of(
            "#76ce90", "#fae589", "#a6c7e5", "#e79ab5", "#bfd56f", "#f4ae55", "#b0a5fd", "#addfe5", "#f5ce6e",
            "#c2726a", "#94c849", "#bd86e5", "#ee7e4a", "#a6dcbf", "#95a5fd", "#53a063", "#9987e1", "#e4523d");

    private final Rooms rooms;
    private final Registration registration;

    ChannelJson(Services services) {
        this.rooms = services.rooms();
        this.registration = services.registration();
    }

    /** What is looked up of one channel. */
    private record Known(
            Channel channel,
            Rooms.Status status,
            @Nullable Long oldest,
            @Nullable Person creator) {
        boolean isActive() {
            Instant last = status.lastMessageAt();
            Instant since = Instant.now().minus(ACTIVE);
            return channel.room().createdAt().isAfter(since) || last != null && last.isAfter(since);
        }
    }

    /** As everybody who may know of them sees them, in the same order, without those that are no more. */
    Future<List<ObjectNode>> channels(List<Room> list) {
        return known(list).map(all -> all.stream().map(ChannelJson::channel).toList());
    }

    /** As their members see them, in the same order, without those that are no more. */
    Future<List<ObjectNode>> subscriptions(List<Room> list) {
        return known(list)
                .map(all -> all.stream().map(ChannelJson::subscription).toList());
    }

    private Future<List<Known>> known(List<Room> list) {
        if (list.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<Long> ids = list.stream().map(Room::id).toList();
        Set<Long> owners =
                list.stream().map(Room::owner).filter(Objects::nonNull).collect(Collectors.toSet());
        Future<List<Rooms.Status>> statuses = rooms.statuses(ids);
        Future<Map<Long, Long>> oldest = rooms.oldest(ids);
        Future<Map<Long, Person>> creators = registration.byIds(owners);
        return Future.all(statuses, oldest, creators).map(all -> {
            Map<Long, Rooms.Status> byRoom = statuses.result().stream()
                    .collect(Collectors.toMap(Rooms.Status::room, Function.identity(), (one, same) -> one));
            return list.stream()
                    .filter(room -> byRoom.containsKey(room.id()))
                    .map(room -> new Known(
                            new Channel(room),
                            Objects.requireNonNull(byRoom.get(room.id())),
                            oldest.result().get(room.id()),
                            room.owner() == null ? null : creators.result().get(room.owner())))
                    .toList();
        });
    }

    private static ObjectNode channel(Known known) {
        ObjectNode json = StrictJson.newObject().put("is_archived", false);
        begin(json, known);
        return rest(json.put("is_web_public", false).putNull("message_retention_days"), known)
                .put("is_announcement_only", false)
                .putNull("stream_weekly_traffic")
                .put("subscriber_count", known.status().size())
                .put("topics_policy", "inherit");
    }

    private static ObjectNode subscription(Known known) {
        ObjectNode json =
                StrictJson.newObject().putNull("audible_notifications").put("color", color(known.channel()));
        begin(json, known);
        json.putNull("desktop_notifications")
                .putNull("email_notifications")
                .put("in_home_view", true)
                .put("is_announcement_only", false)
                .put("is_archived", false)
                .put("is_muted", false)
                .put("is_web_public", false)
                .putNull("message_retention_days")
                .put("pin_to_top", false)
                .putNull("push_notifications");
        return rest(json, known)
                .putNull("stream_weekly_traffic")
                .put("subscriber_count", known.status().size())
                .put("topics_policy", "inherit")
                .putNull("wildcard_mentions_notify");
    }

    private static void begin(ObjectNode json, Known known) {
        Channel channel = known.channel();
        Person creator = known.creator();
        json.put("creator_id", creator == null || creator.deleted() ? null : (Integer) creator.zulipId())
                .put("date_created", channel.room().createdAt().getEpochSecond())
                .put("description", channel.description())
                .put("first_message_id", known.oldest())
                .putNull("folder_id")
                .put("is_recently_active", known.isActive())
                .put("history_public_to_subscribers", channel.historyIsPublic())
                .put("invite_only", channel.inviteOnly());
    }

    private static ObjectNode rest(ObjectNode json, Known known) {
        Channel channel = known.channel();
        return json.put("name", channel.name())
                .put("rendered_description", rendered(channel.description()))
                .put("stream_id", channel.id())
                .put("stream_post_policy", 1);
    }

    /** Always the same of one channel, and most often another than that of the next. */
    private static String color(Channel channel) {
        return COLORS.get(Math.floorMod(channel.id(), COLORS.size()));
    }

    /** A paragraph of plain text in HTML. */
    private static String rendered(String description) {
        String escaped = description.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return escaped.isEmpty() ? "" : "<p>" + escaped + "</p>";
    }
}
