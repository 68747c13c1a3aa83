package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.List;

/** The channels and people that a client who registers is told of, sent while they are looked up. */
final class InitialLists {
    private final Rooms rooms;
    private final People people;
    private final ChannelJson json;

    InitialLists(Services services) {
        this.rooms = services.rooms();
        this.people = services.people();
        this.json = new ChannelJson(services);
    }

    /** {@code streams}: what the caller may know of. */
    Reply channels(Request request) {
        return new ChannelList(
                rooms,
                "streams",
                ChannelCalls.parts(request.app().sdkAppId(), request.caller(), false, true, true),
                json::channels,
                null);
    }

    /**
     * The caller's channels, and the public ones that the caller is not in. Which of those were left once is not kept: none is
     * told as {@code unsubscribed}.
     */
    Reply subscriptions(Request request) {
        long app = request.app().sdkAppId();
        Person caller = request.caller();
        Reply own = new ChannelList(
                rooms,
                "subscriptions",
                List.of(new ChannelList.Part(app, Channel.KINDS, caller.id())),
                json::subscriptions,
                null);
        Reply others = new ChannelList(
                rooms,
                "never_subscribed",
                ChannelCalls.parts(app, caller, false, true, false),
                page -> notJoined(caller, page).compose(json::channels),
                null);
        ObjectNode left = StrictJson.newObject();
        left.putArray("unsubscribed");
        return own.then(Reply.of(left)).then(others);
    }

    private Future<List<Room>> notJoined(Person caller, List<Room> page) {
        if (page.isEmpty()) {
            return Future.succeededFuture(page);
        }
        return rooms.joined(caller.id(), page.stream().map(Room::id).toList()).map(joined -> page.stream()
                .filter(room -> !joined.contains(room.id()))
                .toList());
    }

    /** Who is there, who was, and who the caller is. */
    Future<Reply> people(Request request) {
        App app = request.app();
        Future<Reply> active =
                PeopleList.of("realm_users", app, true, PeopleList.everybody(people, app, Person::active));
        Future<Reply> others = PeopleList.of(
                "realm_non_active_users",
                app,
                true,
                PeopleList.everybody(people, app, person -> !person.active() && !person.deleted()));
        return Future.all(active, others).map(both -> {
            ObjectNode rest = UserJson.of(app, request.caller(), false)
                    .retain(
                            "user_id",
                            "email",
                            "delivery_email",
                            "full_name",
                            "avatar_url",
                            "is_admin",
                            "is_owner",
                            "is_guest");
            rest.putArray("cross_realm_bots");
            return active.result().then(others.result()).then(Reply.of(rest));
        });
    }
}
