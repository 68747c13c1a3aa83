package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.conflict;
import static dev.seenby.storage.contract.StoryAssert.notFound;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Erasures.Part;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Erasures} promises. */
public interface ErasuresContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void whoIsErasedIsGoneFromRoomsReadsAndNames() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room room = story.room("Lobby", alice, bob, carol);
        Message first = story.send(alice, room);
        Message bobs = story.send(bob, room);
        Message last = story.send(alice, room);
        story.read(bob, first.facts().timeline(), 1, 3);
        story.read(carol, first.facts().timeline(), 1, 1);
        assertThat(story.counts(first)).isEqualTo(new Counts(2, 0));

        Erasure done = erase(story, bob, false);

        assertThat(done.rooms()).isEqualTo(1);
        assertThat(done.reads()).isPositive();
        assertThat(done.messages()).isEqualTo(1);
        assertThat(done.doneAt()).isNotNull();
        assertThat(story.counts(first)).isEqualTo(new Counts(1, 0));
        assertThat(story.counts(last)).isEqualTo(new Counts(0, 1));
        assertThat(story.counts(bobs)).isEqualTo(Counts.DELETED);
        assertThat(story.readers(first.facts(), 10)).extracting(Reader::person).containsExactly(alice.id(), carol.id());
        assertThat(story.unreaders(last.facts(), 10)).containsExactly(carol.id());
        Person neutral = await(records().people().byIds(List.of(bob.id()))).get(0);
        assertThat(neutral.userId()).isEqualTo("erased-" + bob.id());
        assertThat(neutral.username()).isEqualTo("erased-" + bob.id());
        assertThat(neutral.rocketChatId()).hasSize(17).startsWith("erased");
        assertThat(neutral.name()).isEqualTo("Erased");
        assertThat(neutral.email()).isNull();
        assertThat(neutral.avatarUrl()).isNull();
        assertThat(neutral.details()).isEqualTo("{}");
        assertThat(neutral.createdAt()).isEqualTo(Instant.EPOCH);
        assertThat(neutral.deleted()).isTrue();
    }

    @Test
    default void keptMessagesAreCountedAsEver() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message bobs = story.send(bob, room);
        story.read(alice, bobs);

        Erasure done = erase(story, bob, true);

        assertThat(done.keepsMessages()).isTrue();
        assertThat(done.messages()).isZero();
        assertThat(story.counts(bobs)).isEqualTo(new Counts(1, 0));
        assertThat(story.readBy(bob, bobs.facts().timeline())).isEqualTo(stretches(1, 1));
        assertThat(await(records()
                                .messages()
                                .byIds(
                                        story.app().sdkAppId(),
                                        List.of(bobs.facts().id())))
                        .get(0)
                        .text())
                .isEqualTo(bobs.text());
    }

    @Test
    default void theMessagesThatItDeletesAreTold() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message first = story.send(bob, room);
        story.send(alice, room);
        Message deletedBefore = story.send(bob, room);
        Message last = story.send(bob, room);
        story.delete(deletedBefore);
        Erasure begun = await(erasures().begin(story.app().sdkAppId(), bob.userId(), false));

        List<Message> told = new ArrayList<>();
        for (Erasure now = begun; now.step() != Erasures.Step.DONE; ) {
            Part part = await(erasures().goOn(begun.id()));
            told.addAll(part.deleted());
            now = part.after();
        }

        assertThat(told).containsExactly(first, last);
    }

    @Test
    default void aRoomInWhichAnOwnerWasAloneIsDeletedAndOneWithOthersIsNot() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room alone = owned(story, bob);
        Room shared = owned(story, bob, alice);

        erase(story, bob, false);

        long app = story.app().sdkAppId();
        assertThat(await(records().rooms().byRoomId(app, alone.roomId()))).isEmpty();
        assertThat(await(records().rooms().byRoomId(app, shared.roomId()))).isPresent();
        assertThat(await(records().rooms().size(shared.id()))).isEqualTo(1);
    }

    private Room owned(Story story, Person owner, Person... others) {
        NewRoom made = story.newRoom("Den", List.of(others));
        List<NewMember> members = new ArrayList<>(made.members());
        members.add(new NewMember(owner.id(), Member.Role.OWNER));
        return await(records()
                .rooms()
                .create(new NewRoom(
                        made.app(),
                        made.roomId(),
                        made.kind(),
                        made.name(),
                        made.displayName(),
                        owner.id(),
                        made.details(),
                        members,
                        null)));
    }

    @Test
    default void aDirectConversationIsNoLongerNamedAfterThePerson() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        NewRoom made = story.newRoom("Direct", List.of(alice, bob));
        Room direct = await(records()
                .rooms()
                .create(new NewRoom(
                        made.app(),
                        alice.rocketChatId() + bob.rocketChatId(),
                        Room.Kind.DIRECT,
                        made.name(),
                        "",
                        alice.id(),
                        "{}",
                        made.members(),
                        null)));

        erase(story, bob, false);

        Room after = await(records().rooms().byIds(List.of(direct.id()))).get(0);
        assertThat(after.roomId()).hasSize(17).doesNotContain(bob.rocketChatId());
        assertThat(await(records().rooms().byRoomId(story.app().sdkAppId(), direct.roomId())))
                .isEmpty();
    }

    @Test
    default void whoComesAgainUnderTheSameNamesStartsAnew() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        NewPerson asBob = Story.newPerson("Bob");
        long app = story.app().sdkAppId();
        Person bob = await(records().people().create(app, asBob, List.of()));
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.read(bob, hello);
        Erasure first = erase(story, bob, false);

        Person again = await(records().people().create(app, asBob, List.of()));

        assertThat(again.id()).isNotEqualTo(bob.id());
        assertThat(story.readBy(again, hello.facts().timeline())).isEmpty();
        assertThat(await(records().rooms().members(room.id(), List.of(again.id()))))
                .isEmpty();
        story.join(room, again);
        Message welcome = story.send(alice, room);
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 0));
        assertThat(story.counts(welcome)).isEqualTo(new Counts(0, 1));
        assertThat(erase(story, again, false).id()).isNotEqualTo(first.id());
    }

    @Test
    default void nobodyCanSignInFromTheBeginningOn() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        await(records().credentials().add(bob.id(), new Credential(Credential.Kind.ZULIP_API_KEY, "hash")));

        await(erasures().begin(story.app().sdkAppId(), bob.userId(), false));

        assertThat(await(records().credentials().of(bob.id()))).isEmpty();
        assertThat(await(records().people().byUserIds(story.app().sdkAppId(), List.of(bob.userId()))))
                .isEmpty();
    }

    @Test
    default void beginningAgainChangesNothing() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        long app = story.app().sdkAppId();
        Erasure begun = await(erasures().begin(app, bob.userId(), true));

        assertThat(await(erasures().begin(app, bob.userId(), false))).isEqualTo(begun);
        assertThat(await(erasures().underWay(1_000))).contains(begun);
        Erasure done = finish(begun);
        assertThat(await(erasures().goOn(begun.id()))).isEqualTo(new Part(done, List.of()));
        assertThat(await(erasures().begin(app, "erased-" + bob.id(), false))).isEqualTo(done);
        notFound(erasures().begin(app, bob.userId(), false));
        assertThat(await(erasures().underWay(1_000))).extracting(Erasure::id).doesNotContain(begun.id());
    }

    @Test
    default void whoWasDeletedBeforeCanBeErasedButTheLivingGoFirst() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        await(records().people().delete(bob.id()));

        erase(story, bob, false);

        assertThat(await(records().people().byIds(List.of(bob.id()))).get(0).name())
                .isEqualTo("Erased");
    }

    @Test
    default void theAdministratorAndTheLastOwnerStay() {
        Story story = Story.begin(records());
        long app = story.app().sdkAppId();
        Person bob = story.person("Bob");

        conflict(erasures().begin(app, story.app().administrator(), false), Conflict.Of.LAST_OWNER);
        notFound(erasures().begin(app, "nobody", false));
        notFound(erasures().begin(Story.begin(records()).app().sdkAppId(), bob.userId(), false));
        notFound(erasures().goOn(Long.MAX_VALUE));
        assertThat(await(records().people().byUserIds(app, List.of(bob.userId()))))
                .hasSize(1);
    }

    @Test
    default void erasuresAreListedByApp() {
        Story story = Story.begin(records());
        Story other = Story.begin(records());
        long app = story.app().sdkAppId();
        Erasure first = await(erasures().begin(app, story.person("Bob").userId(), false));
        Erasure second = await(erasures().begin(app, story.person("Carol").userId(), true));

        assertThat(await(erasures().list(app, 0, 10))).containsExactly(first, second);
        assertThat(await(erasures().list(app, 0, 1))).containsExactly(first);
        assertThat(await(erasures().list(app, first.id(), 10))).containsExactly(second);
        assertThat(await(erasures().list(other.app().sdkAppId(), 0, 10))).isEmpty();
        assertThat(await(erasures().byId(app, second.id()))).contains(second);
        assertThat(await(erasures().byId(other.app().sdkAppId(), second.id()))).isEmpty();
    }

    private Erasure erase(Story story, Person person, boolean keepMessages) {
        return finish(await(erasures().begin(story.app().sdkAppId(), person.userId(), keepMessages)));
    }

    private Erasure finish(Erasure begun) {
        Erasure now = begun;
        for (int i = 0; i < 1_000 && now.step() != Erasures.Step.DONE; i++) {
            now = await(erasures().goOn(begun.id())).after();
        }
        assertThat(now.step()).isEqualTo(Erasures.Step.DONE);
        return now;
    }

    private Erasures erasures() {
        return records().erasures();
    }
}
