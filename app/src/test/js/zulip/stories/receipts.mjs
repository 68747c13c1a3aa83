import test from 'node:test';
import assert from 'node:assert/strict';
import { ascending, channelOf, ok, people, refused } from '../people.mjs';

test('Alice sees who has read her message, ids ascending, never her own', async () => {
    const [alice, bob, carol, dave] = await people('Alice', 'Bob', 'Carol', 'Dave');
    const channel = await channelOf(alice, bob, carol, dave);
    const lunch = await alice.says(channel, 'lunch', 'Soup?');
    assert.deepEqual(await alice.readersOf(lunch), []);
    await dave.reads(lunch);
    await bob.reads(lunch);
    await alice.reads(lunch);
    for (const asker of [alice, bob, carol, dave]) {
        assert.deepEqual(await asker.readersOf(lunch), ascending([bob.id, dave.id]));
    }
    await bob.unreads(lunch);
    assert.deepEqual(await alice.readersOf(lunch), [dave.id]);
});

test('A direct message shows its readers to those it was sent to, and to nobody else', async () => {
    const [alice, bob, carol, dave] = await people('Alice', 'Bob', 'Carol', 'Dave');
    const secret = await alice.tells([bob, carol], 'Surprise party for Dave');
    await carol.reads(secret);
    assert.deepEqual(await bob.readersOf(secret), [carol.id]);
    refused(await dave.call(`/messages/${secret}/read_receipts`), { msg: 'Invalid message(s)', code: 'BAD_REQUEST' });
});

test('Topics are read out of order, taken back and moved; receipts stay right', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const said = [];
    for (const topic of ['tea', 'tea', 'cake', 'tea', 'cake']) {
        said.push(await alice.says(channel, topic, `About ${topic}`));
    }
    await bob.reads(said[3], said[0]);
    await bob.reads(said[4]);
    await bob.unreads(said[0]);
    const moved = { message_id: said[3], topic: 'coffee', propagate_mode: 'change_one' };
    ok(await alice.client.messages.update(moved));
    const receipts = await Promise.all(said.map((message) => alice.readersOf(message)));
    assert.deepEqual(receipts, [[], [], [], [bob.id], [bob.id]]);
    const { message } = ok(await bob.client.messages.getById({ message_id: said[3] }));
    assert.equal(message.subject, 'coffee');
    assert.deepEqual(message.flags, ['read']);
});

test('An unknown message is refused as the document prints it', async () => {
    const [alice] = await people('Alice');
    for (const id of ['0', '999999999', '9223372036854775808', '00']) {
        refused(await alice.call(`/messages/${id}/read_receipts`), { msg: 'Invalid message(s)', code: 'BAD_REQUEST' });
    }
});
