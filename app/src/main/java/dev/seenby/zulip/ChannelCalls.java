package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Channels: which there are, one of them, who is in it, its topics; and making one. */
final class ChannelCalls {
    static final Set<Room.Kind> PUBLIC = EnumSet.of(Room.Kind.PUBLIC, Room.Kind.MEETING);
    private static final Set<Room.Kind> PRIVATE = EnumSet.of(Room.Kind.PRIVATE);
    private static final int MOST_TOPICS = 100_000;
    private static final int TOPICS_AT_ONCE = 500;

    private final Rooms rooms;
    private final Conversations conversations;
    private final Topics topics;
    private final Access access;
    private final Directory directory;
    private final ChannelNames names;
    private final ChannelJson json;
    private final Subscribers subscribers;
    private final Principals principals;
    private final Subscribing subscribing;

    ChannelCalls(Services services, Access access) {
        this.rooms = services.rooms();
        this.conversations = services.conversations();
        this.topics = services.topics();
        this.access = access;
        this.directory = new Directory(services);
        this.names = new ChannelNames(services);
        this.json = new ChannelJson(services);
        this.subscribers = new Subscribers(services);
        this.principals = new Principals(services);
        this.subscribing = new Subscribing(services, access);
    }

    List<Call> calls() {
        return List.of(
                Call.get("/streams", this::list),
                Call.get("/streams/:id", this::one),
                Call.get("/get_stream_id", this::id),
                Call.get("/streams/:id/members", this::members),
                Call.get("/users/me/:id/topics", this::topics),
                Call.get("/users/:id/subscriptions/:id", this::isSubscribed),
                Call.post("/channels/create", this::create));
    }

    private Future<Reply> list(Request request) {
        Parameters parameters = request.parameters();
        boolean accessible = parameters.flag("include_can_access_content", false);
        boolean open = parameters.flag("include_public", true) || accessible;
        boolean own = parameters.flag("include_subscribed", true) || accessible;
        boolean all = parameters.flag("include_all", false) | parameters.flag("include_all_active", false);
        boolean withDefault = parameters.flag("include_default", false);
        // Nothing is archived or open to the web, and nobody owns a bot.
        parameters.flag("exclude_archived", true);
        parameters.flag("include_web_public", false);
        parameters.flag("include_owner_subscribed", false);
        return Future.succeededFuture(new ChannelList(
                rooms,
                "streams",
                parts(request.app().sdkAppId(), request.caller(), all, open, own),
                page -> json.channels(page).map(written -> withDefault ? noneIsDefault(written) : written),
                null));
    }

    static List<ChannelList.Part> parts(long app, Person caller, boolean all, boolean open, boolean own) {
        if (all && Roles.isAdministrator(caller)) {
            return List.of(new ChannelList.Part(app, Channel.KINDS, null));
        }
        boolean showsOpen = (open || all) && caller.role() != Person.Role.GUEST;
        List<ChannelList.Part> parts = new ArrayList<>();
        if (showsOpen) {
            parts.add(new ChannelList.Part(app, PUBLIC, null));
        }
        if (own || all) {
            parts.add(new ChannelList.Part(app, showsOpen ? PRIVATE : Channel.KINDS, caller.id()));
        }
        return parts;
    }

    private static List<ObjectNode> noneIsDefault(List<ObjectNode> channels) {
        channels.forEach(channel -> channel.put("is_default", false));
        return channels;
    }

    private Future<Reply> one(Request request) {
        return access.listed(request.caller(), Access.id(request.argument()))
                .compose(channel -> json.channels(List.of(channel.room())))
                .map(written -> {
                    if (written.isEmpty()) {
                        throw Access.invalidChannel();
                    }
                    ObjectNode answer = StrictJson.newObject();
                    answer.set("stream", written.get(0));
                    return Reply.of(answer);
                });
    }

