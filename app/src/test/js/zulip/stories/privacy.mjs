import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, ok, owner, people, refused } from '../people.mjs';

test('Who hides what they read, and who is muted, is not shown', async () => {
    const [alice, bob, carol, dave] = await people('Alice', 'Bob', 'Carol', 'Dave');
    const channel = await channelOf(alice, bob, carol, dave);
    const message = await alice.says(channel, 'tea', 'Who is here?');
    for (const reader of [bob, carol, dave]) {
        await reader.reads(message);
    }
    ok(await bob.call('/settings', 'PATCH', { send_read_receipts: false }));
    assert.deepEqual(await alice.readersOf(message), [carol.id, dave.id]);
    assert.deepEqual(await bob.readersOf(message), [carol.id, dave.id]);
    ok(await carol.call(`/users/me/muted_users/${alice.id}`, 'POST'));
    assert.deepEqual(await alice.readersOf(message), [dave.id]);
    assert.deepEqual(await carol.readersOf(message), [carol.id, dave.id]);
    ok(await carol.call(`/users/me/muted_users/${alice.id}`, 'DELETE'));
    ok(await bob.call('/settings', 'PATCH', { send_read_receipts: true }));
    assert.deepEqual(await alice.readersOf(message), [bob.id, carol.id, dave.id]);
});

test('An organisation can do without receipts', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const message = await alice.says(channel, 'tea', 'Still there?');
    await bob.reads(message);
    assert.deepEqual(ok(await owner.call('/realm', 'PATCH', { enable_read_receipts: false })), {
        enable_read_receipts: false,
    });
    refused(await alice.call(`/messages/${message}/read_receipts`), {
        msg: 'Read receipts are disabled in this organization.',
        code: 'BAD_REQUEST',
    });
    assert.deepEqual(ok(await owner.call('/realm', 'PATCH', { enable_read_receipts: true })), {
        enable_read_receipts: true,
    });
    assert.deepEqual(await alice.readersOf(message), [bob.id]);
});
