package dev.seenby.rocketchat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Steps;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code chat.getMessageReadReceipts}: who has read a message, and when, by time of reading, the sender included. All of
 * them, unless {@code offset} or {@code count} is given; people who hide what they read are not there.
 */
final class ReceiptCalls {
    private static final int PAGE = 1_000;
    private static final String METHOD = "getReadReceipts";

    private final Receipts receipts;
    private final Registration registration;
    private final Access access;

    ReceiptCalls(Services services, Access access) {
        this.receipts = services.receipts();
        this.registration = services.registration();
        this.access = access;
    }

    List<Call> calls() {
        return List.of(Call.get("chat.getMessageReadReceipts", this::receipts));
    }

    private Future<Reply> receipts(Request request) {
        String messageId = request.query().text("messageId");
        if (messageId == null || messageId.isEmpty()) {
            throw RocketChatException.raw(
                    400,
                    StrictJson.newObject()
                            .put("error", "The required 'messageId' param is missing.")
                            .put("success", false));
        }
        Paging paging =
                given(request, "offset") || given(request, "count") ? Paging.of(request) : new Paging(0, Paging.ALL);
        return access.message(
                        request.caller(),
                        messageId,
                        () -> RocketChatException.inMethod("Invalid message", "error-invalid-message", METHOD),
                        () -> RocketChatException.inMethod("Invalid room", "error-invalid-room", METHOD))
                .map(found -> (Reply.Streamed) output -> {
                    output.add("{\"receipts\":[");
                    Future<Void> written = request.settings().on(Setting.Message_Read_Receipt_Store_Users)
                            ? Steps.untilDone(new Writing(found, paging, output)::page)
                            : Future.succeededFuture();
                    return written.compose(
                            done -> output.add("],\"success\":true}").end());
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
        private long toSkip;
        private int toWrite;
        private boolean any;
        /** The last one of the page before. */
        private @Nullable Reader after;

        Writing(Access.Found found, Paging paging, Output output) {
            this.message = found.message();
            this.output = output;
            this.messageId = escaped(message.stringId());
            this.roomId = escaped(found.seat().room().roomId());
            this.toSkip = paging.offset();
            this.toWrite = paging.count();
        }

        /** @return whether it was the last one that is wanted */
        Future<Boolean> page() {
            return receipts.readers(message.facts(), after, PAGE).compose(page -> registration
                    .byIds(page.items().stream().map(Reader::person).toList())
                    .compose(persons -> {
                        page.items().forEach(reader -> take(reader, persons.get(reader.person())));
                        after = page.next();
                        return output.flush().map(flushed -> after == null || toWrite == 0);
                    }));
        }

        private void take(Reader reader, @Nullable Person person) {
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
            output.add(any ? ",{\"_id\":\"" : "{\"_id\":\"").add(messageId).add(userId);
            output.add("\",\"roomId\":\"").add(roomId);
            output.add("\",\"userId\":\"").add(userId);
            output.add("\",\"messageId\":\"").add(messageId);
            output.add("\",\"ts\":\"").add(Times.iso(reader.readAt()));
            if (person.deleted()) {
                output.add("\"}");
            } else {
                output.add("\",\"user\":{\"username\":\"").add(escaped(person.username()));
                output.add("\",\"name\":\"").add(escaped(person.name()));
                output.add("\",\"_id\":\"").add(userId).add("\"}}");
            }
            any = true;
        }
    }

    private static byte[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }
}
