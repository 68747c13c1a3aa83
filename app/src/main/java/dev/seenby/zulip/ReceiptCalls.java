package dev.seenby.zulip;

import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Steps;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /messages/{message_id}/read_receipts}: the ids of those who have read a message, bots too, ascending. Never
 * its sender, nor people who hide what they read, nor those who are deactivated or deleted, nor those who mute the caller or
 * whom the caller mutes: else they could tell that they are muted from what is read at once, or never. All are found before
 * the first is written, since they come by time of reading.
 */
final class ReceiptCalls {
    private static final int PAGE = 1_000;

    private final Receipts receipts;
    private final People people;
    private final Privacy privacy;
    private final Access access;

    ReceiptCalls(Services services, Access access) {
        this.receipts = services.receipts();
        this.people = services.people();
        this.privacy = services.privacy();
        this.access = access;
    }

    List<Call> calls() {
        return List.of(Call.get("/messages/:id/read_receipts", this::receipts));
    }

    private Future<Reply> receipts(Request request) {
        return access.message(request.caller(), request.argument())
                .compose(message -> mustBeEnabled(request).compose(enabled -> readers(request.caller(), message)))
                .map(ids -> output -> {
                    output.add(",\"user_ids\":[");
                    return AscendingIds.write(output, ids).map(written -> {
                        output.add("]");
                        return null;
                    });
                });
    }

    private Future<Void> mustBeEnabled(Request request) {
        return privacy.receiptsEnabled(request.app().sdkAppId()).map(enabled -> {
            if (!enabled) {
                throw ZulipException.badRequest("Read receipts are disabled in this organization.");
            }
            return null;
        });
    }

    private Future<int[]> readers(Person caller, Message message) {
        Collecting collecting = new Collecting(caller, message.facts());
        return Steps.untilDone(collecting::page).map(done -> collecting.ids.all());
    }

    /** All readers, page after page. */
    private final class Collecting {
        private final Person caller;
        private final MessageFacts message;
        private final AscendingIds ids = new AscendingIds();
        /** The last one of the page before. */
        private @Nullable Reader after;

        Collecting(Person caller, MessageFacts message) {
            this.caller = caller;
            this.message = message;
        }

        /** @return whether it was the last one */
        Future<Boolean> page() {
            return receipts.readers(message, after, PAGE).compose(page -> {
                List<Long> readers = page.items().stream()
                        .map(Reader::person)
                        .filter(person -> person != message.sender())
                        .toList();
                return shown(caller, readers).map(shown -> {
                    ids.add(shown);
                    after = page.next();
                    return after == null;
                });
            });
        }
    }

    /** The Zulip ids of those of the readers whom the caller may see. @param readers storage ids, at most 1,000 */
    private Future<int[]> shown(Person caller, List<Long> readers) {
        if (readers.isEmpty()) {
            return Future.succeededFuture(new int[0]);
        }
        Future<List<Person>> found = people.byIds(readers);
        Future<Set<Long>> muted = privacy.muted(caller, readers);
        return Future.all(found, muted).map(both -> found.result().stream()
                .filter(ReceiptCalls::isShown)
                .filter(person -> !muted.result().contains(person.id()))
                .mapToInt(Person::zulipId)
                .toArray());
    }

    private static boolean isShown(Person person) {
        return person.active() && !person.deleted() && person.sendsReadReceipts();
    }
}
