package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Apps} promises. */
public interface AppsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void anAppIsMadeTogetherWithItsOwner() {
        NewApp asked = Story.newApp();
        Apps.Created created = await(records().apps().create(asked));

        App app = created.app();
        assertThat(app.sdkAppId()).isBetween(1L, 4_294_967_295L);
        assertThat(app.name()).isEqualTo(asked.name());
        assertThat(app.hosts()).isEqualTo(asked.hosts());
        assertThat(app.callsPerSecond()).isEqualTo(200);
        assertThat(app.ceilingPerSecond()).isZero();
        assertThat(app.secretKey()).isEqualTo(asked.secretKey());
        assertThat(app.administrator()).isEqualTo(asked.owner().userId());
        assertThat(created.owner().app()).isEqualTo(app.sdkAppId());
        assertThat(created.owner().userId()).isEqualTo(app.administrator());
        assertThat(created.owner().active()).isTrue();
        assertThat(await(records().credentials().of(created.owner().id())))
                .containsExactly(new Credential(Credential.Kind.PASSWORD, "hash"));
    }

    @Test
    default void anAppIsFoundAgainByItsIdAndByEachOfItsHosts() {
        String one = Story.randomId().toLowerCase(Locale.ROOT);
        App app = await(records().apps().create(with(null, List.of(one + ".one", one + ".two"))))
                .app();

        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))).contains(app);
        assertThat(await(records().apps().byHost(one + ".one"))).contains(app);
        assertThat(await(records().apps().byHost(one + ".two"))).contains(app);
        assertThat(await(records().apps().byHost(one + ".three"))).isNotEqualTo(Optional.of(app));
    }

    @Test
    default void anIdThatNobodyHasFindsNothing() {
        assertThat(await(records().apps().bySdkAppId(4_294_967_295L))).isEmpty();
    }

    @Test
    default void anIdCanBeChosenOnce() {
        NewApp asked = with(freeId(), Story.newApp().hosts());
        App app = await(records().apps().create(asked)).app();
        assertThat(app.sdkAppId()).isEqualTo(asked.sdkAppId());

        refused(with(asked.sdkAppId(), Story.newApp().hosts()), Conflict.Of.SDK_APP_ID);
    }

    @Test
    default void aHostBelongsToOneAppAndARefusedAppLeavesNothingBehind() {
        NewApp first = Story.newApp();
        App app = await(records().apps().create(first)).app();
        Long id = freeId();
        String fresh = Story.newApp().hosts().get(0);

        refused(with(id, List.of(fresh, first.hosts().get(0))), Conflict.Of.HOST);

        assertThat(await(records().apps().byHost(first.hosts().get(0)))).contains(app);
        assertThat(await(records().apps().bySdkAppId(id))).isEmpty();
        assertThat(await(records().apps().create(with(id, List.of(fresh))))
                        .app()
                        .hosts())
                .containsExactly(fresh);
    }

    @Test
    default void oneAppWithoutHostsAnswersForAllHostsThatNobodyLists() {
        // Another test of the same database may have made it already.
        await(records().apps().create(with(null, List.of())).otherwiseEmpty());

        refused(with(null, List.of()), Conflict.Of.DEFAULT_APP);
        App found = await(records().apps().byHost("nobody-lists-this.example")).orElseThrow();
        assertThat(found.hosts()).isEmpty();
    }

    @Test
    default void theListGoesOnFromAnyIdInAscendingOrder() {
        App one = Story.begin(records()).app();
        App two = Story.begin(records()).app();
        App three = Story.begin(records()).app();

        List<Long> all = new ArrayList<>();
        long after = 0;
        for (int page = 0; page < 10_000; page++) {
            List<App> apps = await(records().apps().list(after, 2));
            assertThat(apps).hasSizeLessThanOrEqualTo(2);
            if (apps.isEmpty()) {
                break;
            }
            apps.forEach(app -> all.add(app.sdkAppId()));
            after = all.get(all.size() - 1);
        }
        assertThat(all).isSorted().doesNotHaveDuplicates().contains(one.sdkAppId(), two.sdkAppId(), three.sdkAppId());
    }

    @Test
    default void appsMadeAtOnceGetIdsOfTheirOwn() {
        List<Future<Apps.Created>> made = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            made.add(records().apps().create(Story.newApp()));
        }
        assertThat(Story.awaitAll(made))
                .extracting(created -> created.app().sdkAppId())
                .doesNotHaveDuplicates();
    }

    @Test
    default void ofAppsThatWantTheSameHostAtOnceOneGetsIt() {
        List<String> host = Story.newApp().hosts();
        List<Future<Object>> made = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            made.add(records()
                    .apps()
                    .create(with(null, host))
                    .<Object>map(c -> c)
                    .otherwise(failure -> failure));
        }
        List<Object> outcomes = Story.awaitAll(made);
        assertThat(outcomes).filteredOn(Apps.Created.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !(outcome instanceof Apps.Created))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.of())
                                .isEqualTo(Conflict.Of.HOST)));
    }

    @Test
    default void theVersionGrowsWithWhatNodesMayHaveCached() {
        Story story = Story.begin(records());
        long before = story.app().version();

        await(records().credentials().add(story.owner().id(), new Credential(Credential.Kind.PASSWORD, "another")));

        assertThat(await(records().apps().bySdkAppId(story.app().sdkAppId()))
                        .orElseThrow()
                        .version())
                .isGreaterThan(before);
    }

    private void refused(NewApp app, Conflict.Of what) {
        StoryAssert.conflict(records().apps().create(app), what);
    }

    private static Long freeId() {
        return ThreadLocalRandom.current().nextLong(2_000_000_000L, 4_000_000_000L);
    }

    @Test
    default void settingsAreKeptByNameAndTheAppHasChanged() {
        App app = await(records().apps().create(Story.newApp())).app();
        assertThat(await(records().apps().settings(app.sdkAppId()))).isEmpty();

        await(records()
                .apps()
                .changeSettings(app.sdkAppId(), Map.of("Threads_enabled", "false", "API_Default_Count", "50")));
        await(records()
                .apps()
                .changeSettings(app.sdkAppId(), Map.of("API_Default_Count", "25", "Site_Name", "\"Tea\"")));

        assertThat(await(records().apps().settings(app.sdkAppId())))
                .isEqualTo(Map.of("Threads_enabled", "false", "API_Default_Count", "25", "Site_Name", "\"Tea\""));
        assertThat(await(records().apps().bySdkAppId(app.sdkAppId()))
                        .orElseThrow()
                        .version())
                .isEqualTo(app.version() + 2);
        assertThat(await(records().apps().settings(Story.begin(records()).app().sdkAppId())))
                .isEmpty();
    }

    @Test
    default void settingsChangedAtOnceAreAllKept() {
        App app = await(records().apps().create(Story.newApp())).app();
        List<Future<Void>> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            changes.add(records()
                    .apps()
                    .changeSettings(app.sdkAppId(), Map.of("Own_" + i, "1", "Shared", Integer.toString(i))));
        }
        Story.awaitAll(changes);

        Map<String, String> settings = await(records().apps().settings(app.sdkAppId()));
        assertThat(settings).hasSize(11).containsKey("Shared").containsEntry("Own_0", "1");
    }

    @Test
    default void anUnknownAppHasNoSettings() {
        long unknown = freeId();
        StoryAssert.notFound(records().apps().changeSettings(unknown, Map.of("Site_Name", "\"Tea\"")));
        assertThat(await(records().apps().settings(unknown))).isEmpty();
    }

    private static NewApp with(@Nullable Long id, List<String> hosts) {
        NewPerson owner = Story.newPerson("Olivia");
        return new NewApp(id, "An app", hosts, 200, 0, "f".repeat(64), owner, List.of());
    }
}
