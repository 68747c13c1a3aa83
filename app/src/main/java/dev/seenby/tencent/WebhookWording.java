package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Webhooks;
import dev.seenby.storage.Webhooks.Event;
import dev.seenby.webhooks.ReadParts;
import dev.seenby.webhooks.Wording;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The callbacks as Tencent's documents show them (269/105355 for receipts; 1047/34372, 34373, 34375, 34377 and the recall's). Reads
 * that follow each other are one callback of at most 100 messages. {@code Operator_Account} is the administrator, for the record
 * does not keep who asked.
 */
public final class WebhookWording implements Wording {
    private static final int PEOPLE = 500;

    private final Webhooks webhooks;
    private final Messages messages;
    private final People people;
    private final Receipts receipts;

    public WebhookWording(Webhooks webhooks, Messages messages, People people, Receipts receipts) {
        this.webhooks = webhooks;
        this.messages = messages;
        this.people = people;
        this.receipts = receipts;
    }

    @Override
    public String query(App app, Letter letter, String secret, Instant now) {
        return CallbackQuery.of(app, letter.subject(), secret, now);
    }

    @Override
    public Letters of(App app, List<Event> events) {
        List<Pieces> pieces = new ArrayList<>();
        List<Event> reads = new ArrayList<>();
        for (Event event : events) {
            if (event.kind() == AppOptions.Event.READ) {
                reads.add(event);
                continue;
            }
            addReads(reads, pieces);
            pieces.add(new Pieces(event, List.of(event), others(app, event)));
        }
        addReads(reads, pieces);
        return new OneAfterTheOther(pieces.iterator());
    }

