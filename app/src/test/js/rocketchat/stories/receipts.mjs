import test from 'node:test';
import assert from 'node:assert/strict';
import { admin, channelOf, groupOf, laterThan, people, refused, run } from '../people.mjs';

const readers = (receipts) => receipts.map((receipt) => receipt.user.username);
const namesOf = (...people) => people.map((person) => person.username);

test('Alice sees who has read her message, and when: herself, then Carol, Bob and Dave', async () => {
    const [alice, bob, carol, dave] = await people('Alice', 'Bob', 'Carol', 'Dave');
    const channel = await channelOf(alice, bob, carol, dave);
    const message = await alice.says(channel._id, 'Lunch at noon?');
    assert.equal(message.unread, true);
    const times = [];
    for (const reader of [carol, bob, dave]) {
        await laterThan(Date.now());
        const before = Date.now();
        await reader.reads(channel._id);
        times.push([before, Date.now()]);
    }

    const receipts = await alice.receiptsOf(message);
    assert.deepEqual(readers(receipts), namesOf(alice, carol, bob, dave));
    [alice, carol, bob, dave].forEach((reader, i) => {
        assert.deepStrictEqual(receipts[i], {
            _id: message._id + reader._id,
            roomId: channel._id,
            userId: reader._id,
            messageId: message._id,
            ts: receipts[i].ts,
            user: { username: reader.username, name: reader.name, _id: reader._id },
        });
    });
    assert.equal(receipts[0].ts, message.ts);
    times.forEach(([before, after], i) => {
        const read = Date.parse(receipts[i + 1].ts);
        assert.ok(before <= read && read <= after, `${receipts[i + 1].ts} is not when the reader read`);
    });
    // Everybody who may read the message sees the same.
    assert.deepEqual(await dave.receiptsOf(message), receipts);
});

test('A message is unread until the last member has read it', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const group = await groupOf(alice, bob, carol);
    const { _id } = await alice.says(group._id, 'Anyone there?');
    const unread = async () => (await alice.get('chat.getMessage', { msgId: _id })).message.unread;
    assert.equal(await unread(), true);
    await bob.reads(group._id);
    assert.equal(await unread(), true);
    await carol.reads(group._id);
    assert.equal(await unread(), undefined);
});

test('Receipts come in pages of two, the same wherever they are cut', async () => {
    const [alice, bob, carol, dave, erin] = await people('Alice', 'Bob', 'Carol', 'Dave', 'Erin');
    const channel = await channelOf(alice, bob, carol, dave, erin);
    const message = await alice.says(channel._id, 'Please confirm');
    for (const reader of [erin, dave, bob, carol]) {
        await reader.reads(channel._id);
    }
    const all = await alice.receiptsOf(message);
    assert.deepEqual(readers(all), namesOf(alice, erin, dave, bob, carol));
    const page = (offset, count) => alice.receiptsOf(message, { offset, count });
    assert.deepEqual(await page(0, 2), all.slice(0, 2));
    assert.deepEqual(await page(2, 2), all.slice(2, 4));
    assert.deepEqual(await page(4, 2), all.slice(4));
    assert.deepEqual(await page(6, 2), []);
    assert.deepEqual(await page(1, 3), all.slice(1, 4));
    assert.deepEqual(await alice.receiptsOf(message, { offset: 3 }), all.slice(3));
    assert.deepEqual(await alice.receiptsOf(message, { count: 1 }), all.slice(0, 1));
});

test('Offsets and counts that are none are refused', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    const message = await alice.says(channel._id, 'Hello');
    for (const paging of [{ offset: 'first' }, { count: 'few' }, { offset: -1 }, { count: -1 }]) {
        const call = alice.get('chat.getMessageReadReceipts', { messageId: message._id, ...paging });
        await refused(call, 400, (body) => assert.equal(body.errorType, 'error-invalid-params'));
    }
});

test('What an old client sends along is ignored', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    const message = await alice.says(channel._id, 'Hello');
    const dead = { count: 50, oldest: '2018-01-01T00:00:00.000Z', latest: '' };
    assert.deepEqual(await alice.receiptsOf(message, dead), await alice.receiptsOf(message));
});

