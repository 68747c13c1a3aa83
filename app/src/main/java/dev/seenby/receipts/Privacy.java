package dev.seenby.receipts;

import dev.seenby.storage.Apps;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who lets others see what they have read: people decide it for themselves, and by whom they mute; an organisation for all
 * of its people. Nothing of it changes what is recorded: what was hidden is there again when it is shown again. Who waits for
 * such changes is told.
 */
public final class Privacy {
    /** Under which an app keeps whether Zulip tells receipts at all; absent = it does. */
    public static final String ENABLED = "zulip/realm/enable_read_receipts";
    /** Under which an app keeps whether people made through Zulip show what they read; absent = they do. */
    public static final String SENT_BY_DEFAULT = "zulip/realm/user_settings_defaults/send_read_receipts";

    private static final String ON = "true";
    private static final String SEND = "send_read_receipts";

    private final People people;
    private final Mutes mutes;
    private final Apps apps;
    private final Telling telling;

    public Privacy(People people, Mutes mutes, Apps apps, Telling telling) {
        this.people = people;
        this.mutes = mutes;
        this.apps = apps;
        this.telling = telling;
    }

    /** Something that somebody does for themselves. @param change of it */
    private Future<Boolean> own(Person person, Supplier<Future<Boolean>> act, Change change) {
        return telling.own(person.app(), person.id(), true, act, changed -> changed ? List.of(change) : List.of());
    }

    /** Somebody does not want to see somebody. Fails as {@link Mutes#mute}. @return false if it was so already */
    public Future<Boolean> mute(Person person, Person other) {
        return own(person, () -> mutes.mute(person.id(), other.id()), new Change.MutesChanged(person.id()));
    }

    /** Takes {@link #mute} back. @return false if the other was not muted */
    public Future<Boolean> unmute(Person person, Person other) {
        return own(person, () -> mutes.unmute(person.id(), other.id()), new Change.MutesChanged(person.id()));
    }

    /** Whether somebody mutes as many as one can. */
    public Future<Boolean> mutesMost(Person person) {
        return mutes.of(person.id()).map(all -> all.size() >= Mutes.MOST);
    }

    private record Pair(long person, long other) {}

    /** @param so whether one of them mutes the other */
    private record Muting(Pair pair, boolean so) {}

    /** Those whom the person mutes, or who mute the person. @param others storage ids, at most 10,000 */
    public Future<Set<Long>> muted(Directory.View known, Person person, Collection<Long> others) {
        List<Pair> pairs =
                others.stream().map(other -> new Pair(person.id(), other)).toList();
        return known.all(Muting.class, pairs, asked -> mutings(person, asked), Muting::pair)
                .map(all -> all.values().stream()
                        .filter(Muting::so)
                        .map(muting -> muting.pair().other())
                        .collect(Collectors.toSet()));
    }

    private Future<List<Muting>> mutings(Person person, List<Pair> pairs) {
        return mutes.between(person.id(), pairs.stream().map(Pair::other).toList())
                .map(muted -> pairs.stream()
                        .map(pair -> new Muting(pair, muted.contains(pair.other())))
                        .toList());
    }

    /** Shows or hides what somebody has read, and will read. Fails with NotFound. @return false if it was so already */
    public Future<Boolean> sendReceipts(Person person, boolean send) {
        return person.sendsReadReceipts() == send
                ? Future.succeededFuture(false)
                : own(
                        person,
                        () -> people.update(person.id(), PersonChange.NOTHING.withSendsReadReceipts(send))
                                .map(true),
                        new Change.SettingChanged(person.id(), SEND, Boolean.toString(send)));
    }

    /** Whether an app's receipts are told at all. */
    public Future<Boolean> receiptsEnabled(long app) {
        return isOn(app, ENABLED);
    }

    /** @param administrator who decides it for all. @return false if it was so already */
    public Future<Boolean> enableReceipts(Person administrator, boolean enable) {
        return set(
                administrator,
                ENABLED,
                enable,
                new Change.RealmChanged("enable_read_receipts", Boolean.toString(enable)));
    }

    /** Whether those who are made through Zulip show what they read until they decide otherwise. */
    public Future<Boolean> receiptsSentByDefault(long app) {
        return isOn(app, SENT_BY_DEFAULT);
    }

    /** Changes nothing for those who are there. @return false if it was so already */
    public Future<Boolean> sendReceiptsByDefault(Person administrator, boolean send) {
        return set(administrator, SENT_BY_DEFAULT, send, new Change.DefaultChanged(SEND, Boolean.toString(send)));
    }

    private Future<Boolean> isOn(long app, String name) {
        return apps.settings(app).map(changed -> ON.equals(changed.getOrDefault(name, ON)));
    }

    private Future<Boolean> set(Person administrator, String name, boolean on, Change change) {
        long app = administrator.app();
        return isOn(app, name)
                .compose(before -> before == on
                        ? Future.succeededFuture(false)
                        : telling.act(
                                app,
                                administrator.id(),
                                () -> apps.changeSettings(app, Map.of(name, Boolean.toString(on)))
                                        .map(true),
                                changed -> change));
    }
}
