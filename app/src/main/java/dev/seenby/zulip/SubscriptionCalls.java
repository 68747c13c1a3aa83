package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Person;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /users/me/subscriptions}: the caller's channels, and who comes into channels and goes. */
final class SubscriptionCalls {
    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final String PRINCIPALS = "principals";

    private final Rooms rooms;
    private final ChannelJson json;
    private final Subscribers subscribers;
    private final Subscribing subscribing;
    private final Unsubscribing unsubscribing;

    SubscriptionCalls(Services services, Access access) {
        this.rooms = services.rooms();
        this.json = new ChannelJson(services);
        this.subscribers = new Subscribers(services);
        this.subscribing = new Subscribing(services, access);
        this.unsubscribing = new Unsubscribing(services, access);
    }

    List<Call> calls() {
        return List.of(
                Call.get("/users/me/subscriptions", this::list),
                Call.post("/users/me/subscriptions", this::add),
                Call.patch("/users/me/subscriptions", this::change),
                Call.delete("/users/me/subscriptions", this::remove));
    }

    private Future<Reply> list(Request request) {
        boolean withSubscribers = withSubscribers(request.parameters());
        long app = request.app().sdkAppId();
        ChannelList.More more = (output, id) -> rooms.byStreamIds(app, List.of(id))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(new int[0])
                        : subscribers.of(found.get(0).id()))
                .compose(ids -> Subscribers.write(output, ids));
        return Future.succeededFuture(new ChannelList(
                rooms,
                SUBSCRIPTIONS,
                List.of(new ChannelList.Part(
                        app, Channel.KINDS, request.caller().id())),
                json::subscriptions,
                withSubscribers ? more : null));
    }

    /** Who wants some of them at least gets all. @throws ZulipException 400 */
    private static boolean withSubscribers(Parameters parameters) {
        String which = parameters.text("include_subscribers");
        if (which == null || which.equals("false")) {
            return false;
        }
        if (!which.equals("true") && !which.equals("partial")) {
            throw ZulipException.badRequest("Invalid include_subscribers");
        }
        return true;
    }

    private Future<Reply> add(Request request) {
        Person caller = mustBeNoGuest(request.caller());
        Parameters parameters = request.parameters();
        JsonNode wanted = parameters.requiredJson(SUBSCRIPTIONS);
        return subscribing
                .plan(asked(request, caller, WantedChannel.of(SUBSCRIPTIONS, wanted)))
                .compose(plan -> subscribing.carryOut(plan, StrictJson.newObject()))
                .map(Reply::of);
    }

    /** @throws ZulipException 400 */
    static Person mustBeNoGuest(Person caller) {
        if (caller.role() == Person.Role.GUEST) {
            throw ZulipException.badRequest("Not allowed for guest users");
        }
        return caller;
    }

    private static Subscribing.Asked asked(Request request, Person caller, List<WantedChannel> wanted) {
        Parameters parameters = request.parameters();
        ChannelPrivacy privacy = ChannelPrivacy.of(parameters);
        // There is no channel for announcements.
        parameters.flag("announce", false);
        Principals.Named who = Principals.named(PRINCIPALS, parameters.json(PRINCIPALS));
        boolean fatal = parameters.flag("authorization_errors_fatal", true);
        return new Subscribing.Asked(request.app(), caller, wanted, privacy, who, fatal);
    }

    private Future<Reply> remove(Request request) {
        Parameters parameters = request.parameters();
        List<String> channels = names(SUBSCRIPTIONS, parameters.requiredJson(SUBSCRIPTIONS));
        Principals.Named who = Principals.named(PRINCIPALS, parameters.json(PRINCIPALS));
        return unsubscribing
                .plan(request.app(), request.caller(), channels, who)
                .compose(plan -> unsubscribing.carryOut(plan, StrictJson.newObject()))
                .map(Reply::of);
    }

    /** Without white space around them, of those that differ at most in case the first. */
    private static List<String> names(String parameter, JsonNode value) {
        Map<String, String> byName = new LinkedHashMap<>();
        int at = 0;
        for (JsonNode one : WantedChannel.mustBeFew(parameter, Parameters.list(parameter, value))) {
            if (!one.isTextual()) {
                throw ZulipException.badRequest(parameter + "[" + at + "] is not a string");
            }
            String name = one.textValue().strip();
            byName.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            at++;
        }
        return List.copyOf(byName.values());
    }

    /** The older way: both at once. Neither is done if one of them is not possible. */
    private Future<Reply> change(Request request) {
        Parameters parameters = request.parameters();
        @Nullable JsonNode delete = parameters.json("delete");
        @Nullable JsonNode add = parameters.json("add");
        List<String> leaving = delete == null || delete.isNull() ? List.of() : names("delete", delete);
        List<WantedChannel> joining = add == null || add.isNull() ? List.of() : WantedChannel.of("add", add);
        if (leaving.isEmpty() && joining.isEmpty()) {
            throw ZulipException.badRequest("Nothing to do. Specify at least one of \"add\" or \"delete\".");
        }
        Person caller = mustBeNoGuest(request.caller());
        Subscribing.Asked asked = asked(request, caller, joining);
        return subscribing
                .plan(asked)
                .compose(coming -> unsubscribing
                        .plan(request.app(), caller, leaving, asked.who())
                        .compose(going -> subscribing
                                .carryOut(coming, StrictJson.newObject())
                                .compose(answer -> unsubscribing.carryOut(going, answer))))
                .map(Reply::of);
    }
}
