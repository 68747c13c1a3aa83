package dev.seenby.rocketchat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Steps;
import dev.seenby.receipts.Told;
import dev.seenby.storage.Message;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code chat.getMessageReadReceipts}: who has read a message, and when, by time of reading, the sender included. All of
 * them, unless {@code offset} or {@code count} is given; people who hide what they read are not there.
 */
final class ReceiptCalls {
    private static final int PAGE = 1_000;
    /** About what one takes. */
    private static final int RECEIPT_BYTES = 300;

    private static final String METHOD = "getReadReceipts";
    private static final String BEGIN = "{\"receipts\":[";
    private static final String END = "],\"success\":true}";

    private final Receipts receipts;
    private final People people;
    private final Access access;

    ReceiptCalls(Services services, Access access) {
        this.receipts = services.receipts();
        this.people = services.people();
        this.access = access;
    }

    List<Call> calls() {
        return List.of(Call.get("chat.getMessageReadReceipts", this::receipts).atOnce());
    }

    /** All receipts of a message, as they were told to a caller. */
    private record Asked(long caller, String message) {}

    private Future<Reply> receipts(Request request) {
        String messageId = request.query().text("messageId");
        if (messageId == null || messageId.isEmpty()) {
            throw RocketChatException.raw(
                    400,
                    StrictJson.newObject()
                            .put("error", "The required 'messageId' param is missing.")
                            .put("success", false));
        }
        if (given(request, "offset") || given(request, "count")) {
            return anew(request, messageId, Paging.of(request), null);
        }
        Asked asked = new Asked(request.caller().id(), messageId);
        return receipts.told(request.known(), asked).compose(told -> told.map(all -> Future.succeededFuture(reply(all)))
                .orElseGet(() -> anew(request, messageId, new Paging(0, Paging.ALL), asked)));
    }

    /** @param all receipts with commas between them */
    private static Reply reply(byte[] all) {
        return (Reply.Streamed) output -> output.add(BEGIN).add(all).add(END).end();
    }

    /** @param asked null = it is not all that is asked for */
    private Future<Reply> anew(Request request, String messageId, Paging paging, @Nullable Asked asked) {
        long since = request.known().now();
        return access.message(
                        request.known(),
                        request.caller(),
                        messageId,
                        () -> RocketChatException.inMethod("Invalid message", "error-invalid-message", METHOD),
                        () -> RocketChatException.inMethod("Invalid room", "error-invalid-room", METHOD))
                .map(found -> (Reply.Streamed) output -> {
                    output.add(BEGIN);
                    if (!request.settings().on(Setting.Message_Read_Receipt_Store_Users)) {
                        return output.add(END).end();
                    }
                    Writing writing = new Writing(request, found, paging, output);
                    return Steps.untilDone(writing::page).compose(done -> {
                        if (asked != null && writing.pages == 1) {
                            Told told = new Told(found.message().facts(), writing.readers, writing.part.getBytes());
                            request.known().keep(Told.class, asked, told, since);
                        }
                        return output.add(END).end();
                    });
                });
    }

    private static boolean given(Request request, String name) {
        String value = request.query().text(name);
        return value != null && !value.isBlank();
    }

    /** The receipts of one message on their way out, a page of readers at a time. */
    private final class Writing {
        private final Message message;
        private final Output output;
        private final byte[] messageId;
        private final byte[] roomId;
        private final Request request;
        private long toSkip;
        private int toWrite;
        private boolean any;
        private int pages;
        /** All of them but the sender, those who are not shown too. */
        private int readers;
        /** The receipts of this page. */
        private Buffer part = Buffer.buffer();
        /** The last one of the page before. */
        private @Nullable Reader after;

        Writing(Request request, Access.Found found, Paging paging, Output output) {
            this.request = request;
            this.message = found.message();
            this.output = output;
            this.messageId = escaped(message.stringId());
            this.roomId = escaped(found.seat().room().roomId());
            this.toSkip = paging.offset();
            this.toWrite = paging.count();
        }

        /** @return whether it was the last one that is wanted */
        Future<Boolean> page() {
            return receipts.readers(message.facts(), after, PAGE).compose(page -> request.known()
                    .all(Person.class, page.items().stream().map(Reader::person).toList(), people::byIds, Person::id)
                    .compose(persons -> {
                        part = Buffer.buffer(page.items().size() * RECEIPT_BYTES);
                        page.items().forEach(reader -> take(reader, persons.get(reader.person())));
                        pages++;
                        after = page.next();
                        output.add(part);
                        return output.flush().map(flushed -> after == null || toWrite == 0);
                    }));
        }

        private void take(Reader reader, @Nullable Person person) {
            if (reader.person() != message.facts().sender()) {
                readers++;
            }
            if (person == null || !person.sendsReadReceipts() || toWrite == 0) {
                return;
            }
            if (toSkip > 0) {
                toSkip--;
                return;
            }
            if (toWrite != Paging.ALL) {
                toWrite--;
            }
            write(reader, person);
        }

        private void write(Reader reader, Person person) {
            byte[] userId = escaped(person.rocketChatId());
            part.appendString(any ? ",{\"_id\":\"" : "{\"_id\":\"")
                    .appendBytes(messageId)
                    .appendBytes(userId)
                    .appendString("\",\"roomId\":\"")
                    .appendBytes(roomId)
                    .appendString("\",\"userId\":\"")
                    .appendBytes(userId)
                    .appendString("\",\"messageId\":\"")
                    .appendBytes(messageId)
                    .appendString("\",\"ts\":\"")
                    .appendString(Times.iso(reader.readAt()));
            if (person.deleted()) {
                part.appendString("\"}");
            } else {
                part.appendString("\",\"user\":{\"username\":\"")
                        .appendBytes(escaped(person.username()))
                        .appendString("\",\"name\":\"")
                        .appendBytes(escaped(person.name()))
                        .appendString("\",\"_id\":\"")
                        .appendBytes(userId)
                        .appendString("\"}}");
            }
            any = true;
        }
    }

    private static byte[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }
}
