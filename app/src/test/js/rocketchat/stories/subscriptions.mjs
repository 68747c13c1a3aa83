import test from 'node:test';
import assert from 'node:assert/strict';
import { aMoment, channelOf, laterThan, people, refused, run } from '../people.mjs';

const notSubscribed = { success: false, error: 'error-invalid-subscription' };

test("Bob's subscription shows what he has not read, until he reads it", async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    await bob.reads(channel._id);
    await alice.says(channel._id, 'One');
    const message = await alice.says(channel._id, 'Two');
    const before = await bob.subscription(channel._id);
    assert.equal(before.rid, channel._id);
    assert.equal(before.u._id, bob._id);
    assert.equal(before.name, channel.name);
    assert.equal(before.t, 'c');
    assert.equal(before.open, true);
    assert.equal(before.alert, true);

    await bob.reads(channel._id);
    const after = await bob.subscription(channel._id);
    assert.equal(after._id, before._id);
    assert.deepEqual([after.alert, after.unread, after.userMentions, after.groupMentions], [false, 0, 0, 0]);
    assert.ok(after.ls > message.ts && after.ls > before.ls);
    assert.equal((await alice.subscription(channel._id)).alert, false);
});

test('A new member has never read the room; its owner has', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    assert.ok(!('ls' in (await bob.subscription(channel._id))));
    assert.ok('ls' in (await alice.subscription(channel._id)));
});

test('Bob follows his rooms, and learns of changes and of rooms he left', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const stays = await channelOf(alice, bob);
    const leaves = await channelOf(alice, bob);
    const rooms = (answer) => answer.update.map((one) => one.rid);
    const all = await bob.get('subscriptions.get');
    assert.ok(rooms(all).includes(stays._id) && rooms(all).includes(leaves._id));
    assert.deepEqual(all.remove, []);
    const left = await bob.subscription(leaves._id);

    const updatedSince = await aMoment();
    await bob.reads(stays._id);
    await bob.post('channels.leave', { roomId: leaves._id });
    const changed = await bob.get('subscriptions.get', { updatedSince });
    assert.deepEqual(rooms(changed), [stays._id]);
    assert.deepEqual(
        changed.remove.map((one) => one._id),
        [left._id],
    );
});

test('Marking unread moves the marker back and takes no receipt away', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const first = await alice.says(channel._id, 'First');
    const second = await alice.says(channel._id, 'Second');
    await bob.reads(channel._id);
    const receipts = [await alice.receiptsOf(first), await alice.receiptsOf(second)];
    assert.deepEqual(
        receipts.map((list) => list.map((receipt) => receipt.userId)),
        [
            [alice._id, bob._id],
            [alice._id, bob._id],
        ],
    );

    await bob.post('subscriptions.unread', { firstUnreadMessage: { _id: second._id } });
    const marked = await bob.subscription(channel._id);
    assert.equal(marked.alert, true);
    assert.ok(marked.ls < second.ts);
    assert.deepEqual([await alice.receiptsOf(first), await alice.receiptsOf(second)], receipts);
    await bob.reads(channel._id);
    assert.deepEqual([await alice.receiptsOf(first), await alice.receiptsOf(second)], receipts);

    await bob.post('subscriptions.unread', { roomId: channel._id });
    assert.equal((await bob.subscription(channel._id)).alert, true);
    await refused(alice.post('subscriptions.unread', { firstUnreadMessage: { _id: second._id } }), 400, {
        success: false,
        error: 'Not allowed [error-action-not-allowed]',
        errorType: 'error-action-not-allowed',
        details: { method: 'unreadMessages', action: 'Unread_messages' },
    });
});

test('Who is not in the room can mark nothing in it', async () => {
    const [alice, mallory] = await people('Alice', 'Mallory');
    const channel = await channelOf(alice);
    const message = await alice.says(channel._id, 'Hello');
    await refused(mallory.post('subscriptions.read', { rid: channel._id }), 400, notSubscribed);
    await refused(mallory.post('subscriptions.read', { rid: `nowhere-${run}` }), 400, notSubscribed);
    assert.deepEqual(
        (await alice.receiptsOf(message)).map((receipt) => receipt.userId),
        [alice._id],
    );
    assert.equal(await mallory.subscription(channel._id), null);
});

test('Followers of a thread have it among their unread threads, until they read it', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const parent = await alice.says(channel._id, 'Who is in?');
    const unreadThreads = async (person) => (await person.subscription(channel._id)).tunread ?? [];
    await bob.says(channel._id, 'Me', { tmid: parent._id });
    assert.deepEqual(await unreadThreads(alice), [parent._id]);
    assert.deepEqual(await unreadThreads(bob), []);
    assert.deepEqual(await unreadThreads(carol), []);

    await carol.post('chat.followMessage', { mid: parent._id });
    await bob.says(channel._id, 'And my dog', { tmid: parent._id });
    assert.deepEqual(await unreadThreads(carol), [parent._id]);
    await carol.reads(channel._id, { readThreads: true });
    assert.ok(!('tunread' in (await carol.subscription(channel._id))));
    await alice.method('readThreads', parent._id);
    assert.deepEqual(await unreadThreads(alice), []);

    await carol.post('chat.unfollowMessage', { mid: parent._id });
    await bob.says(channel._id, 'And my cat', { tmid: parent._id });
    assert.deepEqual(await unreadThreads(carol), []);
    assert.deepEqual(await unreadThreads(alice), [parent._id]);
});

test('The list of threads: the last answered first, those followed, those unread, those about something', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const [food, trip] = [await alice.says(channel._id, 'Food?'), await carol.says(channel._id, 'Trip (by bus)?')];
    await alice.says(channel._id, 'Nobody answers this');
    const last = await bob.says(channel._id, 'By train', { tmid: trip._id });
    await laterThan(Date.parse(last.ts));
    await bob.says(channel._id, 'Pizza', { tmid: food._id });

    const list = async (person, params = {}) => {
        const answer = await person.get('chat.getThreadsList', { rid: channel._id, ...params });
        assert.equal(answer.count, answer.threads.length);
        return answer.threads.map((thread) => thread._id);
    };
    assert.deepEqual(await list(alice), [food._id, trip._id]);
    assert.deepEqual(await list(alice, { count: 1, offset: 1 }), [trip._id]);
    assert.deepEqual(await list(alice, { type: 'following' }), [food._id]);
    assert.deepEqual(await list(carol, { type: 'unread' }), [trip._id]);
    assert.deepEqual(await list(bob, { type: 'unread' }), []);
    assert.deepEqual(await list(alice, { text: 'FOOD' }), [food._id]);
    assert.deepEqual(await list(alice, { text: '(by' }), [trip._id]);
});
