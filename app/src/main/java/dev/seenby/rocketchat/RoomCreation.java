package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Names;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a channel or group as {@code channels.create} and {@code groups.create} are asked to. */
final class RoomCreation {
    private static final int NAME = 120;
    private static final int TEXT = 2_000;
    private static final int CUSTOM_FIELDS = 16 << 10;
    private static final List<String> TEXTS = List.of("topic", Conversations.DESCRIPTION, "announcement");

    private final Services services;

    RoomCreation(Services services) {
        this.services = services;
    }

    /**
     * The room, with the caller as its owner.
     *
     * @param type {@link RoomType#CHANNEL} or {@link RoomType#GROUP}
     */
    Future<Room> create(Request request, RoomType type) {
        Caller caller = request.caller();
        Body body = request.body();
        String name = body.required("name").strip();
        List<String> usernames = body.texts("members", PeopleNamed.MOST);
        boolean excludeSelf = body.flag("excludeSelf", false);
        String details = details(body);
        caller.must(type.create());
        mustBeName(request.settings(), name);
        return people(caller, usernames)
                .map(people -> members(caller, excludeSelf, people))
                .compose(members -> services.conversations()
                        .create(new Conversations.Request(
                                caller.person().app(),
                                null,
                                type == RoomType.CHANNEL ? Room.Kind.PUBLIC : Room.Kind.PRIVATE,
                                name,
                                name,
                                caller.id(),
                                details,
                                members,
                                null)))
                // Who makes a room looks at it; should that not be noted, the room is there all the same.
                .compose(room -> services.subscriptions()
                        .seen(room.id(), caller.id(), false)
                        .otherwiseEmpty()
                        .map(room))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Conflict conflict && conflict.of() == Conflict.Of.ROOM_NAME
                                ? taken(name)
                                : failure));
    }

    /** Those who do not exist are passed over, as the real server does. */
    private Future<List<Person>> people(Caller caller, List<String> usernames) {
        return usernames.isEmpty()
                ? Future.succeededFuture(List.of())
                : services.people().byUsernames(caller.person().app(), usernames);
    }

    private static List<NewMember> members(Caller caller, boolean excludeSelf, List<Person> people) {
        Map<Long, NewMember> members = new LinkedHashMap<>();
        people.forEach(person -> members.put(person.id(), new NewMember(person.id(), Member.Role.MEMBER)));
        if (!excludeSelf || members.containsKey(caller.id())) {
            members.put(caller.id(), new NewMember(caller.id(), Member.Role.OWNER));
        }
        return new ArrayList<>(members.values());
    }

    private static void mustBeName(Settings settings, String name) {
        if (name.isEmpty()) {
            throw RocketChatException.coded("Invalid name", "error-invalid-name")
                    .detail("function", "RocketChat.createRoom");
        }
        if (name.length() > NAME) {
            throw RocketChatException.body("must NOT have more than " + NAME + " characters");
        }
        if (Names.isOfDirectRoom(name) || !NameRule.accepts(settings, Setting.UTF8_Channel_Names_Validation, name)) {
            String shown = escaped(name);
            throw RocketChatException.coded(shown + " is not a valid room name.", "error-invalid-room-name")
                    .detail("function", "RocketChat.getValidRoomName")
                    .detail("channel_name", shown);
        }
    }

    private static RocketChatException taken(String name) {
        return RocketChatException.coded("A channel with name '" + name + "' exists", "error-duplicate-channel-name")
                .detail("function", "RocketChat.getValidRoomName")
                .detail("channel_name", name);
    }

    /** As the real server shows a name that it refuses. */
    private static String escaped(String name) {
        return name.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static String details(Body body) {
        ObjectNode details = StrictJson.newObject();
        ObjectNode own = StrictJson.newObject();
        boolean readOnly = body.flag("readOnly", false);
        if (body.has("extraData")) {
            Body extra = body.object("extraData");
            for (String name : TEXTS) {
                String text = extra.text(name);
                if (text != null && text.length() > TEXT) {
                    throw RocketChatException.body("must NOT have more than " + TEXT + " characters");
                }
                if (text != null && !text.isEmpty()) {
                    (name.equals(Conversations.DESCRIPTION) ? details : own).put(name, text);
                }
            }
            if (extra.flag("broadcast", false)) {
                own.put("broadcast", true);
                readOnly = true;
            }
        }
        own.put("ro", readOnly);
        if (body.has("customFields")) {
            ObjectNode fields = body.object("customFields").json();
            if (StrictJson.bytes(fields).length > CUSTOM_FIELDS) {
                throw RocketChatException.body("customFields must NOT have more than " + CUSTOM_FIELDS + " bytes");
            }
            own.set("customFields", fields);
        }
        details.set(MessageJson.PAYLOAD, own);
        return details.toString();
    }
}
