package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** A Redis set for each message with its readers' ids: one SADD for each message read, all of an act in one flush. Nothing is durable. */
final class RedisSets implements Scheme {
    private static final int AT_ONCE = 10_000;

    private final RedisConnection connection;

    RedisSets(RedisConnection connection) {
        this.connection = connection;
    }

    @Override
    public String name() {
        return "set per message (Redis)";
    }

    @Override
    public Future<?> read(int reader, long first, long last) {
        List<Request> adds = new ArrayList<>();
        for (long message = first; message <= last; message++) {
            adds.add(Request.cmd(Command.SADD).arg("readers:" + message).arg(reader));
        }
        return connection.batch(adds);
    }

    /** As if everybody had read everything. */
    void load(int readers, int messages) throws Exception {
        List<Request> adds = new ArrayList<>();
        for (int message = 1; message <= messages; message++) {
            Request add = Request.cmd(Command.SADD).arg("readers:" + message);
            for (int reader = 0; reader < readers; reader++) {
                add.arg(reader);
            }
            adds.add(add);
            if (adds.size() * (long) readers >= AT_ONCE || message == messages) {
                await(connection.batch(adds));
                adds = new ArrayList<>();
            }
        }
    }

    void remove(int messages) throws Exception {
        List<Request> removals = new ArrayList<>();
        for (int message = 1; message <= messages; message++) {
            removals.add(Request.cmd(Command.DEL).arg("readers:" + message));
        }
        await(connection.batch(removals));
    }

    long readersOf(long message) throws Exception {
        Response count = await(connection.send(Request.cmd(Command.SCARD).arg("readers:" + message)));
        return count.toLong();
    }
}
