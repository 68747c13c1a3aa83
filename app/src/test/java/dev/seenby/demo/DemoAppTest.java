package dev.seenby.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Secrets;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A newcomer repeats the calls that the documents print. */
class DemoAppTest {
    private static final long DEMO = 1_400_000_000L;
    private static final int SENDS = 7;

    private final InMemoryRecords storage = new InMemoryRecords();

    @Test
    void theAppIsTheDefaultOneWithThePrintedKey() {
        create();

        App app = storage.apps().byHost("127.0.0.1").result().orElseThrow();
        assertThat(app.sdkAppId()).isEqualTo(DEMO);
        assertThat(app.secretKey()).isEqualTo("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        assertThat(app.administrator()).isEqualTo("administrator");
        assertThat(app.callsPerSecond()).isEqualTo(200);
    }

    @Test
    void ofEightPeopleInTheTencentGroupOneHasReadEachMessageAndSixHaveNot() {
        create();

        Room group = room("@TGS#2TTV7VSII");
        List<MessageFacts> messages =
                storage.messages().factsByClock(group.id(), List.of(1L, 2L)).result();
        assertThat(group.kind()).isEqualTo(Room.Kind.PUBLIC);
        assertThat(storage.rooms().size(group.id()).result()).isEqualTo(8);
        assertThat(storage.reads().counts(messages).result()).containsExactly(new Counts(1, 6), new Counts(1, 6));
    }

    @Test
    void zulipsMessage43WasReadByUsers3And7And9AndNotByTheBotThatAsks() {
        create();

        Message message = storage.messages().byIds(DEMO, List.of(43L)).result().get(0);
        assertThat(message.topic()).isEqualTo("colours");
        assertThat(message.facts().timelineKind()).isEqualTo(TimelineKey.Kind.TOPIC);
        assertThat(readersButTheSender(message)).extracting(Person::zulipId).containsExactly(3, 7, 9);
        Person bot = person("reader-bot");
        assertThat(bot.email()).isEqualTo("reader-bot@demo.example");
        assertThat(bot.bot()).isTrue();
        assertThat(storage.credentials().of(bot.id()).result())
                .containsExactly(new Credential(
                        Credential.Kind.ZULIP_API_KEY, Secrets.hash("abcdefghijklmnopqrstuvwxyz012345")));
        assertThat(storage.rooms()
                        .members(message.facts().room(), List.of(bot.id()))
                        .result())
                .hasSize(1);
    }

    @Test
    void theRocketChatMessageHasItsSendersReceiptAlone() {
        create();

        Message message = message("WyDsZzjk2wHogtWK2");
        List<Reader> readers =
                storage.reads().readers(message.facts(), null, 10).result().items();
        assertThat(readers).hasSize(1);
        assertThat(readers.get(0).readAt()).isEqualTo(Instant.parse("2018-02-26T20:34:03.907Z"));
        Person cat = byId(readers.get(0).person());
        assertThat(cat.rocketChatId()).isEqualTo("nvw6PBrXTejp4sfQt");
        assertThat(cat.username()).isEqualTo("rocket.cat");
        assertThat(cat.name()).isEqualTo("Rocket cat");
        assertThat(message.facts().room()).isEqualTo(room("GENERAL").id());
    }

    @Test
    void theThreadHasItsOneReplyWithTextPersonAndTimeAsPrinted() {
        create();

        Message parent = message("gcGai9bRREqokjyPc");
        Message reply = message("GfhiiJjcjKFyYMuMY");
        assertThat(parent.text()).isEqualTo("Test");
        assertThat(parent.sentAt()).isEqualTo(Instant.parse("2019-04-08T13:15:52.017Z"));
        assertThat(reply.text()).isEqualTo("This is a test!");
        assertThat(reply.sentAt()).isEqualTo(Instant.parse("2019-04-08T13:20:22.238Z"));
        assertThat(reply.parent()).isEqualTo(parent.facts().id());
        assertThat(reply.facts().timelineKind()).isEqualTo(TimelineKey.Kind.THREAD);
        Person marc = byId(reply.facts().sender());
        assertThat(marc.rocketChatId()).isEqualTo("p4a8YxvLQEHmiBKTS");
        assertThat(marc.username()).isEqualTo("marc.dev");
        assertThat(marc.name()).isEqualTo("Marc Dev");
    }

    @Test
    void theCallerOfRocketChatsDocumentsIsAMemberWithThePrintedToken() {
        create();

        Person caller = person("demo.caller");
        assertThat(caller.rocketChatId()).isEqualTo("rbAXPnMktTFbNpwtJ");
        assertThat(storage.credentials().of(caller.id()).result())
                .containsExactly(new Credential(
                        Credential.Kind.ROCKETCHAT_TOKEN, Secrets.hash("RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f")));
        assertThat(storage.rooms()
                        .members(room("GENERAL").id(), List.of(caller.id()))
                        .result())
                .hasSize(1);
        assertThat(message("ByehQjC44FwMeiLbX").facts().room())
                .isEqualTo(room("GENERAL").id());
    }

    @Test
    void makingItAgainChangesNothing() {
        create();
        Message before = message("ByehQjC44FwMeiLbX");

        create();

        assertThat(message("ByehQjC44FwMeiLbX")).isEqualTo(before);
        MessageFacts first = storage.messages()
                .factsByClock(room("@TGS#2TTV7VSII").id(), List.of(1L, 2L, 3L))
                .result()
                .get(0);
        assertThat(storage.reads().counts(List.of(first)).result()).containsExactly(new Counts(1, 6));
        assertThat(storage.messages()
                        .factsByClock(room("@TGS#2TTV7VSII").id(), List.of(3L))
                        .result())
                .isEmpty();
    }

    static IntStream everySend() {
        return IntStream.range(0, SENDS);
    }

    /** A start is cut short at each of its messages; the next one completes what is missing. */
    @ParameterizedTest
    @MethodSource("everySend")
    void whatAStartLeftUndoneTheNextOneCompletes(int sends) {
        assertThat(demo(new FailingMessages(storage.messages(), sends)).create().failed())
                .isTrue();

        create();

        assertThat(readersButTheSender(
                        storage.messages().byIds(DEMO, List.of(43L)).result().get(0)))
                .extracting(Person::zulipId)
                .containsExactly(3, 7, 9);
        List<MessageFacts> group = storage.messages()
                .factsByClock(room("@TGS#2TTV7VSII").id(), List.of(1L, 2L))
                .result();
        assertThat(storage.reads().counts(group).result()).containsExactly(new Counts(1, 6), new Counts(1, 6));
        assertThat(message("ByehQjC44FwMeiLbX").text()).isEqualTo("Hello");
    }

    @Test
    void anotherDefaultAppIsLeftAlone() {
        make(7L, "blue");

        assertThat(demo(storage.messages()).create().result()).isFalse();
        assertThat(storage.apps().bySdkAppId(DEMO).result()).isEmpty();
    }

    @Test
    void anotherAppWithItsIdIsLeftAlone() {
        make(DEMO, "blue");

        assertThat(demo(storage.messages()).create().result()).isFalse();
        assertThat(storage.rooms().byRoomId(DEMO, "GENERAL").result()).isEmpty();
    }

    private void make(long sdkAppId, String name) {
        Registration.Request owner = Registration.Request.tencent("administrator", null, null);
        assertThat(storage.apps()
                        .create(new NewApp(
                                sdkAppId,
                                name,
                                List.of(),
                                200,
                                0,
                                "ff".repeat(32),
                                Registration.fill(owner, 0),
                                List.of()))
                        .succeeded())
                .isTrue();
    }

    private void create() {
        Future<Boolean> created = demo(storage.messages()).create();
        assertThat(created.cause()).isNull();
        assertThat(created.result()).isTrue();
    }

    private DemoApp demo(Messages messages) {
        return new DemoApp(
                new Tenants(storage.apps(), new NodeAppStamps()),
                new Registration(storage.people()),
                new Conversations(storage.rooms()),
                new Sending(messages, new MessageFactsCache(messages, 100), Telling.NOBODY),
                new Reading(storage.rooms(), storage.reads(), storage.inbox(), storage.messages(), Telling.NOBODY));
    }

    private Room room(String roomId) {
        return storage.rooms().byRoomId(DEMO, roomId).result().orElseThrow();
    }

    private Message message(String stringId) {
        return storage.messages().byStringIds(DEMO, List.of(stringId)).result().get(0);
    }

    private Person person(String userId) {
        return storage.people().byUserIds(DEMO, List.of(userId)).result().get(0);
    }

    private Person byId(long id) {
        return storage.people().byIds(List.of(id)).result().get(0);
    }

    private List<Person> readersButTheSender(Message message) {
        return storage.reads().readers(message.facts(), null, 100).result().items().stream()
                .filter(reader -> reader.person() != message.facts().sender())
                .map(reader -> byId(reader.person()))
                .sorted(Comparator.comparingInt(Person::zulipId))
                .toList();
    }

    /** The database goes away after some messages. */
    private static final class FailingMessages implements Messages {
        private final Messages real;
        private int left;

        FailingMessages(Messages real, int sends) {
            this.real = real;
            this.left = sends;
        }

        @Override
        public Future<Message> send(NewMessage message) {
            return left-- > 0
                    ? real.send(message)
                    : Future.failedFuture(new StorageException.Unavailable("away", null));
        }

        @Override
        public Future<List<MessageFacts>> factsByClock(long room, Collection<Long> clocks) {
            return real.factsByClock(room, clocks);
        }

        @Override
        public Future<List<Message>> byIds(long app, Collection<Long> ids) {
            return real.byIds(app, ids);
        }

        @Override
        public Future<List<Message>> byStringIds(long app, Collection<String> stringIds) {
            return real.byStringIds(app, stringIds);
        }

        @Override
        public Future<Message> edit(long message, String text, String payload, long editor) {
            return real.edit(message, text, payload, editor);
        }

        @Override
        public Future<Void> delete(long message) {
            return real.delete(message);
        }

        @Override
        public Future<Optional<Long>> newestOf(long person) {
            return real.newestOf(person);
        }

        @Override
        public Future<Map<Long, String>> stringIds(Collection<Long> ids) {
            return real.stringIds(ids);
        }

        @Override
        public Future<Listed<Message>> search(MessageSearch search) {
            return real.search(search);
        }

        @Override
        public Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
            return real.stream(search, batches);
        }

        @Override
        public Future<List<String>> deletedReplies(long parent, Instant after) {
            return real.deletedReplies(parent, after);
        }

        @Override
        public Future<List<Place>> places(long room, long last, int limit) {
            return real.places(room, last, limit);
        }
    }
}
