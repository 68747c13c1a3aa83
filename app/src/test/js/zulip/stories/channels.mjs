import test from 'node:test';
import assert from 'node:assert/strict';
import { ok, people, run } from '../people.mjs';

test('Alice makes a channel, Bob finds and joins it, and leaves', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const name = `tea & cake ${run}`;
    assert.deepEqual(await alice.subscribes(name), { subscribed: { [alice.id]: [name] }, already_subscribed: {} });
    assert.deepEqual(await alice.subscribes(name), { subscribed: {}, already_subscribed: { [alice.id]: [name] } });
    const { streams } = ok(await bob.client.streams.retrieve());
    const found = streams.find((stream) => stream.name === name);
    assert.equal(found.stream_id, await bob.channelId(name));
    await bob.subscribes(name);
    const { subscriptions } = ok(await bob.client.streams.subscriptions.retrieve());
    assert.deepEqual(
        subscriptions.map((subscription) => subscription.name),
        [name],
    );
    await alice.says(name, 'milk', 'With or without?');
    await alice.says(name, 'sugar', 'One or two?');
    const { topics } = ok(await bob.client.streams.topics.retrieve({ stream_id: found.stream_id }));
    assert.deepEqual(
        topics.map((topic) => topic.name),
        ['sugar', 'milk'],
    );
    const left = ok(await bob.call('/users/me/subscriptions', 'DELETE', { subscriptions: JSON.stringify([name]) }));
    assert.deepEqual(left, { removed: [name], not_removed: [] });
});

test('A private channel is for those inside', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const name = `attic ${run}`;
    const subscriptions = JSON.stringify([{ name }]);
    ok(await alice.call('/users/me/subscriptions', 'POST', {
        subscriptions,
        // The client's forms hold texts alone.
        invite_only: 'true',
        history_public_to_subscribers: 'true',
    }));
    const secret = await alice.says(name, 'plans', 'A new roof');
    const { streams } = ok(await bob.client.streams.retrieve());
    assert.ok(streams.every((stream) => stream.name !== name));
    assert.equal((await bob.call(`/messages/${secret}/read_receipts`)).msg, 'Invalid message(s)');
    const principals = JSON.stringify([bob.id]);
    ok(await alice.call('/users/me/subscriptions', 'POST', { subscriptions, principals }));
    assert.deepEqual(await bob.readersOf(secret), []);
});
