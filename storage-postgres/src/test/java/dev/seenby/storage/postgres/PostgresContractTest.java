package dev.seenby.storage.postgres;

import dev.seenby.storage.Person;
import dev.seenby.storage.contract.AppsContract;
import dev.seenby.storage.contract.ChangingAppsContract;
import dev.seenby.storage.contract.CredentialsContract;
import dev.seenby.storage.contract.DeletionsContract;
import dev.seenby.storage.contract.ErasuresContract;
import dev.seenby.storage.contract.ForgettingContract;
import dev.seenby.storage.contract.HeardBatches;
import dev.seenby.storage.contract.InboxContract;
import dev.seenby.storage.contract.InboxSearchContract;
import dev.seenby.storage.contract.IndexLogContract;
import dev.seenby.storage.contract.LeasesContract;
import dev.seenby.storage.contract.MessagesContract;
import dev.seenby.storage.contract.MutesContract;
import dev.seenby.storage.contract.PeopleContract;
import dev.seenby.storage.contract.ReadRecordContract;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.RoomsContract;
import dev.seenby.storage.contract.SearchContract;
import dev.seenby.storage.contract.SearchedValuesContract;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.contract.StreamContract;
import dev.seenby.storage.contract.SubscriptionsContract;
import dev.seenby.storage.contract.ThreadsContract;
import dev.seenby.storage.contract.TopicsContract;
import dev.seenby.storage.contract.WebhooksContract;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every contract of the record, on a real PostgreSQL. */
class PostgresContractTest {
    @TempDir
    static Path dataDirectory;

    private static final HeardBatches HEARD = new HeardBatches();
    private static Vertx vertx;
    private static PostgresServer server;
    private static PostgresStorage storage;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        server = PostgresServer.start(dataDirectory, line -> {});
        storage = Story.await(PostgresStorage.open(vertx, new PostgresOptions(server.uri(), new byte[32]), HEARD));
    }

    @AfterAll
    static void close() {
        Story.await(storage.close());
        server.stop();
        Story.await(vertx.close());
    }

    private static Records all() {
        return TestDatabases.records(storage);
    }

    @Nested
    class Erasures implements ErasuresContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Forgetting implements ForgettingContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Apps implements AppsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class People implements PeopleContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Credentials implements CredentialsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Subscriptions implements SubscriptionsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Rooms implements RoomsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Messages implements MessagesContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Threads implements ThreadsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Topics implements TopicsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Mutes implements MutesContract {
        @Override
        public Records records() {
            return all();
        }

        @Override
        public void muteMany(Person person, int howMany) {
            Story.await(PgConnection.connect(vertx, PgConnectOptions.fromUri(server.uri()))
                    .compose(c -> c.preparedQuery("""
                            with made as (
                                insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded,
                                    name, role, bot)
                                select $2, 'other' || n, 'other' || n, 1000000 + n, 'other' || n, 'other' || n, 'Other',
                                    'MEMBER', false
                                from generate_series(1, $3::int) n
                                returning id)
                            insert into muted_person (person, muted) select $1, id from made""")
                            .execute(Tuple.of(person.id(), person.app(), howMany))
                            .eventually(c::close)));
        }
    }

    @Nested
    class Leases implements LeasesContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Webhooks implements WebhooksContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Search implements SearchContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class SearchedValues implements SearchedValuesContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Stream implements StreamContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Reads implements ReadRecordContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Deletions implements DeletionsContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Inbox implements InboxContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class InboxSearch implements InboxSearchContract {
        @Override
        public Records records() {
            return all();
        }
    }

    @Nested
    class Log implements IndexLogContract {
        @Override
        public Records records() {
            return all();
        }

        @Override
        public HeardBatches heard() {
            return HEARD;
        }
    }

    @Nested
    class ChangingApps implements ChangingAppsContract {
        @Override
        public Records records() {
            return all();
        }
    }
}
