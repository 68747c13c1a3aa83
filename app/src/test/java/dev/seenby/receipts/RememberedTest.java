package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.limits.NodeAppStamps;
import dev.seenby.storage.App;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node remembers of rooms, messages and apps, and when it must not. */
class RememberedTest {
    private final InMemoryRecords records = new InMemoryRecords();
    private final Story story = Story.begin(records.records());
    private final Person alice = story.person("Alice");
    private final Conversations conversations = new Conversations(records.rooms());

    @Test
    void aRoomThatThisNodeDeletesIsGoneAtOnce() {
        Room lobby = story.room("Lobby", alice);
        assertThat(find(lobby)).contains(lobby);

        World.await(conversations.delete(lobby));

        assertThat(find(lobby)).isEmpty();
    }

    @Test
    void aRoomThatAnotherNodeDeletesIsGoneForWhoeverLooksAnew() {
        Room lobby = story.room("Lobby", alice);
        assertThat(find(lobby)).contains(lobby);
        story.delete(lobby);

        assertThat(World.await(conversations.byRoomIdAnew(lobby.app(), lobby.roomId())))
                .isEmpty();
        assertThat(find(lobby)).isEmpty();
    }

    @Test
    void aMessageThatThisNodeDeletesIsForgotten() {
        Room lobby = story.room("Lobby", alice);
        MessageFactsCache facts = new MessageFactsCache(records.messages(), 10);
        Sending sending = new Sending(records.messages(), facts, Telling.NOBODY);
        Message hello = World.await(sending.send(alice.app(), Story.newMessage(alice, lobby)));
        assertThat(World.await(facts.byClock(lobby.id(), List.of(1L)))).containsEntry(1L, hello.facts());

        World.await(sending.delete(alice.app(), hello));

        assertThat(World.await(facts.byClock(lobby.id(), List.of(1L)))).isEmpty();
    }

    @Test
    void aHostNamesTheAppThatListsItElseTheOneThatListsNone() {
        Tenants tenants = new Tenants(records.apps(), new NodeAppStamps());
        App acme = story.app();
        String host = acme.hosts().iterator().next();
        String endless = "a".repeat(8_000);
        assertThat(World.await(tenants.byHost(host))).contains(acme);
        assertThat(List.of("other.example", "other.example", endless))
                .allSatisfy(unlisted ->
                        assertThat(World.await(tenants.byHost(unlisted))).isEmpty());

        var listsNone = Story.newApp();
        App open = World.await(tenants.create(new NewApp(
                        null,
                        "Open",
                        List.of(),
                        listsNone.callsPerSecond(),
                        listsNone.ceilingPerSecond(),
                        listsNone.secretKey(),
                        listsNone.owner(),
                        listsNone.ownerCredentials())))
                .app();

        assertThat(World.await(tenants.byHost("other.example"))).contains(open);
        assertThat(World.await(tenants.byHost(endless))).contains(open);
        assertThat(World.await(tenants.byHost(host))).contains(acme);
    }

    private Optional<Room> find(Room room) {
        return World.await(conversations.byRoomId(room.app(), room.roomId()));
    }
}
