package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credential.Kind;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.HeardBatches;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After which changes nodes are told that what they have read of an app may be wrong. */
class TouchedAppsTest {
    private static final HeardBatches HEARD = new HeardBatches();

    @TempDir
    static Path dataDirectory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;

    private Story story;
    private Person alice;
    private Person bob;
    private Room lobby;
    private Message hello;

    @BeforeAll
    static void open() {
        databases = new TestDatabases(dataDirectory);
        uri = databases.empty();
        storage = databases.open(uri, HEARD);
    }

    @AfterAll
    static void close() {
        await(storage.close());
        databases.close();
    }

    @BeforeEach
    void begin() {
        story = Story.begin(TestDatabases.records(storage));
        alice = story.person("Alice");
        bob = story.person("Bob");
        lobby = story.room("Lobby", alice, bob);
        hello = story.send(alice, lobby);
    }

    /** What was touched behind a change. */
    private <T> List<Long> touchedBy(Future<T> change) {
        List<Long> before = HEARD.touched();
        await(change);
        List<Long> now = HEARD.touched();
        return now.subList(before.size(), now.size());
    }

    private <T> void touches(Future<T> change) {
        assertThat(touchedBy(change)).containsExactly(story.app().sdkAppId());
    }

    private <T> void touchesNothing(Future<T> change) {
        assertThat(touchedBy(change)).isEmpty();
    }

    @Test
    void changesOfPeopleTouchTheirApp() {
        touches(storage.people().update(bob.id(), PersonChange.NOTHING.withActive(false)));
        touches(storage.people()
                .describe(story.app().sdkAppId(), List.of(new People.Profile(alice.id(), "Alicia", null))));
        touches(storage.mutes().mute(alice.id(), bob.id()));
        touches(storage.mutes().unmute(alice.id(), bob.id()));
        story.leave(lobby, bob);
        touches(storage.people().delete(bob.id()));
    }

    @Test
    void aCredentialThatGoesTouchesTheAppAndOneThatOnlyComesDoesNot() {
        Credential token = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId());
        touchesNothing(storage.credentials().add(alice.id(), token));
        touches(storage.credentials().remove(alice.id(), token.kind(), token.hash()));
        touches(storage.credentials().add(alice.id(), new Credential(Kind.ZULIP_API_KEY, Story.randomId())));
        touches(storage.credentials().add(alice.id(), new Credential(Kind.PASSWORD, "hash")));
        touches(storage.credentials()
                .add(
                        alice.id(),
                        new Credential(Kind.ROCKETCHAT_PERSONAL_TOKEN, Story.randomId(), "laptop", null, "{}")));
    }

    @Test
    void changesOfSettingsAndRoomsTouchTheirApp() {
        touches(storage.apps().changeSettings(story.app().sdkAppId(), Map.of("tea", "true")));
        touches(storage.rooms().change(lobby.id(), room -> new RoomChange("Hall", null)));
        touches(storage.rooms().leave(lobby.id(), List.of(bob.id())));
        touches(storage.rooms().delete(lobby.id()));
    }

    @Test
    void readsThatAreTakenBackOrForgottenTouchTheirApp() {
        story.read(bob, hello);
        long position = hello.facts().position();

        touches(storage.reads().unmark(Story.mark(hello.facts().timeline(), bob, position, position)));
        touches(storage.forgetting().forget(lobby.id(), Instant.now().plusSeconds(60)));
    }

    @Test
    void anErasureTouchesItsAppAtEachStep() {
        Erasure erasure = await(storage.erasures().begin(story.app().sdkAppId(), bob.userId(), false));
        assertThat(HEARD.touched()).endsWith(story.app().sdkAppId());
        touches(storage.erasures().goOn(erasure.id()));
        touches(storage.erasures().goOn(erasure.id()));
    }

    @Test
    void whatOnlyComesTouchesNothing() {
        touchesNothing(storage.people().create(story.app().sdkAppId(), Story.newPerson("Carol"), List.of()));
        touchesNothing(storage.rooms().create(story.newRoom("Attic", List.of(alice))));
        touchesNothing(storage.messages().send(Story.newMessage(bob, lobby)));
        long position = hello.facts().position();
        touchesNothing(storage.reads().mark(Story.mark(hello.facts().timeline(), bob, position, position)));
    }

    /** It may have happened all the same: an outcome may not be known. */
    @Test
    void whatFailsIsToldToo() {
        List<Long> before = HEARD.touched();
        assertThatThrownBy(() -> await(storage.mutes().mute(alice.id(), Long.MAX_VALUE)))
                .isInstanceOf(StorageException.NotFound.class);
        assertThat(HEARD.touched()).hasSize(before.size() + 1);
    }

    /** Else nothing could be changed while Redis hangs. */
    @Test
    void whoChangesSomethingDoesNotWaitLongForThoseWhoAreTold() {
        Promise<Void> never = Promise.promise();
        PostgresStorage deaf = databases.open(uri, new CommitListener() {
            @Override
            public Future<Void> committed(LogBatch batch) {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> touched(long app) {
                return never.future();
            }
        });

        assertThat(await(deaf.mutes().mute(alice.id(), bob.id()))).isTrue();
        assertThat(await(deaf.mutes().between(bob.id(), List.of(alice.id())))).containsExactly(alice.id());
        await(deaf.close());
    }
}
