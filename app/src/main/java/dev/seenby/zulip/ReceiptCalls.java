package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /messages/{message_id}/read_receipts}: the ids of those who have read a message, bots too, ascending. Never
 * its sender, nor people who hide what they read, nor those who are deactivated or deleted. All are found before the first
 * is written, since they come by time of reading.
 */
final class ReceiptCalls {
    /** Under which the storage keeps the organisation's switch; absent = on. */
    static final String ENABLED = "zulip/realm/enable_read_receipts";

    private static final int PAGE = 1_000;

    private final Receipts receipts;
    private final People people;
    private final Apps apps;
    private final Access access;

    ReceiptCalls(Services services, Access access) {
        this.receipts = services.receipts();
        this.people = services.people();
        this.apps = services.apps();
        this.access = access;
    }

    List<Call> calls() {
        return List.of(Call.get("/messages/:id/read_receipts", this::receipts));
    }

    private Future<Reply> receipts(Request request) {
        return access.message(request.caller(), request.argument())
                .compose(message -> mustBeEnabled(request).compose(enabled -> readers(message)))
                .map(ids -> output -> {
                    output.add(",\"user_ids\":[");
                    return AscendingIds.write(output, ids).map(written -> {
                        output.add("]");
                        return null;
                    });
                });
    }

    private Future<Void> mustBeEnabled(Request request) {
        return apps.settings(request.app().sdkAppId()).map(changed -> {
            String json = changed.getOrDefault(ENABLED, "true");
            if (!StrictJson.value(json).filter(value -> value.asBoolean()).isPresent()) {
                throw ZulipException.badRequest("Read receipts are disabled in this organization.");
            }
            return null;
        });
    }

    private Future<int[]> readers(Message message) {
        AscendingIds ids = new AscendingIds();
        return collect(message.facts(), null, ids).map(all -> ids.all());
    }

    private Future<Void> collect(MessageFacts message, @Nullable Reader after, AscendingIds ids) {
        return receipts.readers(message, after, PAGE).compose(page -> {
            List<Long> readers = page.items().stream()
                    .map(Reader::person)
                    .filter(person -> person != message.sender())
                    .toList();
            Future<List<Person>> found = readers.isEmpty() ? Future.succeededFuture(List.of()) : people.byIds(readers);
            return found.compose(persons -> {
                ids.add(persons.stream()
                        .filter(ReceiptCalls::isShown)
                        .mapToInt(Person::zulipId)
                        .toArray());
                return page.next() == null ? Future.succeededFuture() : collect(message, page.next(), ids);
            });
        });
    }

    private static boolean isShown(Person person) {
        return person.active() && !person.deleted() && person.sendsReadReceipts();
    }
}
