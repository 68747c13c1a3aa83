package dev.seenby.receipts;

import dev.seenby.storage.Apps;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Who lets others see what they have read: people decide it for themselves, and by whom they mute; an organisation for all
 * of its people. Nothing of it changes what is recorded: what was hidden is there again when it is shown again.
 */
public final class Privacy {
    /** Under which an app keeps whether Zulip tells receipts at all; absent = it does. */
    public static final String ENABLED = "zulip/realm/enable_read_receipts";
    /** Under which an app keeps whether people made through Zulip show what they read; absent = they do. */
    public static final String SENT_BY_DEFAULT = "zulip/realm/user_settings_defaults/send_read_receipts";

    private static final String ON = "true";

    private final People people;
    private final Mutes mutes;
    private final Apps apps;

    public Privacy(People people, Mutes mutes, Apps apps) {
        this.people = people;
        this.mutes = mutes;
        this.apps = apps;
    }

    /** Somebody does not want to see somebody. Fails as {@link Mutes#mute}. @return false if it was so already */
    public Future<Boolean> mute(Person person, Person other) {
        return mutes.mute(person.id(), other.id());
    }

    /** Takes {@link #mute} back. @return false if the other was not muted */
    public Future<Boolean> unmute(Person person, Person other) {
        return mutes.unmute(person.id(), other.id());
    }

    /** Whether somebody mutes as many as one can. */
    public Future<Boolean> mutesMost(Person person) {
        return mutes.of(person.id()).map(all -> all.size() >= Mutes.MOST);
    }

    /** Those whom the person mutes, or who mute the person. @param others storage ids, at most 10,000 */
    public Future<Set<Long>> muted(Person person, Collection<Long> others) {
        return mutes.between(person.id(), others);
    }

    /** Shows or hides what somebody has read, and will read. Fails with NotFound. @return false if it was so already */
    public Future<Boolean> sendReceipts(Person person, boolean send) {
        return person.sendsReadReceipts() == send
                ? Future.succeededFuture(false)
                : people.update(person.id(), PersonChange.NOTHING.withSendsReadReceipts(send))
                        .map(true);
    }

    /** Whether an app's receipts are told at all. */
    public Future<Boolean> receiptsEnabled(long app) {
        return isOn(app, ENABLED);
    }

    /** @return false if it was so already */
    public Future<Boolean> enableReceipts(long app, boolean enable) {
        return set(app, ENABLED, enable);
    }

    /** Whether those who are made through Zulip show what they read until they decide otherwise. */
    public Future<Boolean> receiptsSentByDefault(long app) {
        return isOn(app, SENT_BY_DEFAULT);
    }

    /** Changes nothing for those who are there. @return false if it was so already */
    public Future<Boolean> sendReceiptsByDefault(long app, boolean send) {
        return set(app, SENT_BY_DEFAULT, send);
    }

    private Future<Boolean> isOn(long app, String name) {
        return apps.settings(app).map(changed -> ON.equals(changed.getOrDefault(name, ON)));
    }

    private Future<Boolean> set(long app, String name, boolean on) {
        return isOn(app, name)
                .compose(before -> before == on
                        ? Future.succeededFuture(false)
                        : apps.changeSettings(app, Map.of(name, Boolean.toString(on)))
                                .map(true));
    }
}