test('Who joined later has read nothing of before', async () => {
    const [alice, bob, erin] = await people('Alice', 'Bob', 'Erin');
    const channel = await channelOf(alice, bob);
    const before = await alice.says(channel._id, 'Before Erin');
    await alice.post('channels.invite', { roomId: channel._id, userId: erin._id });
    const after = await alice.says(channel._id, 'Welcome, Erin');
    await erin.reads(channel._id);
    await bob.reads(channel._id);
    assert.deepEqual(readers(await alice.receiptsOf(before)), namesOf(alice, bob));
    assert.deepEqual(readers(await alice.receiptsOf(after)), namesOf(alice, erin, bob));
});

test('Reading again changes nothing, and new messages get their own time', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const first = await alice.says(channel._id, 'First');
    await bob.reads(channel._id);
    const receipts = await alice.receiptsOf(first);
    const second = await alice.says(channel._id, 'Second');
    assert.deepEqual(readers(await alice.receiptsOf(second)), namesOf(alice));
    await bob.reads(channel._id);
    await bob.reads(channel._id);
    assert.deepEqual(await alice.receiptsOf(first), receipts);
    const [, bobs] = await alice.receiptsOf(second);
    assert.equal(bobs.userId, bob._id);
    assert.ok(bobs.ts > receipts[1].ts);
});

test('Many messages are read at once, each with a receipt', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const sent = [];
    for (let i = 1; i <= 20; i++) {
        sent.push(await alice.says(channel._id, `Point ${i}`));
    }
    await bob.post('subscriptions.read', { roomId: channel._id });
    const times = new Set();
    for (const message of sent) {
        const [own, bobs, ...others] = await alice.receiptsOf(message);
        assert.deepEqual([own.userId, bobs.userId, others], [alice._id, bob._id, []]);
        times.add(bobs.ts);
    }
    assert.equal(times.size, 1);
});

test('A reader who leaves stays a reader', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const message = await alice.says(channel._id, 'Farewell');
    await bob.reads(channel._id);
    await bob.post('channels.leave', { roomId: channel._id });
    assert.deepEqual(readers(await alice.receiptsOf(message)), namesOf(alice, bob));
});

test('A direct message has receipts as well', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const { room } = await alice.post('im.create', { username: bob.username });
    const message = await alice.says(room._id, 'Psst');
    assert.deepEqual(readers(await alice.receiptsOf(message)), namesOf(alice));
    await bob.reads(room._id);
    assert.deepEqual(readers(await alice.receiptsOf(message)), namesOf(alice, bob));
});

test('Looking at messages is not reading them', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const message = await alice.says(channel._id, 'Seen?');
    await bob.get('chat.getMessage', { msgId: message._id });
    await bob.get('channels.history', { roomId: channel._id });
    await bob.get('channels.messages', { roomId: channel._id });
    await bob.receiptsOf(message);
    assert.deepEqual(readers(await alice.receiptsOf(message)), namesOf(alice));
});

test('The documented refusals: no messageId, no such message, no way into the room', async () => {
    const [alice, mallory] = await people('Alice', 'Mallory');
    const group = await groupOf(alice);
    const message = await alice.says(group._id, 'Among us');
    await refused(alice.get('chat.getMessageReadReceipts'), 400, {
        error: "The required 'messageId' param is missing.",
        success: false,
    });
    const details = { method: 'getReadReceipts' };
    await refused(alice.get('chat.getMessageReadReceipts', { messageId: `nothing-${run}` }), 400, {
        success: false,
        error: 'Invalid message [error-invalid-message]',
        errorType: 'error-invalid-message',
        details,
    });
    await refused(mallory.get('chat.getMessageReadReceipts', { messageId: message._id }), 400, {
        success: false,
        error: 'Invalid room [error-invalid-room]',
        errorType: 'error-invalid-room',
        details,
    });
});

test('The receipts of a public channel are open to people who are not in it', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice);
    const message = await alice.says(channel._id, 'Open day');
    assert.deepEqual(readers(await bob.receiptsOf(message)), namesOf(alice));
    assert.deepEqual(readers(await admin.receiptsOf(message)), namesOf(alice));
});
