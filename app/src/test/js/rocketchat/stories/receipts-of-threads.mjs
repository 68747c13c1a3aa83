import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, laterThan, people } from '../people.mjs';

/** Alice asks, Bob answers in a thread; Carol listens. */
async function conversation() {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const question = await alice.says(channel._id, 'Where do we meet?');
    const answer = await bob.says(channel._id, 'At the station', { tmid: question._id });
    return { alice, bob, carol, channel, question, answer };
}

const readers = async (looker, message) => (await looker.receiptsOf(message)).map((receipt) => receipt.userId);

test('Reading the room does not read its threads', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    await carol.reads(channel._id);
    assert.deepEqual(await readers(alice, question), [alice._id, carol._id]);
    assert.deepEqual(await readers(alice, answer), [bob._id]);
});

test('Reading the room and its threads reads the replies too', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    await carol.reads(channel._id, { readThreads: true });
    assert.deepEqual(await readers(alice, question), [alice._id, carol._id]);
    assert.deepEqual(await readers(alice, answer), [bob._id, carol._id]);
});

test('Reading one thread reads its replies, and neither the room nor another thread', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    const other = await alice.says(channel._id, 'And when?');
    const otherAnswer = await bob.says(channel._id, 'At six', { tmid: other._id });
    await carol.method('readThreads', question._id);
    assert.deepEqual(await readers(alice, answer), [bob._id, carol._id]);
    assert.deepEqual(await readers(alice, question), [alice._id]);
    assert.deepEqual(await readers(alice, otherAnswer), [bob._id]);
});

test('Opening a thread the old way, by the realtime method, reads it', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    await laterThan(Date.parse(answer.ts));
    const second = await alice.says(channel._id, 'Which one?', { tmid: question._id });
    const opened = await carol.method('getThreadMessages', { tmid: question._id });
    assert.deepEqual(
        opened.map((message) => message._id),
        [question._id, second._id, answer._id],
    );
    assert.deepEqual(await readers(alice, answer), [bob._id, carol._id]);
    assert.deepEqual(await readers(alice, second), [alice._id, carol._id]);
});

test('Fetching a thread is not reading it', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    await carol.get('chat.getThreadMessages', { tmid: question._id });
    await carol.get('chat.getThreadsList', { rid: channel._id });
    assert.deepEqual(await readers(alice, answer), [bob._id]);
});

test('A reply that is also sent to the channel is read with the channel', async () => {
    const { alice, bob, carol, channel, question } = await conversation();
    const shown = await bob.says(channel._id, 'The big one', { tmid: question._id, tshow: true });
    await carol.method('readThreads', question._id);
    assert.deepEqual(await readers(alice, shown), [bob._id]);
    await carol.reads(channel._id);
    assert.deepEqual(await readers(alice, shown), [bob._id, carol._id]);
});

test('The realtime method readMessages reads a room', async () => {
    const { alice, bob, carol, channel, question, answer } = await conversation();
    await carol.method('readMessages', channel._id);
    assert.deepEqual(await readers(alice, question), [alice._id, carol._id]);
    assert.deepEqual(await readers(alice, answer), [bob._id]);
    await carol.method('readMessages', channel._id, true);
    assert.deepEqual(await readers(alice, answer), [bob._id, carol._id]);
});
