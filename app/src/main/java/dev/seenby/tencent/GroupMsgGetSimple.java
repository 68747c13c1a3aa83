package dev.seenby.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Messages.Place;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code group_msg_get_simple}: messages of a group, newest first, at most {@value #MAX_MESSAGES} and about {@value #MAX_BYTES} bytes.
 * Every {@code MsgSeq} down from {@code ReqMsgSeq} has its item, so that the next page starts below the smallest; that of a
 * recalled message is a place without a body.
 */
final class GroupMsgGetSimple implements Command<GroupMsgGetSimple.Parameters> {
    private static final int MAX_MESSAGES = 20;
    /** Of all bodies together; the first is answered whatever it has. */
    private static final int MAX_BYTES = 1_000_000;

    private static final int DELETED = 1;
    private static final int RECALLED = 2;
    private static final int CUT = 0;
    private static final int ALL = 1;
    private static final int CUT_AND_ALL_GONE = 2;

    /** As {@code MsgPriority} of a request is called in an answer. */
    private static final Map<String, Integer> PRIORITIES = Map.of("High", 1, "Normal", 2, "Low", 3, "Lowest", 4);

    /** @param last the greatest MsgSeq */
    record Parameters(String groupId, long number, long last, boolean withRecalled) {}

    private final Groups groups;
    private final Messages messages;
    private final Registration registration;

    GroupMsgGetSimple(Groups groups, Messages messages, Registration registration) {
        this.groups = groups;
        this.messages = messages;
        this.registration = registration;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "group_msg_get_simple";
    }

    @Override
    public Parameters parse(Fields body) {
        long number = body.integer("ReqMsgNumber", 1, Fields.UINT32);
        long last = body.integer("ReqMsgSeq", 0, Fields.UINT32, Long.MAX_VALUE);
        boolean withRecalled = body.flag("WithRecalledMsg");
        body.optionalText("TopicId", Integer.MAX_VALUE);
        return new Parameters(Groups.id(body), number, last, withRecalled);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.findWithHistory(call.app(), asked.groupId())
                .compose(room -> places(room, asked)
                        .compose(
                                found -> found.isEmpty() ? findAnew(call, room, asked) : Future.succeededFuture(found)))
                .compose(found -> registration
                        .byIds(found.stream()
                                .map(place -> place.message().facts().sender())
                                .collect(Collectors.toSet()))
                        .map(senders -> write(asked, found, senders)));
    }

    /** When nothing is there, it may be the group that is not, or not the one that this node remembers. */
    private Future<List<Place>> findAnew(Call call, Room known, Parameters asked) {
        return groups.findAnew(call.app(), asked.groupId())
                .compose(room -> room.id() == known.id() ? Future.succeededFuture(List.of()) : places(room, asked));
    }

    private Future<List<Place>> places(Room room, Parameters asked) {
        return messages.places(room.id(), asked.last(), (int) Math.min(asked.number(), MAX_MESSAGES));
    }

    private static Buffer write(Parameters asked, List<Place> found, Map<Long, Person> senders) {
        ObjectNode answer = StrictJson.newObject();
        answer.put("GroupId", asked.groupId());
        answer.put("IsFinished", ALL);
        ArrayNode list = answer.putArray("RspMsgList");
        int bytes = 0;
        for (Place place : found) {
            ObjectNode item =
                    item(asked, place, senders.get(place.message().facts().sender()));
            bytes += StrictJson.bytes(item).length;
            if (bytes > MAX_BYTES && !list.isEmpty()) {
                break;
            }
            list.add(item);
        }
        answer.put("IsFinished", finished(asked, found, list.size()));
        return Envelope.ok(answer);
    }

    /** Whether all that was asked for is answered. */
    private static int finished(Parameters asked, List<Place> found, int answered) {
        long lowest = found.isEmpty()
                ? 1
                : found.get(found.size() - 1).message().facts().clock();
        boolean cut = answered < found.size() || (answered < asked.number() && lowest > 1);
        if (!cut) {
            return ALL;
        }
        return found.subList(0, answered).stream().allMatch(Place::deleted) ? CUT_AND_ALL_GONE : CUT;
    }

    private static ObjectNode item(Parameters asked, Place place, @Nullable Person sender) {
        JsonNode payload = StrictJson.value(place.message().payload()).orElseGet(StrictJson::newObject);
        ObjectNode item = StrictJson.newObject();
        item.put("From_Account", sender == null ? "" : sender.userId());
        item.put("IsPlaceMsg", !place.deleted() ? 0 : asked.withRecalled() ? RECALLED : DELETED);
        item.set(
                "MsgBody",
                place.deleted() ? StrictJson.newObject().arrayNode() : MessageBody.of(place.message(), payload));
        item.put(
                "MsgPriority",
                PRIORITIES.getOrDefault(payload.path("MsgPriority").asText(), PRIORITIES.get("Normal")));
        item.put("MsgRandom", payload.path("Random").asLong(0));
        item.put("MsgSeq", place.message().facts().clock());
        item.put("MsgTimeStamp", place.message().sentAt().getEpochSecond());
        item.put("IsSystemMsg", 0);
        for (String kept : List.of("CloudCustomData", "To_Account")) {
            if (payload.hasNonNull(kept) && payload.has("MsgBody")) {
                item.set(kept, payload.get(kept));
            }
        }
        return item;
    }
}
