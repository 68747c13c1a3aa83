import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, groupOf, laterThan, people, refused, run, texts, validMessages } from '../people.mjs';

/** Alice proposes, and people reply, each reply a moment after the one before. */
async function threadOf(alice, roomId, ...replies) {
    const parent = await alice.says(roomId, 'Ideas for lunch?');
    const sent = [];
    for (const [person, text] of replies) {
        await laterThan(Date.parse(sent.at(-1)?.ts ?? parent.ts));
        sent.push(await person.says(roomId, text, { tmid: parent._id }));
    }
    return { parent, sent };
}

async function lunch() {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const replies = [
        [bob, 'pizza'],
        [carol, 'soup'],
        [bob, 'salad'],
        [alice, 'pizza again'],
        [carol, 'curry'],
    ];
    return { alice, bob, carol, channel, ...(await threadOf(alice, channel._id, ...replies)) };
}

const words = ['pizza', 'soup', 'salad', 'pizza again', 'curry'];

test('A thread is its replies, oldest first, without what started it', async () => {
    const { bob, channel, parent, sent } = await lunch();
    const answer = await bob.get('chat.getThreadMessages', { tmid: parent._id });
    assert.deepEqual(texts(answer.messages), words);
    assert.deepEqual([answer.count, answer.offset, answer.total], [5, 0, 5]);
    answer.messages.forEach((reply, i) => {
        assert.equal(reply._id, sent[i]._id);
        assert.equal(reply.rid, channel._id);
        assert.equal(reply.tmid, parent._id);
        assert.equal(reply.ts, sent[i].ts);
        assert.deepEqual(reply.u, sent[i].u);
        assert.deepEqual([reply.mentions, reply.channels], [[], []]);
        assert.ok(!('tlm' in reply) && !('tcount' in reply) && !('replies' in reply));
    });
});

test('What started it knows how many replies there are, the last, and who follows', async () => {
    const { alice, bob, carol, parent, sent } = await lunch();
    const { message } = await bob.get('chat.getMessage', { msgId: parent._id });
    assert.equal(message.tcount, 5);
    assert.equal(message.tlm, sent.at(-1).ts);
    assert.deepEqual([...message.replies].sort(), [alice._id, bob._id, carol._id].sort());
});

test('A thread comes in pages', async () => {
    const { bob, parent } = await lunch();
    const paged = [];
    for (let offset = 0; offset < 6; offset += 2) {
        const page = await bob.get('chat.getThreadMessages', { tmid: parent._id, offset, count: 2 });
        assert.deepEqual([page.count, page.offset, page.total], [page.messages.length, offset, 5]);
        paged.push(...texts(page.messages));
    }
    assert.deepEqual(paged, words);
    const beyond = await bob.get('chat.getThreadMessages', { tmid: parent._id, offset: 50 });
    assert.deepEqual([beyond.messages, beyond.count, beyond.offset, beyond.total], [[], 0, 50, 5]);
    const all = await bob.get('chat.getThreadMessages', { tmid: parent._id, count: 0 });
    assert.deepEqual(texts(all.messages), words);
});

test('A long thread shows fifty at first, a hundred at most, all for count 0', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    const replies = Array.from({ length: 103 }, (_, i) => [alice, `reply ${i}`]);
    const { parent } = await threadOf(alice, channel._id, ...replies);
    for (const [params, count] of [
        [{}, 50],
        [{ count: 70 }, 70],
        [{ count: 1000 }, 100],
        [{ count: 0 }, 103],
    ]) {
        const page = await alice.get('chat.getThreadMessages', { tmid: parent._id, ...params });
        assert.deepEqual([page.messages.length, page.count, page.total], [count, count, 103]);
        assert.equal(page.messages.at(-1).msg, `reply ${count - 1}`);
    }
});

test('sort={…} orders a thread by any of its keys', async () => {
    const { bob, parent } = await lunch();
    const sorted = async (sort) =>
        texts((await bob.get('chat.getThreadMessages', { tmid: parent._id, sort: JSON.stringify(sort) })).messages);
    assert.deepEqual(await sorted({ ts: -1 }), [...words].reverse());
    assert.deepEqual(await sorted({ msg: 1 }), ['curry', 'pizza', 'pizza again', 'salad', 'soup']);
    for (const raw of ['{"ts":2}', '{"ts"', 'ts', '{"ts":"asc"}', 'null']) {
        await refused(bob.get('chat.getThreadMessages', { tmid: parent._id, sort: raw }), 400, {
            success: false,
            error: `Invalid sort parameter provided: "${raw}" [error-invalid-sort]`,
            errorType: 'error-invalid-sort',
            details: { helperMethod: 'parseJsonQuery' },
        });
    }
});