    private Future<Reply> id(Request request) {
        String name = request.parameters().required("stream");
        return names.room(request.app(), name).compose(found -> {
            Room room = found.filter(Channel::is).orElseThrow(() -> ChannelNames.invalid(name));
            return access.sees(request.caller(), room).map(sees -> {
                if (!sees) {
                    throw ChannelNames.invalid(name);
                }
                return Reply.of(StrictJson.newObject().put("stream_id", room.streamId()));
            });
        });
    }

    private Future<Reply> members(Request request) {
        return access.listed(request.caller(), Access.id(request.argument()))
                .compose(channel -> subscribers.of(channel.room().id()))
                .map(ids -> output -> Subscribers.write(output, ids));
    }

    private Future<Reply> topics(Request request) {
        // Messages without a topic stand under a name of their own, which is accepted like any.
        request.parameters().flag("allow_empty_topic_name", false);
        Person caller = request.caller();
        return access.channel(caller, Access.id(request.argument()))
                .compose(channel -> topics.of(
                        channel.room().id(), channel.historyIsPublic() ? null : (Long) caller.id(), MOST_TOPICS))
                .map(found -> output -> write(output.add(",\"topics\":["), found, 0));
    }

    private static Future<Void> write(Output output, List<Topics.Topic> topics, int from) {
        int to = Math.min(topics.size(), from + TOPICS_AT_ONCE);
        for (int i = from; i < to; i++) {
            Topics.Topic topic = topics.get(i);
            ObjectNode object = StrictJson.newObject().put("name", topic.name()).put("max_id", topic.newest());
            output.add(i == 0 ? "" : ",").add(StrictJson.bytes(object));
        }
        if (to == topics.size()) {
            output.add("]");
            return Future.succeededFuture();
        }
        return output.flush().compose(flushed -> write(output, topics, to));
    }

    private Future<Reply> isSubscribed(Request request) {
        long user = Access.id(request.arguments().get(0));
        long id = Access.id(request.arguments().get(1));
        return directory
                .byId(request.app(), user)
                .map(found -> mustBeActive(found.filter(person -> !person.bot()).orElseThrow(UserCalls::noSuchUser)))
                .compose(person -> access.listed(request.caller(), id)
                        .compose(channel -> conversations.members(channel.room(), List.of(person.id()))))
                .map(members -> Reply.of(StrictJson.newObject().put("is_subscribed", !members.isEmpty())));
    }

    private static Person mustBeActive(Person person) {
        if (!person.active()) {
            throw ZulipException.badRequest("User is deactivated");
        }
        return person;
    }

    private Future<Reply> create(Request request) {
        Person caller = SubscriptionCalls.mustBeNoGuest(request.caller());
        Parameters parameters = request.parameters();
        String name = parameters.required("name").strip();
        String description = parameters.text("description");
        WantedChannel wanted = new WantedChannel(
                name, WantedChannel.description("description", description == null ? "" : description));
        Principals.Named who =
                Principals.named("subscribers", Parameters.list("subscribers", parameters.requiredJson("subscribers")));
        if (!who.emails().isEmpty()) {
            throw ZulipException.badRequest("subscribers[0] is not an integer");
        }
        ChannelPrivacy privacy = ChannelPrivacy.of(parameters);
        // There is no channel for announcements.
        parameters.flag("announce", false);
        privacy.mustBePossible();
        return names.room(request.app(), name)
                .compose(found -> {
                    if (found.isPresent()) {
                        throw taken(name);
                    }
                    ChannelNames.mustBeFit(name);
                    return principals.people(request.app(), who);
                })
                .compose(people -> subscribing.create(caller, wanted, privacy, people))
                .recover(failure -> Future.failedFuture(Subscribing.isNameTaken(failure) ? taken(name) : failure))
                .map(room -> Reply.of(StrictJson.newObject().put("id", room.streamId())));
    }

    private static ZulipException taken(String name) {
        return ZulipException.raw(
                409,
                ZulipException.error("Channel '" + name + "' already exists")
                        .put("channel_name", name)
                        .put("code", "CHANNEL_ALREADY_EXISTS"));
    }
}
