package dev.seenby.tencent;

import dev.seenby.http.StrictJson;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code send_group_msg}: sends a message into a group, as the administrator or as {@code From_Account}. Sent again with
 * the same {@code Random} within five minutes it is the same message, with the same {@code MsgSeq}. One with {@code
 * OnlineOnlyFlag:1} is kept nowhere, so its {@code MsgSeq} is 0.
 */
final class SendGroupMsg implements Command<SendGroupMsg.Parameters> {
    private static final int CLOUD_CUSTOM_DATA_BYTES = 8_000;
    private static final int RECEIVERS = 50;
    private static final int MENTIONS = 500;
    private static final int MENTIONS_KEPT = 100;
    private static final Set<String> PRIORITIES = Set.of("High", "Normal", "Low", "Lowest");
    private static final Set<String> CALLBACKS = Set.of("ForbidBeforeSendMsgCallback", "ForbidAfterSendMsgCallback");
    private static final Set<String> CONTROLS = Set.of("NoUnread", "NoLastMsg", "WithMuteNotifications");

    /**
     * @param sender null = the administrator who calls
     * @param directed whether it is for some of the group only
     * @param onlineOnly whether it is for those alone who are there now
     * @param receipted whether the message asks for read receipts and can have them
     * @param mentioned accounts that are spoken to by name
     * @param toAll whether everybody is
     * @param text what other dialects show
     * @param whole what is kept of the message, JSON
     */
    record Parameters(
            String groupId,
            @Nullable String sender,
            long random,
            boolean directed,
            boolean onlineOnly,
            boolean receipted,
            Set<String> mentioned,
            boolean toAll,
            String text,
            String whole) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Sending sending;
    private final CallLimit limits;
    private final InstantSource clock;

    SendGroupMsg(Groups groups, Accounts accounts, Sending sending, CallLimit limits, InstantSource clock) {
        this.groups = groups;
        this.accounts = accounts;
        this.sending = sending;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "send_group_msg";
    }

    @Override
    public Parameters parse(Fields body) {
        long random = body.integer("Random", 0, Fields.UINT32);
        String sender = body.optionalAccount("From_Account");
        boolean receipt = body.flag("NeedReadReceipt");
        // The receivers of a directed message are not the group's members, who are whom receipts count.
        List<String> receivers = body.optionalAccounts("To_Account", RECEIVERS, ErrorCode.PARAMETER);
        checkOptions(body);
        Set<String> mentioned = new LinkedHashSet<>();
        boolean toAll = mentions(body, mentioned);
        String text = MessageBody.text(body);
        return new Parameters(
                Groups.id(body),
                sender,
                random,
                !receivers.isEmpty(),
                body.flag("OnlineOnlyFlag"),
                receipt && receivers.isEmpty(),
                mentioned,
                toAll,
                text,
                MessageBody.whole(body));
    }

    /** @return whether everybody is spoken to */
    private static boolean mentions(Fields body, Set<String> accounts) {
        boolean toAll = false;
        for (Fields mention : body.optionalObjects("GroupAtInfo", MENTIONS, ErrorCode.PARAMETER)) {
            if (mention.flag("GroupAtAllFlag")) {
                toAll = true;
            } else {
                accounts.add(mention.account("GroupAt_Account"));
            }
        }
        return toAll;
    }

    private static void checkOptions(Fields body) {
        body.optionalWord("MsgPriority", PRIORITIES);
        boolean onlineOnly = body.flag("OnlineOnlyFlag");
        if (!body.optionalWords("SendMsgControl", CONTROLS).isEmpty() && onlineOnly) {
            throw body.wrong("SendMsgControl", "cannot be given with OnlineOnlyFlag 1");
        }
        body.optionalWords("ForbidCallbackControl", CALLBACKS);
        body.optionalText("CloudCustomData", CLOUD_CUSTOM_DATA_BYTES);
        body.optionalObject("OfflinePushInfo");
        body.optionalText("TopicId", Integer.MAX_VALUE);
        body.flag("SupportMessageExtension");
    }

    @Override
    public Future<Buffer> run(Call call, Parameters message) {
        String sender = Objects.requireNonNullElse(message.sender(), call.identifier());
        Set<String> named = new LinkedHashSet<>(message.mentioned());
        named.add(sender);
        return groups.find(call.app(), message.groupId()).compose(room -> {
            if (message.directed() && !room.kind().carriesReceipts()) {
                throw ErrorCode.NO_PERMISSION.error("groups of this type have no directed messages");
            }
            return accounts.known(call.app(), named).compose(known -> mayBeSent(call, room, known, sender)
                    .compose(from -> message.onlineOnly()
                            ? Future.succeededFuture(write(clock.instant(), 0))
                            : send(room, from, known, message)));
        });
    }

    /** Fails with 10019 if there is no such sender, then with 10023 if the group has had as many messages as it may. */
    private Future<Person> mayBeSent(Call call, Room room, Map<String, Person> known, String sender) {
        Person person = known.get(sender);
        if (person == null) {
            throw ErrorCode.NO_ACCOUNT.error();
        }
        return limits.acquireMessage(call.app(), room.id()).map(verdict -> {
            if (!verdict.accepted()) {
                throw ErrorCode.MESSAGE_FREQUENCY.error();
            }
            return person;
        });
    }

    private Future<Buffer> send(Room room, Person sender, Map<String, Person> known, Parameters message) {
        return sending.send(room.app(), newMessage(room, sender, known, message))
                .map(sent -> write(sent.sentAt(), sent.facts().clock()));
    }

    private static NewMessage newMessage(Room room, Person sender, Map<String, Person> known, Parameters message) {
        boolean receipted = message.receipted() && room.kind().carriesReceipts();
        return new NewMessage(
                null,
                Names.randomId(),
                room.id(),
                receipted ? TimelineKey.MAIN : TimelineKey.SILENT,
                sender.id(),
                null,
                message.text(),
                message.whole(),
                null,
                null,
                message.random(),
                null,
                mentions(known, message));
    }

    /** As many as a message can have; 0 stands for everybody. */
    private static Set<Long> mentions(Map<String, Person> known, Parameters message) {
        if (message.directed()) {
            return Set.of();
        }
        return Stream.concat(
                        message.toAll() ? Stream.of(0L) : Stream.empty(),
                        message.mentioned().stream()
                                .flatMap(account -> Stream.ofNullable(known.get(account)))
                                .map(Person::id))
                .limit(MENTIONS_KEPT)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Buffer write(Instant sentAt, long clock) {
        return Envelope.ok(
                StrictJson.newObject().put("MsgTime", sentAt.getEpochSecond()).put("MsgSeq", clock));
    }
}