test('query={…} searches a thread', async () => {
    const { bob, carol, parent, sent } = await lunch();
    const found = async (query) => {
        const answer = await bob.get('chat.getThreadMessages', { tmid: parent._id, query: JSON.stringify(query) });
        assert.equal(answer.total, answer.messages.length);
        return texts(answer.messages);
    };
    assert.deepEqual(await found({ msg: { $regex: 'pizza' } }), ['pizza', 'pizza again']);
    assert.deepEqual(await found({ msg: { $regex: '^PIZZA$', $options: 'i' } }), ['pizza']);
    assert.deepEqual(await found({ msg: 'soup' }), ['soup']);
    assert.deepEqual(await found({ 'u._id': carol._id }), ['soup', 'curry']);
    assert.deepEqual(await found({ msg: { $in: ['soup', 'salad', 'bread'] } }), ['soup', 'salad']);
    const soupOrBobs = { $or: [{ msg: 'soup' }, { 'u.username': bob.username }] };
    assert.deepEqual(await found(soupOrBobs), ['pizza', 'soup', 'salad']);
    assert.deepEqual(await found({ $and: [{ 'u._id': carol._id }, { msg: { $ne: 'soup' } }] }), ['curry']);
    assert.deepEqual(await found({ ts: { $gt: { $date: sent[2].ts } } }), ['pizza again', 'curry']);
    assert.deepEqual(await found({ msg: 'bread' }), []);
    // The query narrows the thread; it cannot leave it.
    assert.deepEqual(await found({ tmid: 'another' }), []);
});

test('A query that is none, or asks for more than it may, is refused', async () => {
    const { bob, parent } = await lunch();
    const search = (query) => bob.get('chat.getThreadMessages', { tmid: parent._id, query });
    await refused(search('{"msg":'), 400, {
        success: false,
        error: 'Invalid query parameter provided: "{"msg":" [error-invalid-query]',
        errorType: 'error-invalid-query',
        details: { helperMethod: 'parseJsonQuery' },
    });
    for (const query of [{ $where: 'sleep(1000)' }, { msg: { $expr: 1 } }, { $or: [{ $where: '1' }] }]) {
        await refused(search(JSON.stringify(query)), 400, (body) =>
            assert.equal(body.errorType, 'error-invalid-query'),
        );
    }
});

test('fields={…} chooses what is shown', async () => {
    const { bob, parent, sent } = await lunch();
    const shown = async (fields) =>
        (await bob.get('chat.getThreadMessages', { tmid: parent._id, fields: JSON.stringify(fields) })).messages;
    assert.deepEqual(
        await shown({ msg: 1 }),
        sent.map(({ _id, msg }) => ({ _id, msg })),
    );
    for (const message of await shown({ u: 0, mentions: 0 })) {
        assert.ok(!('u' in message) && !('mentions' in message));
        assert.equal(message.tmid, parent._id);
    }
    for (const raw of ['{"msg":2}', 'msg']) {
        await refused(bob.get('chat.getThreadMessages', { tmid: parent._id, fields: raw }), 400, {
            success: false,
            error: `Invalid fields parameter provided: "${raw}" [error-invalid-fields]`,
            errorType: 'error-invalid-fields',
            details: { helperMethod: 'parseJsonQuery' },
        });
    }
});

test('The documented refusals: no tmid, no such message, no way into the room', async () => {
    const [alice, mallory] = await people('Alice', 'Mallory');
    const group = await groupOf(alice);
    const { parent } = await threadOf(alice, group._id, [alice, 'just me']);
    await refused(alice.get('chat.getThreadMessages'), 400, {
        success: false,
        error: 'The required "tmid" query param is missing. [error-invalid-params]',
        errorType: 'error-invalid-params',
    });
    await refused(alice.get('chat.getThreadMessages', { tmid: `nothing-${run}` }), 400, {
        success: false,
        error: 'Invalid Message [error-invalid-message]',
        errorType: 'error-invalid-message',
    });
    await refused(mallory.get('chat.getThreadMessages', { tmid: parent._id }), 400, {
        success: false,
        error: 'Not Allowed [error-not-allowed]',
        errorType: 'error-not-allowed',
    });
});

test('A message without replies is an empty thread, and a reply starts none', async () => {
    const { alice, channel, parent, sent } = await lunch();
    const lonely = await alice.says(channel._id, 'Nobody answers');
    for (const message of [lonely, sent[0]]) {
        const answer = await alice.get('chat.getThreadMessages', { tmid: message._id });
        assert.deepEqual([answer.messages, answer.count, answer.total], [[], 0, 0]);
    }
    const nested = await alice.says(channel._id, 'to the pizza', { tmid: sent[0]._id });
    assert.equal(nested.tmid, parent._id);
});

test('The method that older apps call gives the parent and its replies, newest first', async () => {
    const { bob, parent } = await lunch();
    const opened = await bob.method('getThreadMessages', { tmid: parent._id });
    assert.deepEqual(texts(validMessages(opened)), ['Ideas for lunch?', ...[...words].reverse()]);
    assert.deepEqual(await bob.method('getThreadMessages', { tmid: `nothing-${run}` }), []);
});
