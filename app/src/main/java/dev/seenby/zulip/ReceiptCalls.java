package dev.seenby.zulip;

import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Steps;
import dev.seenby.receipts.Told;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /messages/{message_id}/read_receipts}: the ids of those who have read a message, bots too, ascending. Never
 * its sender, nor people who hide what they read, nor those who are deactivated or deleted, nor those who mute the caller or
 * whom the caller mutes: else they could tell that they are muted from what is read at once, or never. All are found before
 * the first is written, since they come by time of reading.
 */
final class ReceiptCalls {
    private static final int PAGE = 1_000;
    private static final String BEGIN = ",\"user_ids\":[";
    private static final String END = "]";

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
        return List.of(Call.get("/messages/:id/read_receipts", this::receipts).atOnce());
    }

    /** The receipts of a message, as they were told to a caller. */
    private record Asked(long caller, String message) {}

    private Future<Reply> receipts(Request request) {
        Asked asked = new Asked(request.caller().id(), request.argument());
        return receipts.told(request.known(), asked).compose(told -> told.map(ids -> Future.succeededFuture(reply(ids)))
                .orElseGet(() -> anew(request, asked)));
    }

    private Future<Reply> anew(Request request, Asked asked) {
        long since = request.known().now();
        return access.message(request.known(), request.caller(), request.argument())
                .compose(message -> mustBeEnabled(request).compose(enabled -> readers(request, message.facts())))
                .map(found -> {
                    int[] ids = found.ids.all();
                    if (found.readers > PAGE) {
                        return output -> AscendingIds.write(output.add(BEGIN), ids)
                                .map(written -> {
                                    output.add(END);
                                    return null;
                                });
                    }
                    byte[] text = IntStream.of(ids)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(","))
                            .getBytes(StandardCharsets.US_ASCII);
                    request.known().keep(Told.class, asked, new Told(found.message, found.readers, text), since);
                    return reply(text);
                });
    }

    /** @param ids with commas between them */
    private static Reply reply(byte[] ids) {
        return output -> {
            output.add(BEGIN).add(ids).add(END);
            return Future.succeededFuture();
        };
    }

    private Future<Void> mustBeEnabled(Request request) {
        long app = request.app().sdkAppId();
        return request.known()
                .one(Boolean.class, Privacy.ENABLED, () -> privacy.receiptsEnabled(app)
                        .map(Optional::of))
                .map(enabled -> {
                    if (!enabled.orElse(true)) {
                        throw ZulipException.badRequest("Read receipts are disabled in this organization.");
                    }
                    return null;
                });
    }

    private Future<Collecting> readers(Request request, MessageFacts message) {
        Collecting collecting = new Collecting(request, message);
        return Steps.untilDone(collecting::page).map(done -> collecting);
    }

    /** All readers, page after page. */
    private final class Collecting {
        private final Request request;
        private final MessageFacts message;
        private final AscendingIds ids = new AscendingIds();
        /** All of them but the sender, those who are not shown too. */
        private int readers;
        /** The last one of the page before. */
        private @Nullable Reader after;

        Collecting(Request request, MessageFacts message) {
            this.request = request;
            this.message = message;
        }

        /** @return whether it was the last one */
        Future<Boolean> page() {
            return receipts.readers(message, after, PAGE).compose(page -> {
                List<Long> some = page.items().stream()
                        .map(Reader::person)
                        .filter(person -> person != message.sender())
                        .toList();
                return shown(request, some).map(shown -> {
                    ids.add(shown);
                    readers += some.size();
                    after = page.next();
                    return after == null;
                });
            });
        }
    }

    /** The Zulip ids of those of the readers whom the caller may see. @param readers storage ids, at most 1,000 */
    private Future<int[]> shown(Request request, List<Long> readers) {
        if (readers.isEmpty()) {
            return Future.succeededFuture(new int[0]);
        }
        Future<Map<Long, Person>> found = request.known().all(Person.class, readers, people::byIds, Person::id);
        Future<Set<Long>> muted = privacy.muted(request.known(), request.caller(), readers);
        return Future.all(found, muted).map(both -> found.result().values().stream()
                .filter(ReceiptCalls::isShown)
                .filter(person -> !muted.result().contains(person.id()))
                .mapToInt(Person::zulipId)
                .toArray());
    }

    private static boolean isShown(Person person) {
        return person.active() && !person.deleted() && person.sendsReadReceipts();
    }
}
