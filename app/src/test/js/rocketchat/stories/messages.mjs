import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, groupOf, laterThan, people, refused, run, texts, written } from '../people.mjs';

test('Bob reads what Alice wrote, newest first', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    for (const word of ['one', 'two', 'three']) {
        const message = await alice.says(channel._id, word);
        assert.equal(message.rid, channel._id);
        assert.equal(message.u._id, alice._id);
        assert.equal(message.u.username, alice.username);
        await laterThan(Date.parse(message.ts));
    }
    const { messages } = await bob.get('channels.history', { roomId: channel._id });
    assert.deepEqual(texts(messages), ['three', 'two', 'one']);
    const listed = await bob.get('channels.messages', { roomId: channel._id });
    assert.deepEqual(texts(listed.messages), ['three', 'two', 'one']);
    assert.equal(listed.count, listed.messages.length);
});

test('History is cut by time, and pages do not overlap', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    const sent = [];
    for (const word of ['one', 'two', 'three', 'four', 'five']) {
        sent.push(await alice.says(channel._id, word));
        await laterThan(Date.parse(sent.at(-1).ts));
    }
    const history = async (params) =>
        texts((await alice.get('channels.history', { roomId: channel._id, ...params })).messages);
    assert.deepEqual(await history({ oldest: sent[1].ts, latest: sent[3].ts }), ['three']);
    assert.deepEqual(await history({ oldest: sent[1].ts, latest: sent[3].ts, inclusive: 'true' }), [
        'four',
        'three',
        'two',
    ]);
    assert.deepEqual(await history({ count: 2 }), ['five', 'four']);
    assert.deepEqual(await history({ count: 2, offset: 2 }), ['three', 'two']);

    const all = await alice.get('channels.messages', { roomId: channel._id });
    const paged = [];
    for (let offset = 0; offset < all.total; offset += 2) {
        const page = await alice.get('channels.messages', { roomId: channel._id, offset, count: 2 });
        assert.deepEqual([page.offset, page.total, page.count], [offset, all.total, page.messages.length]);
        paged.push(...page.messages);
    }
    assert.deepEqual(paged, all.messages);
    const oldestFirst = await alice.get('channels.messages', { roomId: channel._id, sort: '{"ts":1}' });
    assert.deepEqual(texts(oldestFirst.messages), ['one', 'two', 'three', 'four', 'five']);
});

test('A message may bring its own id', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const _id = `alices-message-${run}`;
    const message = await alice.says(channel._id, 'Mine', { _id });
    assert.equal(message._id, _id);
    assert.deepEqual((await bob.get('chat.getMessage', { msgId: _id })).message, message);
    assert.deepEqual(texts((await bob.get('channels.history', { roomId: channel._id })).messages), ['Mine']);
});

test('A script posts by the name of the channel', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const posted = await alice.post('chat.postMessage', { channel: `#${channel.name}`, text: 'Built' });
    assert.equal(posted.message.rid, channel._id);
    assert.equal(posted.message.msg, 'Built');
    assert.equal(posted.ts, Date.parse(posted.message.ts));
    const byId = await alice.post('chat.postMessage', { roomId: channel._id, text: 'Shipped' });
    assert.equal((await bob.get('chat.getMessage', { msgId: byId.message._id })).message.msg, 'Shipped');
    await refused(alice.post('chat.postMessage', { channel: `#nowhere-${run}`, text: 'Lost' }), 400, {
        success: false,
        error: '[invalid-channel]',
        errorType: 'invalid-channel',
    });
});

test('Alice corrects herself', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const message = await alice.says(channel._id, 'Tuseday');
    await laterThan(Date.parse(message.ts));
    const edit = { roomId: channel._id, msgId: message._id, text: 'Tuesday' };
    const updated = (await alice.post('chat.update', edit)).message;
    assert.equal(updated._id, message._id);
    assert.equal(updated.msg, 'Tuesday');
    assert.equal(updated.ts, message.ts);
    assert.equal(updated.editedBy.username, alice.username);
    assert.ok(Date.parse(updated.editedAt) > Date.parse(message.ts));
    assert.equal((await bob.get('chat.getMessage', { msgId: message._id })).message.msg, 'Tuesday');
    await refused(bob.post('chat.update', { ...edit, text: 'Never' }), 400, (body) =>
        assert.equal(body.success, false),
    );
    assert.equal((await bob.get('chat.getMessage', { msgId: message._id })).message.msg, 'Tuesday');
});

test('Alice deletes a message: it is gone, and so is its list of readers', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const message = await alice.says(channel._id, 'Oops');
    const kept = await alice.says(channel._id, 'Hello');
    const deletion = { roomId: channel._id, msgId: message._id };
    await refused(bob.post('chat.delete', deletion), 400, (body) => assert.equal(body.success, false));
    const deleted = await alice.post('chat.delete', deletion);
    assert.equal(deleted._id, message._id);
    assert.equal(deleted.message.rid, channel._id);
    assert.equal(deleted.message.u._id, alice._id);

    await refused(bob.get('chat.getMessage', { msgId: message._id }), 400, { success: false });
    const { messages } = await bob.get('channels.history', { roomId: channel._id });
    assert.deepEqual(
        written(messages).map((one) => one._id),
        [kept._id],
    );
    await refused(bob.get('chat.getMessageReadReceipts', { messageId: message._id }), 400, {
        success: false,
        error: 'Invalid message [error-invalid-message]',
        errorType: 'error-invalid-message',
        details: { method: 'getReadReceipts' },
    });
    await refused(alice.post('chat.delete', deletion), 400, {
        success: false,
        error: `No message found with the id of "${message._id}".`,
    });
});

test('What cannot be sent says why', async () => {
    const [alice, mallory] = await people('Alice', 'Mallory');
    const group = await groupOf(alice);
    const message = await alice.says(group._id, 'Secret');
    await refused(alice.says('nosuchroomatall00', 'Hello?'), 400, { success: false, error: 'error-invalid-room' });
    await refused(alice.post('chat.sendMessage', { message: { msg: 'Where?' } }), 400, (body) =>
        assert.match(body.error, /rid/),
    );
    await refused(alice.says(group._id, 'Also here', { tshow: true }), 400, {
        success: false,
        error: 'tshow provided but missing tmid [invalid-params]',
        errorType: 'invalid-params',
        details: { method: 'sendMessage' },
    });
    await refused(mallory.get('chat.getMessage', { msgId: message._id }), 400, {
        success: false,
        error: 'Not allowed [error-not-allowed]',
        errorType: 'error-not-allowed',
        details: { method: 'getSingleMessage' },
    });
});
