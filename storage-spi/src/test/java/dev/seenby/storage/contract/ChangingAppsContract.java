package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Event;
import dev.seenby.storage.AppOptions.Feature;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.Apps} promises of apps that are changed and deleted. */
public interface ChangingAppsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    AppOptions OPTIONS = new AppOptions(
            Map.of("v4/group_open_http_svc/send_group_msg", 40, "POST api/v1/messages", 7),
            9,
            365,
            Set.of(Feature.ZULIP, Feature.TENCENT),
            new Webhook("https://acme.example/hook?room=1", "e".repeat(64), Set.of(Event.READ, Event.GROUP_DELETED)));

    @Test
    default void everythingThatIsSetOfAnAppIsKept() {
        App app = newApp();
        assertThat(app.options()).isEqualTo(AppOptions.NONE);
        List<String> hosts = Story.newApp().hosts();

        App asked = new App(
                app.sdkAppId(),
                "Another name",
                hosts,
                7,
                8,
                9,
                "d".repeat(64),
                app.administrator(),
                app.createdAt(),
                0,
                OPTIONS);
        App changed = await(records().apps().change(app.sdkAppId(), former -> asked));

        assertThat(changed.version()).isGreaterThan(app.version());
        assertThat(changed).usingRecursiveComparison().ignoringFields("version").isEqualTo(asked);
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(changed);
        assertThat(await(records().apps().byHost(hosts.get(0)))).contains(changed);
        assertThat(await(records().apps().byHost(app.hosts().get(0))))
                .as("the former host is free")
                .isNotEqualTo(Optional.of(changed));

        App plain = await(records().apps().change(app.sdkAppId(), former -> with(former, hosts, AppOptions.NONE)));
        assertThat(plain.options()).isEqualTo(AppOptions.NONE);
    }

    @Test
    default void anAppIsMadeWithAllThatIsSetOfIt() {
        NewApp plain = Story.newApp();
        NewApp asked = new NewApp(
                null,
                plain.name(),
                plain.hosts(),
                1,
                2,
                3,
                plain.secretKey(),
                plain.owner(),
                plain.ownerCredentials(),
                OPTIONS);
        App app = await(records().apps().create(asked)).app();
        assertThat(app.options()).isEqualTo(OPTIONS);
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(app);
    }

    @Test
    default void hostsAndThePlaceOfTheDefaultAppBelongToOne() {
        App one = newApp();
        App two = newApp();
        List<String> both = List.of(two.hosts().get(0), one.hosts().get(0));

        StoryAssert.conflict(
                records().apps().change(two.sdkAppId(), app -> with(app, both, OPTIONS)), Conflict.Of.HOST);
        assertThat(await(records().apps().bySdkAppId(two.sdkAppId())))
                .as("nothing of it was done")
                .contains(two);

        NewApp none = Story.newApp();
        // Another test of the same database may have made it already.
        await(records()
                .apps()
                .create(new NewApp(null, "d", List.of(), 1, 0, none.secretKey(), none.owner(), List.of()))
                .otherwiseEmpty());
        StoryAssert.conflict(
                records().apps().change(two.sdkAppId(), app -> with(app, List.of(), OPTIONS)), Conflict.Of.DEFAULT_APP);
        App unlisted =
                await(records().apps().byHost("nobody-lists-this.example")).orElseThrow();
        App same = await(records().apps().change(unlisted.sdkAppId(), app -> app));
        assertThat(same.hosts()).isEmpty();
    }

    @Test
    default void hostsAreAddedToThoseThatStayAndTakenAway() {
        App app = newApp();
        String first = app.hosts().get(0);
        String second = Story.newApp().hosts().get(0);
        String third = Story.newApp().hosts().get(0);

        App more = await(records()
                .apps()
                .change(app.sdkAppId(), former -> with(former, List.of(third, first, second), OPTIONS)));
        assertThat(more.hosts()).containsExactlyInAnyOrder(first, second, third).isSorted();
        for (String host : more.hosts()) {
            assertThat(await(records().apps().byHost(host))).contains(more);
        }

        App fewer = await(records().apps().change(app.sdkAppId(), former -> with(former, List.of(second), OPTIONS)));
        assertThat(fewer.hosts()).containsExactly(second);
        App heir = await(records().apps().create(again(null, List.of(first, third))))
                .app();
        assertThat(await(records().apps().byHost(third))).contains(heir);
    }

    @Test
    default void changesAtOnceAreAllMade() {
        App app = newApp();
        List<Future<App>> changes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            changes.add(records()
                    .apps()
                    .change(
                            app.sdkAppId(),
                            former -> new App(
                                    former.sdkAppId(),
                                    former.name() + "x",
                                    former.hosts(),
                                    former.callsPerSecond() + 1,
                                    former.ceilingPerSecond(),
                                    former.callsPerSecondPerPerson(),
                                    former.secretKey(),
                                    former.administrator(),
                                    former.createdAt(),
                                    former.version(),
                                    former.options())));
        }
        assertThat(Story.awaitAll(changes)).extracting(App::version).doesNotHaveDuplicates();

        App after = await(records().apps().bySdkAppId(app.sdkAppId())).orElseThrow();
        assertThat(after.callsPerSecond()).isEqualTo(app.callsPerSecond() + 20);
        assertThat(after.name()).isEqualTo(app.name() + "x".repeat(20));
    }

    @Test
    default void aChangeThatThrowsChangesNothingAndItsCallerIsTold() {
        App app = newApp();
        IllegalStateException no = new IllegalStateException("not like this");

        Throwable failure = await(records()
                .apps()
                .change(app.sdkAppId(), former -> {
                    throw no;
                })
                .<Throwable>map(changed -> new AssertionError("it was changed"))
                .otherwise(e -> e));

        assertThat(failure).isSameAs(no);
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(app);
    }

    @Test
    default void anUnknownAppCanNeitherBeChangedNorDeletedAndHasNothingToPurge() {
        long unknown = 4_294_967_294L;
        StoryAssert.notFound(records().apps().change(unknown, app -> app));
        StoryAssert.notFound(records().apps().delete(unknown));
        assertThat(await(records().apps().purge(unknown))).isTrue();
    }

    @Test
    default void aDeletedAppIsNotFoundAndItsHostsAreFreeWhileItsIdIsTaken() {
        App app = newApp();
        long id = app.sdkAppId();
        await(records().apps().delete(id));

        assertThat(await(records().apps().bySdkAppId(id))).isEmpty();
        assertThat(await(records().apps().byHost(app.hosts().get(0)))).isNotEqualTo(Optional.of(app));
        assertThat(await(records().apps().list(id - 1, 1))).doesNotContain(app);
        assertThat(await(records().apps().deleted(Duration.ZERO, 1_000)))
                .contains(id)
                .isSorted();
        assertThat(await(records().apps().deleted(Duration.ofMinutes(10), 1_000)))
                .doesNotContain(id);
        StoryAssert.notFound(records().apps().delete(id));
        StoryAssert.notFound(records().apps().change(id, former -> former));
        StoryAssert.notFound(records().apps().changeSettings(id, Map.of("Site_Name", "\"Tea\"")));

        StoryAssert.conflict(records().apps().create(again(id, app.hosts())), Conflict.Of.SDK_APP_ID);
        App heir = await(records().apps().create(again(null, app.hosts()))).app();
        assertThat(await(records().apps().byHost(app.hosts().get(0)))).contains(heir);

        purge(id);
        assertThat(await(records().apps().deleted(Duration.ZERO, 1_000))).doesNotContain(id);
        App second = await(records().apps().create(again(id, Story.newApp().hosts())))
                .app();
        assertThat(second.sdkAppId()).isEqualTo(id);
    }

    @Test
    default void anAppIsDeletedOnlyIfItsDeleterAgreesToWhatItIs() {
        App app = newApp();
        IllegalStateException no = new IllegalStateException("not this one");

        Throwable failure = await(records()
                .apps()
                .delete(app.sdkAppId(), seen -> {
                    assertThat(seen).isEqualTo(app);
                    throw no;
                })
                .<Throwable>map(deleted -> new AssertionError("it was deleted"))
                .otherwise(e -> e));

        assertThat(failure).isSameAs(no);
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(app);
        assertThat(await(records().apps().byHost(app.hosts().get(0)))).contains(app);
    }

    /** Whatever went on adding to an app while it is purged would leave something behind. */
    @Test
    default void nobodyIsErasedOutOfADeletedApp() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        long id = story.app().sdkAppId();
        Erasures.Erasure begun = await(records().erasures().begin(id, bob.userId(), false));
        assertThat(await(records().erasures().underWay(1_000))).contains(begun);

        await(records().apps().delete(id));

        assertThat(await(records().erasures().underWay(1_000))).doesNotContain(begun);
        StoryAssert.notFound(records().erasures().goOn(begun.id()));
        purge(id);
    }

    @Test
    default void anAppThatIsNotDeletedIsNotPurged() {
        App app = newApp();
        StoryAssert.conflict(records().apps().purge(app.sdkAppId()), Conflict.Of.SDK_APP_ID);
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(app);
    }

    /** Purges part by part until nothing is left. */
    private void purge(long app) {
        for (int part = 0; part < 1_000; part++) {
            if (await(records().apps().purge(app))) {
                return;
            }
        }
        throw new AssertionError("never over");
    }

    private App newApp() {
        return await(records().apps().create(Story.newApp())).app();
    }

    private static NewApp again(@Nullable Long id, List<String> hosts) {
        NewApp app = Story.newApp();
        return new NewApp(id, app.name(), hosts, 200, 0, app.secretKey(), app.owner(), app.ownerCredentials());
    }

    private static App with(App app, List<String> hosts, AppOptions options) {
        return new App(
                app.sdkAppId(),
                app.name(),
                hosts,
                app.callsPerSecond(),
                app.ceilingPerSecond(),
                app.callsPerSecondPerPerson(),
                app.secretKey(),
                app.administrator(),
                app.createdAt(),
                app.version(),
                options);
    }
}
