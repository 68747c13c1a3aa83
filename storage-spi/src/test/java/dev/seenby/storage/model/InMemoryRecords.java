package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Apps;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Topics;
import dev.seenby.storage.contract.Records;
import io.vertx.core.Future;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The whole record in memory. Everything happens under one lock, counts are made by counting. */
public final class InMemoryRecords {
    private final State state;
    private final Records records;

    /** A record that nobody listens to, on the computer's clock. */
    public InMemoryRecords() {
        this(batch -> Future.succeededFuture(), InstantSource.system());
    }

    /** @param listener told of every batch, one after the other */
    public InMemoryRecords(CommitListener listener, InstantSource clock) {
        state = new State(clock);
        Log log = new Log(state, listener);
        InMemoryPeople people = new InMemoryPeople(state, log);
        InMemoryRooms rooms = new InMemoryRooms(state, log);
        InMemoryMessages messages = new InMemoryMessages(state, log);
        InMemoryReads reads = new InMemoryReads(state, log);
        this.records = new Records(
                new InMemoryApps(state, log),
                people,
                new InMemoryCredentials(state, log),
                rooms,
                messages,
                new InMemorySubscriptions(state, log),
                new InMemoryInbox(state, log),
                new InMemoryTopics(state, log),
                new InMemoryMutes(state, log),
                reads,
                log,
                new InMemoryLeases(clock),
                new InMemoryForgetting(state, log),
                new InMemoryErasures(state, log, people, rooms, messages, reads),
                new InMemoryWebhooks(state, log));
    }

    /** Gives an app a webhook, or takes it away. */
    public void ask(long app, AppOptions.@Nullable Webhook webhook) {
        App now = state.app(app);
        state.apps.put(app, now.withOptions(now.options().withWebhook(webhook)).withVersion(now.version() + 1));
    }

    public Records records() {
        return records;
    }

    public Apps apps() {
        return records.apps();
    }

    public People people() {
        return records.people();
    }

    public Credentials credentials() {
        return records.credentials();
    }

    public Subscriptions subscriptions() {
        return records.subscriptions();
    }

    public Inbox inbox() {
        return records.inbox();
    }

    public Topics topics() {
        return records.topics();
    }

    public Mutes mutes() {
        return records.mutes();
    }

    public Rooms rooms() {
        return records.rooms();
    }

    public Messages messages() {
        return records.messages();
    }

    public ReadRecord reads() {
        return records.reads();
    }

    public IndexLog log() {
        return records.log();
    }
}
