package dev.seenby.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import dev.seenby.webhooks.Receiver.Mood;
import dev.seenby.webhooks.Receiver.Post;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rita's back end is down, slow, or refuses; or time itself is not what it was. */
class TroubleTest extends DeliveryStory {
    @Test
    void aReceiverThatIsDownForAWhileMissesNothingAndNoOrder() {
        ask("/hook", Set.of(AppOptions.Event.SENT));
        List<Room> rooms = List.of(story.room("One", alice), story.room("Two", alice), story.room("Three", alice));
        node();
        for (Mood mood : List.of(Mood.FAILS, Mood.REDIRECTS, Mood.HANGS_UP, Mood.TALKS_TOO_MUCH)) {
            rita.mood = mood;
            int before = rita.posts.size();
            rooms.forEach(room -> story.send(alice, room, 3));
            until(() -> rita.posts.size() > before + 1);
        }
        rita.dies();
        rooms.forEach(room -> story.send(alice, room, 3));
        until(() -> told.failures.contains("connection"));
        rita.comesBack();
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        for (Room room : rooms) {
            List<Integer> seqs = rita.taken().stream()
                    .filter(post -> post.group().equals(room.roomId()))
                    .map(post -> post.body().getInteger("MsgSeq"))
                    .distinct()
                    .toList();
            assertThat(seqs).hasSize(15).isSorted();
        }
        assertThat(rita.posts).noneMatch(post -> post.path().equals("/elsewhere"));
        assertThat(told.failures).contains("5xx", "3xx", "connection");
        // Whatever came twice came under one name, and no name stands for two things.
        Map<String, Set<String>> byId = rita.posts.stream()
                .collect(Collectors.groupingBy(Post::id, Collectors.mapping(Post::text, Collectors.toSet())));
        assertThat(byId.values()).allMatch(texts -> texts.size() == 1);
        assertThat(byId).hasSize(45);
    }

    @Test
    void aReceiverThatHangsIsGivenUpAndAskedAgain() {
        rita.mood = Mood.HANGS;
        story.send(alice, story.room("Lobby", alice));
        node();
        until(() -> told.failures.contains("timeout"));
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken()).hasSize(1);
    }

    @Test
    void aDeadReceiverIsTriedByOneLetterAtATime() {
        ask("/hook", Set.of(AppOptions.Event.SENT));
        rita.mood = Mood.FAILS;
        node();
        story.send(alice, story.room("One", alice));
        until(() -> rita.posts.size() >= 2);
        for (int i = 0; i < 10; i++) {
            story.send(alice, story.room("Room" + i, alice));
        }
        int before = rita.posts.size();
        until(() -> rita.posts.size() >= before + 3);

        assertThat(rita.posts.subList(before, rita.posts.size()))
                .extracting(Post::group)
                .containsOnly(rita.posts.get(0).group());
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);
        assertThat(rita.taken()).hasSize(11);
    }

    @Test
    void whatIsOlderThanAWeekIsDroppedAndCounted() {
        rita.mood = Mood.FAILS;
        ask("/hook", Set.of(AppOptions.Event.SENT));
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 5);
        node();
        until(() -> !told.failures.isEmpty());
        pass(Duration.ofDays(8));
        story.send(alice, lobby);
        until(() -> told.dropped.get() == 5);
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken())
                .extracting(post -> post.body().getInteger("MsgSeq"))
                .containsExactly(6);
    }

    @Test
    void whatIsTooOldIsDroppedThoughTheBackOffIsLong() {
        rita.mood = Mood.FAILS;
        ask("/hook", Set.of(AppOptions.Event.SENT));
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 5);
        node();
        untilTheBackOffIsLong();
        int posts = rita.posts.size();
        now.updateAndGet(before -> before.plus(Duration.ofDays(8)));
        steady.updateAndGet(before -> before.plusSeconds(61));
        atOnce(() -> told.dropped.get() == 5);

        assertThat(rita.posts).hasSize(posts);
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        rita.mood = Mood.FAILS;
        ask("/hook", Set.of(AppOptions.Event.SENT));
        story.send(alice, story.room("Lobby", alice), 3);
        node();
        until(() -> !told.failures.isEmpty());
        now.updateAndGet(before -> before.minus(Duration.ofDays(1)));
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken()).hasSize(3);
    }

    @Test
    void receiversThatHangLeavePlacesToTheOthers() throws IOException {
        List<Story> hanging = new ArrayList<>();
        rita.mood = Mood.FAILS;
        for (int i = 0; i < 40; i++) {
            Story one = Story.begin(memory.records());
            memory.ask(one.app().sdkAppId(), new Webhook(rita.url("/hook"), SECRET, EnumSet.of(AppOptions.Event.SENT)));
            Person anna = one.person("Anna");
            one.send(anna, one.room("Lobby", anna));
            hanging.add(one);
        }
        node(Duration.ofSeconds(60));
        Set<String> failed = new HashSet<>();
        until(() -> {
            rita.posts.forEach(post -> failed.add(post.id()));
            return failed.size() == hanging.size();
        });
        rita.mood = Mood.HANGS;
        until(() -> rita.hanging.size() == 16);
        try (Receiver sam = new Receiver()) {
            Story sams = Story.begin(memory.records());
            memory.ask(sams.app().sdkAppId(), new Webhook(sam.url("/hook"), SECRET, EnumSet.of(AppOptions.Event.SENT)));
            Person anna = sams.person("Anna");
            sams.send(anna, sams.room("Lobby", anna), 20);
            until(() -> sam.taken().size() == 20);

            assertThat(rita.hanging).hasSize(16);
        }
        rita.mood = Mood.TAKES;
        rita.wakesUp();
    }

    @Test
    void aChangeIsHeardInTheMiddleOfWhatWasTakenTogether() throws IOException {
        ask("/old", Set.of(AppOptions.Event.SENT));
        story.send(alice, story.room("Lobby", alice), 50);
        rita.mood = Mood.HANGS;
        node(Duration.ofSeconds(60));
        until(() -> rita.hanging.size() == 1);
        ask("/new", Set.of(AppOptions.Event.SENT));
        try (Receiver sam = new Receiver()) {
            Story sams = Story.begin(memory.records());
            memory.ask(sams.app().sdkAppId(), new Webhook(sam.url("/hook"), SECRET, EnumSet.of(AppOptions.Event.SENT)));
            Person anna = sams.person("Anna");
            sams.send(anna, sams.room("Lobby", anna));
            // Whoever has seen Sam's has seen the change.
            until(() -> sam.taken().size() == 1);
            rita.mood = Mood.TAKES;
            rita.wakesUp();
            until(this::nothingWaits);
        }

        assertThat(rita.posts).hasSize(50);
        assertThat(rita.posts.get(0).path()).isEqualTo("/old");
        assertThat(rita.posts.subList(1, 50)).extracting(Post::path).containsOnly("/new");
        assertThat(rita.posts)
                .extracting(post -> post.body().getInteger("MsgSeq"))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
