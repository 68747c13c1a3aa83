import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, ok, people, refused } from '../people.mjs';

const narrow = (...terms) => JSON.stringify(terms.map(([operator, operand]) => ({ operator, operand })));

async function unread(person, channel) {
    const terms = [
        { operator: 'channel', operand: channel },
        { operator: 'is', operand: 'unread' },
    ];
    const window = { anchor: 'newest', num_before: 100, num_after: 0, narrow: terms };
    return ok(await person.client.messages.retrieve(window)).messages.map((message) => message.content);
}

test('Bob marks a topic, then the channel, then everything read', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const other = await channelOf(alice, bob);
    await alice.says(channel, 'tea', 'one');
    await alice.says(channel, 'cake', 'two');
    await alice.says(channel, 'tea', 'three');
    const last = await alice.says(other, 'tea', 'four');
    const plain = (texts) => texts.map((text) => `<p>${text}</p>`);
    assert.deepEqual(await unread(bob, channel), plain(['one', 'two', 'three']));

    const streamId = await bob.channelId(channel);
    ok(await bob.call('/mark_topic_as_read', 'POST', { stream_id: streamId, topic_name: 'TEA' }));
    assert.deepEqual(await unread(bob, channel), plain(['two']));
    ok(await bob.call('/mark_stream_as_read', 'POST', { stream_id: streamId }));
    assert.deepEqual(await unread(bob, channel), []);
    assert.deepEqual(await unread(bob, other), plain(['four']));
    assert.deepEqual(ok(await bob.call('/mark_all_as_read', 'POST')), { complete: true });
    assert.deepEqual(await alice.readersOf(last), [bob.id]);
});

test('A client goes through the unread messages of a narrow in batches', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const said = [];
    for (let i = 0; i < 7; i++) {
        said.push(await alice.says(channel, 'tea', `number ${i}`));
    }
    await bob.reads(said[2]);
    const call = {
        num_before: 0,
        num_after: 2,
        include_anchor: 'false',
        narrow: narrow(['channel', channel], ['is', 'unread']),
        op: 'add',
        flag: 'read',
    };
    let anchor = 'oldest';
    const batches = [];
    for (let done = false; !done; ) {
        const answer = ok(await bob.call('/messages/flags/narrow', 'POST', { ...call, anchor }));
        batches.push(answer.updated_count);
        anchor = answer.last_processed_id;
        done = answer.found_newest;
    }
    assert.equal(
        batches.reduce((sum, count) => sum + count, 0),
        6,
    );
    assert.ok(batches.length >= 3);
    assert.deepEqual(await unread(bob, channel), []);
});

test('Stars are kept, and make nobody a reader', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const message = await alice.says(channel, 'tea', 'Remember the milk');
    const answer = await bob.client.messages.flags.add({ messages: [message], flag: 'starred' });
    assert.deepEqual(ok(answer), { messages: [message], ignored_because_not_subscribed_channels: [] });
    const found = ok(await bob.client.messages.getById({ message_id: message })).message;
    assert.deepEqual(found.flags, ['starred']);
    assert.deepEqual(await alice.readersOf(message), []);
});

test('Flags that nobody can set are refused', async () => {
    const [alice] = await people('Alice');
    const messages = [1];
    refused(await alice.client.messages.flags.add({ messages, flag: 'seen' }), {
        msg: "Invalid flag: 'seen'",
        code: 'BAD_REQUEST',
    });
    refused(await alice.client.messages.flags.add({ messages, flag: 'mentioned' }), {
        msg: "Flag not editable: 'mentioned'",
        code: 'BAD_REQUEST',
    });
});
