package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The network fails at the worst moments: between commit and apply, and between commit and its answer. */
class LostApplyTest {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Test
    void redisIsCutOffBetweenCommitAndApply() throws Exception {
        try (RealServers servers = RealServers.start();
                FaultProxy redis = new FaultProxy(servers.vertx(), servers.redisPort())) {
            RealServers.Node node = servers.node(servers.postgresPort(), redis.port());
            Receipts receipts = RealServers.receipts(node);
            Story story = Story.begin(records(node));
            List<Person> people = people(story, 10);
            Room room = story.room("Cut", people.toArray(Person[]::new));
            Message message = story.send(people.get(0), room);
            countsBecome(receipts, message, new Counts(0, 9));
            for (int i = 1; i < people.size(); i++) {
                node.listener(batch -> {
                    redis.cut();
                    return node.keeper.listener().committed(batch);
                });
                read(node, people.get(i), message);
                countsBecome(receipts, message, new Counts(i, 9 - i));
                redis.heal();
                node.listener(node.keeper.listener());
                countsBecome(receipts, message, new Counts(i, 9 - i));
            }
        }
    }

    @Test
    void theAnswerToACommitIsSwallowed() throws Exception {
        try (RealServers servers = RealServers.start();
                FaultProxy postgres = new FaultProxy(servers.vertx(), servers.postgresPort())) {
            RealServers.Node node = servers.node(postgres.port(), servers.redisPort());
            Receipts receipts = RealServers.receipts(node);
            Story story = Story.begin(records(node));
            List<Person> people = people(story, 6);
            Room room = story.room("Swallowed", people.toArray(Person[]::new));
            Message message = story.send(people.get(0), room);
            for (int i = 1; i < people.size(); i++) {
                int before = postgres.swallowed();
                postgres.swallowAnswerTo("COMMIT");
                read(node, people.get(i), message);
                assertThat(postgres.swallowed()).isEqualTo(before + 1);
                countsBecome(receipts, message, new Counts(i, 5 - i));
            }
        }
    }

    private static void read(RealServers.Node node, Person reader, Message message) throws Exception {
        Positions position =
                new Positions(message.facts().position(), message.facts().position());
        Future<Void> read =
                node.record.reads().mark(new Mark(message.facts().timeline(), reader.id(), List.of(position), null));
        read.await(30, TimeUnit.SECONDS);
    }

    /** Right at once, or within the promised bound; and what is right stays right. */
    private static void countsBecome(Receipts receipts, Message message, Counts expected) throws Exception {
        long deadline = System.nanoTime() + BOUND_NANOS;
        Counts counts = counts(receipts, message);
        while (!counts.equals(expected) && System.nanoTime() < deadline) {
            counts = counts(receipts, message);
        }
        assertThat(counts).isEqualTo(expected);
        assertThat(counts(receipts, message)).isEqualTo(expected);
    }

    private static Counts counts(Receipts receipts, Message message) throws Exception {
        return receipts.counts(List.of(message.facts()))
                .await(30, TimeUnit.SECONDS)
                .get(0);
    }

    private static List<Person> people(Story story, int count) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            people.add(story.person("Person" + i));
        }
        return people;
    }

    private static Records records(RealServers.Node node) {
        return new Records(
                node.record.apps(),
                node.record.people(),
                node.record.credentials(),
                node.record.rooms(),
                node.record.messages(),
                node.record.subscriptions(),
                node.record.inbox(),
                node.record.topics(),
                node.record.mutes(),
                node.record.reads(),
                node.record.log(),
                node.record.leases(),
                node.record.forgetting(),
                node.record.erasures(),
                node.record.webhooks());
    }
}
