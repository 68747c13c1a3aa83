package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.AppStamps;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryAppStamps;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node keeps of an app, how long, and how it hears of a change that Olga makes through another node. */
class TenantsTest {
    private final InMemoryRecords records = new InMemoryRecords();
    private final App acme = Story.begin(records.records()).app();
    private final long id = acme.sdkAppId();
    private final InMemoryAppStamps shared = new InMemoryAppStamps();
    private final AtomicLong nanos = new AtomicLong();
    /** The stamps as this node reaches them. */
    private AppStamps reached = shared;

    private final Tenants here = new Tenants(records.apps(), new Reached(), nanos::get);
    private final Tenants olgas = new Tenants(records.apps(), shared);

    @Test
    void whatIsNotChangedIsTheSameAtEveryCall() {
        App known = known();
        String stamp = World.await(shared.of(id));

        assertThat(World.await(here.current(known, stamp)).orElseThrow()).isSameAs(known);
        assertThat(World.await(here.perhapsChanged(known)).orElseThrow()).isSameAs(known);
        assertThat(known()).isSameAs(known);
    }

    @Test
    void aChangeThroughAnotherNodeIsSeenByItsStamp() {
        App known = known();
        App changed = World.await(olgas.change(id, TenantsTest::renamed));

        assertThat(known()).as("to begin with").isSameAs(known);
        assertThat(World.await(here.perhapsChanged(known))).contains(changed);
        assertThat(World.await(here.current(known, World.await(shared.of(id))))).contains(changed);
        assertThat(known()).isEqualTo(changed);
    }

    @Test
    void aDeletedAppIsGoneAtTheNextCall() {
        App known = known();
        World.await(olgas.delete(id, any -> {}));

        assertThat(World.await(here.current(known, World.await(shared.of(id))))).isEmpty();
        assertThat(World.await(here.bySdkAppId(id))).isEmpty();
    }

    @Test
    void whileAnAppIsChangedItIsReadAtEveryCall() {
        App known = known();
        String changing = World.await(shared.changing(id));
        assertThat(World.await(here.current(known, changing)).orElseThrow()).isSameAs(known);

        App changed = World.await(records.apps().change(id, TenantsTest::renamed));

        assertThat(World.await(here.current(known, changing))).contains(changed);
    }

    /** Redis is emptied, or fails over to a replica that has not seen that a change has begun. */
    @Test
    void aStampThatIsLostInTheMiddleOfAChangeIsAnotherOneAfterIt() {
        App known = known();
        App changed = World.await(olgas.change(id, app -> {
            shared.forget();
            String fresh = World.await(shared.of(id));
            assertThat(fresh).matches(AppStamps::settled, "is settled");
            assertThat(World.await(here.current(known, fresh))).contains(known);
            return renamed(app);
        }));

        assertThat(World.await(here.current(known, World.await(shared.of(id))))).contains(changed);
        assertThat(known()).isEqualTo(changed);
    }

    @Test
    void ofTwoWhoChangeAnAppAtOnceTheLastToEndIsSeenToo() {
        App known = known();
        Tenants ottos = new Tenants(records.apps(), shared);
        App changed = World.await(olgas.change(id, app -> {
            App first = World.await(ottos.change(id, former -> renamed(renamed(former))));
            assertThat(World.await(here.current(known, World.await(shared.of(id)))))
                    .contains(first);
            return renamed(first);
        }));

        assertThat(changed.name()).endsWith("!!!");
        assertThat(World.await(here.current(known, World.await(shared.of(id))))).contains(changed);
    }

    @Test
    void withoutStampsTheRecordIsAskedOnceTheCallWasAcceptedAndOnceASecondForStrangers() {
        reached = new AwayStamps();
        App known = known();
        App changed = World.await(olgas.change(id, TenantsTest::renamed));

        assertThat(World.await(here.perhapsChanged(known)).orElseThrow())
                .as("a stranger within the second")
                .isSameAs(known);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(World.await(here.perhapsChanged(known))).contains(changed);
        App twice = World.await(olgas.change(id, TenantsTest::renamed));
        assertThat(World.await(here.current(changed, null))).contains(twice);
    }

    /** Redis was restored from a time when the stamp was the one that this node knows. */
    @Test
    void howeverGoodItsStampNothingIsKeptForLongerThanTenSeconds() {
        App known = known();
        App changed = World.await(records.apps().change(id, TenantsTest::renamed));

        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(known()).isSameAs(known);
        nanos.addAndGet(1);
        assertThat(known()).isEqualTo(changed);
    }

    @Test
    void ifOthersCannotBeToldNothingIsChanged() {
        reached = new AwayStamps();

        assertThat(here.change(id, TenantsTest::renamed).cause()).isInstanceOf(StorageException.Unavailable.class);
        assertThat(here.delete(id, any -> {}).cause()).isInstanceOf(StorageException.Unavailable.class);

        assertThat(World.await(records.apps().bySdkAppId(id))).contains(acme);
    }

    @Test
    void aChangeThatIsRefusedLeavesASettledStamp() {
        IllegalStateException no = new IllegalStateException("not like this");
        assertThat(olgas.change(id, app -> {
                            throw no;
                        })
                        .cause())
                .isSameAs(no);

        assertThat(World.await(shared.of(id))).matches(AppStamps::settled, "is settled");
    }

    private App known() {
        return World.await(here.bySdkAppId(id)).orElseThrow();
    }

    private static App renamed(App app) {
        return new App(
                app.sdkAppId(),
                app.name() + "!",
                app.hosts(),
                app.callsPerSecond(),
                app.ceilingPerSecond(),
                app.callsPerSecondPerPerson(),
                app.secretKey(),
                app.administrator(),
                app.createdAt(),
                app.version(),
                app.options());
    }

    private final class Reached implements AppStamps {
        @Override
        public Future<String> of(long app) {
            return reached.of(app);
        }

        @Override
        public Future<String> changing(long app) {
            return reached.changing(app);
        }

        @Override
        public Future<Void> changed(long app, String changing) {
            return reached.changed(app, changing);
        }

        @Override
        public Future<Void> touched(long app) {
            return reached.touched(app);
        }
    }
}