    private void addReads(List<Event> reads, List<Pieces> pieces) {
        if (!reads.isEmpty()) {
            List<Event> run = List.copyOf(reads);
            reads.clear();
            ReadParts parts = new ReadParts(run);
            pieces.add(new Pieces(run.get(run.size() - 1), run, new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return parts.hasNext();
                }

                @Override
                public Content next() {
                    ReadParts.Part part = parts.next();
                    return body -> reads(part, body);
                }
            }));
        }
    }

    /** Fills a body; false = there is nothing to tell any more. */
    private interface Content {
        Future<Boolean> into(ObjectNode body);
    }

    /** @param last the newest of the events */
    private record Pieces(Event last, List<Event> events, Iterator<Content> contents) {}

    /** Skips what has become nothing. */
    private static final class OneAfterTheOther implements Letters {
        private final Iterator<Pieces> all;
        private Optional<Pieces> current = Optional.empty();
        private int part;

        OneAfterTheOther(Iterator<Pieces> all) {
            this.all = all;
        }

        @Override
        public Future<Optional<Letter>> next() {
            while (current.filter(pieces -> pieces.contents().hasNext()).isEmpty()) {
                if (!all.hasNext()) {
                    return Future.succeededFuture(Optional.empty());
                }
                current = Optional.of(all.next());
                part = 0;
            }
            Pieces pieces = current.orElseThrow();
            int number = part++;
            Callback callback = Callback.of(pieces.last().kind());
            ObjectNode body = StrictJson.newObject()
                    .put("CallbackCommand", callback.command())
                    .put("GroupId", pieces.last().group().roomId())
                    .put("Type", GroupType.of(pieces.last().group().kind()).wireName);
            return pieces.contents().next().into(body).compose(any -> {
                if (!any) {
                    return next();
                }
                body.put("EventTime", pieces.last().at().toEpochMilli());
                return Future.succeededFuture(Optional.of(new Letter(
                        CallbackQuery.id(pieces.events(), number),
                        callback.command(),
                        Buffer.buffer(StrictJson.bytes(body)))));
            });
        }
    }

    private Iterator<Content> others(App app, Event event) {
        return switch (event.kind()) {
            case READ -> throw new IllegalArgumentException("reads are told together");
            case SENT -> List.<Content>of(body -> sent(app, event, body)).iterator();
            case RECALLED ->
                List.<Content>of(body -> recalled(app, event, body)).iterator();
            case JOINED ->
                crowd(event, some -> body -> {
                    body.put("JoinType", "Invited").put("Operator_Account", app.administrator());
                    return members(some, body.putArray("NewMemberList"));
                });
            case LEFT ->
                crowd(event, some -> body -> {
                    body.put("ExitType", "Kicked").put("Operator_Account", app.administrator());
                    return members(some, body.putArray("ExitMemberList"));
                });
            case GROUP_DELETED ->
                List.<Content>of(body -> destroyed(event, body)).iterator();
        };
    }

    private static Iterator<Content> crowd(Event event, Function<List<Long>, Content> content) {
        List<Content> contents = new ArrayList<>();
        List<Long> all = event.people();
        for (int from = 0; from < all.size(); from += PEOPLE) {
            contents.add(content.apply(all.subList(from, Math.min(all.size(), from + PEOPLE))));
        }
        return contents.iterator();
    }

    private Future<Boolean> members(List<Long> some, ArrayNode list) {
        return accounts(some).map(known -> {
            some.stream().filter(known::containsKey).forEach(one -> list.addObject()
                    .put("Member_Account", known.get(one)));
            return true;
        });
    }

    private Future<Map<Long, String>> accounts(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return people.byIds(ids).map(found -> {
            Map<Long, String> accounts = new HashMap<>();
            found.forEach(person -> accounts.put(person.id(), person.userId()));
            return accounts;
        });
    }

    private Future<Boolean> reads(ReadParts.Part part, ObjectNode body) {
        Positions within =
                new Positions(part.readers().firstKey(), part.readers().lastKey());
        return webhooks.messages(part.timeline(), within).compose(found -> {
            List<MessageFacts> read = found.stream()
                    .filter(facts -> part.readers().containsKey(facts.position()))
                    .toList();
            Collection<Long> readers =
                    part.readers().values().stream().flatMap(List::stream).collect(Collectors.toSet());
            Future<List<Counts>> counts = receipts.counts(read);
            Future<Map<Long, String>> names = accounts(readers);
            return Future.all(counts, names).map(both -> {
                ArrayNode list = body.putArray("GroupMsgReceiptList");
                for (int i = 0; i < read.size(); i++) {
                    Counts count = counts.result().get(i);
                    if (!count.deleted()) {
                        ObjectNode one = list.addObject()
                                .put("MsgSeq", read.get(i).clock())
                                .put("ReadNum", count.read())
                                .put("UnreadNum", count.unread());
                        ArrayNode members = one.putArray("ReadReceiptMembers");
                        part.readers().getOrDefault(read.get(i).position(), List.of()).stream()
                                .filter(names.result()::containsKey)
                                .forEach(reader -> members.addObject()
                                        .put("Member_Account", names.result().get(reader)));
                    }
                }
                return !list.isEmpty();
            });
        });
    }

    private Future<Boolean> sent(App app, Event event, ObjectNode body) {
        long clock = event.stretches().get(0).first();
        return messages.factsByClock(event.group().room(), List.of(clock))
                .compose(facts -> facts.isEmpty()
                        ? Future.succeededFuture(List.<Message>of())
                        : messages.byIds(app.sdkAppId(), List.of(facts.get(0).id())))
                .compose(found -> found.isEmpty() ? Future.succeededFuture(false) : sent(found.get(0), body));
    }

    private Future<Boolean> sent(Message message, ObjectNode body) {
        long sender = message.facts().sender();
        return accounts(List.of(sender)).map(known -> {
            String account = known.getOrDefault(sender, "");
            ObjectNode payload = StrictJson.object(message.payload().getBytes(StandardCharsets.UTF_8))
                    .orElseGet(StrictJson::newObject);
            body.put("From_Account", account).put("Operator_Account", account);
            body.put("Random", payload.path("Random").asLong(0))
                    .put("MsgSeq", message.facts().clock())
                    .put("MsgTime", message.sentAt().getEpochSecond())
                    .put("OnlineOnlyFlag", payload.path("OnlineOnlyFlag").asInt(0));
            if (payload.path("MsgBody").isArray()) {
                body.set("MsgBody", payload.get("MsgBody"));
            } else {
                body.putArray("MsgBody")
                        .addObject()
                        .put("MsgType", "TIMTextElem")
                        .putObject("MsgContent")
                        .put("Text", message.text());
            }
            body.put("CloudCustomData", payload.path("CloudCustomData").asText(""));
            return true;
        });
    }

    private static Future<Boolean> recalled(App app, Event event, ObjectNode body) {
        body.put("Operator_Account", app.administrator());
        body.putArray("MsgSeqList")
                .addObject()
                .put("MsgSeq", event.stretches().get(0).first());
        return Future.succeededFuture(true);
    }

    private Future<Boolean> destroyed(Event event, ObjectNode body) {
        Long owner = event.group().owner();
        List<Long> asked = new ArrayList<>(event.people());
        if (owner != null) {
            asked.add(owner);
        }
        return accounts(asked).map(known -> {
            body.put("Owner_Account", owner == null ? "" : known.getOrDefault(owner, ""))
                    .put("Name", event.group().displayName());
            ArrayNode list = body.putArray("MemberList");
            event.people().stream().filter(known::containsKey).forEach(one -> list.addObject()
                    .put("Member_Account", known.get(one)));
            return true;
        });
    }
}
