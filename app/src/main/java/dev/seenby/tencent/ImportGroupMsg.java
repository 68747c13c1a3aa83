package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code import_group_msg}: takes up to {@value #MAX_MESSAGES} messages over from elsewhere, with their times. They have no
 * read receipts, and nobody is told of them. Each is answered for itself: one whose time is not before now, not after the
 * group was made and not after its newest message, or before the time of the one taken before it, is not taken, 10004.
 */
final class ImportGroupMsg implements Command<ImportGroupMsg.Parameters> {
    private static final int MAX_MESSAGES = 7;
    /** 9999-12-31, in seconds. */
    private static final long LAST_TIME = 253_402_214_400L;

    private static final int TAKEN = 0;

    /**
     * @param time seconds since 1970
     * @param kept null = the message is too long
     */
    private record Item(String sender, long time, @Nullable Kept kept) {}

    /**
     * @param text what other dialects show
     * @param whole what is kept of the message, JSON
     * @param id always the same for the same message of a call
     */
    private record Kept(String text, String whole, String id) {}

    record Parameters(String groupId, List<Item> items) {}

    /** @param message null = it was not taken, for the reason that the code tells */
    private record Outcome(int code, @Nullable Future<Message> message) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Rooms rooms;
    private final Sending sending;
    private final InstantSource clock;

    ImportGroupMsg(Groups groups, Accounts accounts, Rooms rooms, Sending sending, InstantSource clock) {
        this.groups = groups;
        this.accounts = accounts;
        this.rooms = rooms;
        this.sending = sending;
        this.clock = clock;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "import_group_msg";
    }

    @Override
    public Parameters parse(Fields body) {
        List<Item> items = new ArrayList<>();
        for (Fields message : body.objects("MsgList", MAX_MESSAGES, ErrorCode.PARAMETER)) {
            items.add(item(message, items.size()));
        }
        body.flag("RecentContactFlag");
        body.optionalText("TopicId", Integer.MAX_VALUE);
        return new Parameters(Groups.id(body), items);
    }

    private static Item item(Fields message, int number) {
        String sender = message.account("From_Account");
        long time = message.integer("SendTime", 0, LAST_TIME);
        message.integer("Random", 0, Fields.UINT32, 0);
        return new Item(sender, time, keptUnlessTooLong(message, number + " " + sender + " " + time + " "));
    }

    private static @Nullable Kept keptUnlessTooLong(Fields message, String place) {
        try {
            String text = MessageBody.text(message);
            String whole = MessageBody.whole(message);
            return new Kept(text, whole, place + whole);
        } catch (TencentException error) {
            if (error.code() == ErrorCode.MESSAGE_TOO_LONG) {
                return null;
            }
            throw error;
        }
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.findWithHistory(call.app(), asked.groupId())
                .compose(room -> accounts.all(
                                call.app(),
                                asked.items().stream().map(Item::sender).collect(Collectors.toSet()))
                        .compose(senders -> newest(room).map(newest -> decide(room, asked, senders, newest))))
                .compose(outcomes -> Future.join(outcomes.stream()
                                .map(Outcome::message)
                                .filter(message -> message != null)
                                .toList())
                        .map(all -> write(asked, outcomes)));
    }

    /** The second of the group's newest message; before all times if there is none. */
    private Future<Long> newest(Room room) {
        return rooms.statuses(List.of(room.id())).map(found -> found.stream()
                .findFirst()
                .map(Rooms.Status::lastMessageAt)
                .map(Instant::getEpochSecond)
                .orElse(-1L));
    }

    /** All that are taken go out at once; what goes out first has the smaller MsgSeq. */
    private List<Outcome> decide(Room room, Parameters asked, Map<String, Person> senders, long newest) {
        long now = clock.instant().getEpochSecond();
        long after = Math.max(newest, room.createdAt().getEpochSecond());
        long before = after + 1;
        List<Outcome> outcomes = new ArrayList<>();
        for (Item item : asked.items()) {
            if (item.time() < before || item.time() >= now) {
                outcomes.add(new Outcome(ErrorCode.PARAMETER.number, null));
            } else if (item.kept() == null) {
                outcomes.add(new Outcome(ErrorCode.MESSAGE_TOO_LONG.number, null));
            } else {
                before = item.time();
                outcomes.add(new Outcome(TAKEN, sending.importOld(newMessage(room, senders, item, item.kept()))));
            }
        }
        return outcomes;
    }

    private static NewMessage newMessage(Room room, Map<String, Person> senders, Item item, Kept kept) {
        Person sender = senders.get(item.sender());
        if (sender == null) {
            throw ErrorCode.NO_ACCOUNT.error();
        }
        return new NewMessage(
                null,
                // So that a call that comes again while the first is under way takes nothing twice.
                Names.idOf(room.id() + " " + kept.id()),
                room.id(),
                TimelineKey.SILENT,
                sender.id(),
                Instant.ofEpochSecond(item.time()),
                kept.text(),
                kept.whole(),
                null,
                null,
                null);
    }

    private static Buffer write(Parameters asked, List<Outcome> outcomes) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("ImportMsgResult");
        for (int i = 0; i < outcomes.size(); i++) {
            Future<Message> message = outcomes.get(i).message();
            list.addObject()
                    .put(
                            "MsgSeq",
                            message == null ? 0 : message.result().facts().clock())
                    .put("MsgTime", asked.items().get(i).time())
                    .put("Result", outcomes.get(i).code());
        }
        return Envelope.ok(answer);
    }
}
