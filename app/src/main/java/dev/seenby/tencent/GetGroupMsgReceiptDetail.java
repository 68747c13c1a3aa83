package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_group_msg_receipt_detail}: who has read one message, or who has not, at most {@value #MAX_COUNT} a page. A page
 * may hold fewer than were asked for, even none, though more follow. The sender is in neither list, so the lists are as long
 * as the counts of {@link GetGroupMsgReceipt} say. With {@code WithReadTime:1}, an extension, each reader has {@code Read_Time}.
 */
final class GetGroupMsgReceiptDetail implements Command<GetGroupMsgReceiptDetail.Parameters> {
    private static final int MAX_COUNT = 200;
    private static final int READERS = 0;
    private static final int UNREADERS = 1;

    /** @param count 1 to {@value #MAX_COUNT} */
    record Parameters(String groupId, long message, boolean readers, String cursor, int count, boolean withTime) {}

    /** @param cursor of the page after it; null = it is the last */
    private record Answer(List<Reader> people, @Nullable String cursor) {}

    private final Groups groups;
    private final MessageFactsCache facts;
    private final Receipts receipts;
    private final Registration registration;

    GetGroupMsgReceiptDetail(Groups groups, MessageFactsCache facts, Receipts receipts, Registration registration) {
        this.groups = groups;
        this.facts = facts;
        this.receipts = receipts;
        this.registration = registration;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "get_group_msg_receipt_detail";
    }

    @Override
    public Parameters parse(Fields body) {
        long message = body.integer("MsgSeq", 0, Fields.UINT32);
        boolean readers = renamed(body, "Filter", "Flag", READERS, UNREADERS) == READERS;
        String cursor = cursor(body);
        long count = renamed(body, "Count", "Num", 1, Fields.UINT32);
        boolean withTime = body.flag("WithReadTime");
        return new Parameters(Groups.id(body), message, readers, cursor, (int) Math.min(count, MAX_COUNT), withTime);
    }

    /** A number that clients know by either of two names. */
    private static long renamed(Fields body, String name, String other, long min, long max) {
        if (!body.has(other)) {
            return body.integer(name, min, max);
        }
        long number = body.integer(other, min, max);
        if (body.has(name) && body.integer(name, min, max) != number) {
            throw body.wrong(other, "differs from " + name);
        }
        return number;
    }

    /** Some clients have a number, which can be 0 alone, and some leave out what is empty. */
    private static String cursor(Fields body) {
        if (!body.has("Cursor")) {
            return ReceiptCursor.NONE;
        }
        if (body.json().path("Cursor").isNumber()) {
            return Long.toString(body.integer("Cursor", 0, 0));
        }
        String cursor = body.text("Cursor", Integer.MAX_VALUE);
        return cursor.isEmpty() ? ReceiptCursor.NONE : cursor;
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.findWithReceipts(call.app(), asked.groupId())
                .compose(room -> find(room, asked.message())
                        .compose(found ->
                                found.isPresent() ? Future.succeededFuture(found) : findAnew(call, room, asked)))
                .map(found -> found.orElseThrow(ErrorCode.NO_RECEIPT::error))
                .compose(message -> answer(call, message, asked).compose(answer -> write(asked, answer)));
    }

    /** When the message is not there, it may be the group that is not, or not the one that this node remembers. */
    private Future<Optional<MessageFacts>> findAnew(Call call, Room known, Parameters asked) {
        return groups.findAnewWithReceipts(call.app(), asked.groupId())
                .compose(room -> room.id() == known.id()
                        ? Future.succeededFuture(Optional.empty())
                        : find(room, asked.message()));
    }

    /** Empty also for one that was recalled or has no receipts. */
    private Future<Optional<MessageFacts>> find(Room room, long clock) {
        return facts.byClock(room.id(), List.of(clock)).compose(found -> {
            MessageFacts message = found.get(clock);
            if (message == null || message.timelineKind() == TimelineKey.Kind.SILENT) {
                return Future.succeededFuture(Optional.empty());
            }
            // A node remembers what another one has deleted; the counts know.
            return receipts.counts(List.of(message))
                    .map(counts -> counts.get(0).deleted() ? Optional.empty() : Optional.of(message));
        });
    }

    private Future<Answer> answer(Call call, MessageFacts message, Parameters asked) {
        ReceiptCursor cursor = new ReceiptCursor(call.app(), message, asked.readers());
        Reader after = null;
        if (!asked.cursor().equals(ReceiptCursor.NONE)) {
            after = cursor.read(asked.cursor())
                    .orElseThrow(() -> ErrorCode.PARAMETER.error("Cursor is not one of this list of this message"));
        }
        return asked.readers() ? readers(message, cursor, after, asked) : unreaders(message, cursor, after, asked);
    }

    /** One more is looked for than was asked for: the sender, whose own read comes first, shall not make a page short. */
    private Future<Answer> readers(
            MessageFacts message, ReceiptCursor cursor, @Nullable Reader after, Parameters asked) {
        return receipts.readers(message, after, asked.count() + 1).map(page -> {
            List<Reader> others = page.items().stream()
                    .filter(reader -> reader.person() != message.sender())
                    .toList();
            boolean more = others.size() > asked.count();
            List<Reader> shown = more ? others.subList(0, asked.count()) : others;
            Reader next = more ? shown.get(shown.size() - 1) : page.next();
            return new Answer(shown, next == null ? null : cursor.after(next));
        });
    }

    private Future<Answer> unreaders(
            MessageFacts message, ReceiptCursor cursor, @Nullable Reader after, Parameters asked) {
        return receipts.unreaders(message, after == null ? 0 : after.person(), asked.count())
                .map(page -> {
                    List<Reader> people = page.items().stream()
                            .map(person -> new Reader(person, Instant.EPOCH))
                            .toList();
                    Long next = page.next();
                    return new Answer(people, next == null ? null : cursor.after(next));
                });
    }

    private Future<Buffer> write(Parameters asked, Answer answer) {
        List<Long> ids = answer.people().stream().map(Reader::person).toList();
        return registration.byIds(ids).map(known -> write(asked, answer, known));
    }

    private static Buffer write(Parameters asked, Answer answer, Map<Long, Person> known) {
        ObjectNode body = StrictJson.newObject();
        int finished = answer.cursor() == null ? 1 : 0;
        body.put("Cursor", answer.cursor() == null ? ReceiptCursor.NONE : answer.cursor());
        // The documents' samples have the first name, their table the second; clients read one or the other.
        body.put("IsFinish", finished).put("IsFinished", finished);
        body.put("MsgSeq", asked.message());
        ArrayNode list = body.putArray(asked.readers() ? "ReadList" : "UnreadList");
        for (Reader reader : answer.people()) {
            Person person = known.get(reader.person());
            if (person != null) {
                ObjectNode item =
                        list.addObject().put(asked.readers() ? "Read_Account" : "Unread_Account", person.userId());
                if (asked.readers() && asked.withTime()) {
                    item.put("Read_Time", reader.readAt().toEpochMilli());
                }
            }
        }
        return Envelope.ok(body);
    }
}
