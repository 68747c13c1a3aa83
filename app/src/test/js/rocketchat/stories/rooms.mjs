import test from 'node:test';
import assert from 'node:assert/strict';
import { aMoment, admin, channelOf, groupOf, people, refused, run, texts } from '../people.mjs';

const noSuchRoom = {
    success: false,
    error: 'The required "roomId" or "roomName" param provided does not match any channel [error-room-not-found]',
    errorType: 'error-room-not-found',
};

const usernames = (members) => members.map((member) => member.username).sort();

test('Alice opens a channel with Bob and invites Carol', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const name = `plans-${run}`;
    const { channel } = await alice.post('channels.create', { name, members: [bob.username] });
    assert.equal(channel.name, name);
    assert.equal(channel.t, 'c');
    assert.equal(channel.usersCount, 2);
    assert.equal(channel.u._id, alice._id);

    const invited = (await alice.post('channels.invite', { roomId: channel._id, userId: carol._id })).channel;
    assert.equal(invited._id, channel._id);
    assert.equal(invited.usersCount, 3);
    const { members, count, total } = await alice.get('channels.members', { roomId: channel._id });
    assert.deepEqual(usernames(members), usernames([alice, bob, carol]));
    assert.deepEqual([count, total], [3, 3]);

    for (const params of [{ roomId: channel._id }, { roomName: name }]) {
        const { room } = await bob.get('rooms.info', params);
        assert.equal(room._id, channel._id);
        assert.equal(room.usersCount, 3);
        assert.equal((await bob.get('channels.info', params)).channel._id, channel._id);
    }
});

test('Members come in pages', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const seen = [];
    for (let offset = 0; offset < 4; offset += 2) {
        const page = await alice.get('channels.members', { roomId: channel._id, offset, count: 2 });
        assert.equal(page.count, page.members.length);
        assert.deepEqual([page.offset, page.total], [offset, 3]);
        seen.push(...page.members);
    }
    assert.deepEqual(usernames(seen), usernames([alice, bob, carol]));
});

test('Carol is put out of the channel, and Bob leaves it himself', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob, carol);
    const kicked = (await alice.post('channels.kick', { roomId: channel._id, userId: carol._id })).channel;
    assert.equal(kicked.usersCount, 2);
    assert.equal(await carol.subscription(channel._id), null);

    await bob.post('channels.leave', { roomId: channel._id });
    assert.equal(await bob.subscription(channel._id), null);
    const { members } = await alice.get('channels.members', { roomId: channel._id });
    assert.deepEqual(usernames(members), [alice.username]);

    await refused(alice.post('channels.leave', { roomId: channel._id }), 400, {
        success: false,
        error: 'You are the last owner. Please set new owner before leaving the room. [error-you-are-last-owner]',
        errorType: 'error-you-are-last-owner',
        details: { method: 'leaveRoom' },
    });
});

test('A room that does not exist is not found', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    await refused(alice.get('rooms.info', { roomId: 'nosuchroomatall00' }), 400, noSuchRoom);
    await refused(alice.get('rooms.info', { roomName: `nowhere-${run}` }), 400, noSuchRoom);
    await refused(alice.post('channels.invite', { roomId: 'nosuchroomatall00', userId: bob._id }), 400, noSuchRoom);
});

test('A private group is for its members', async () => {
    const [alice, bob, carol, mallory] = await people('Alice', 'Bob', 'Carol', 'Mallory');
    const group = await groupOf(alice, bob);
    assert.equal(group.t, 'p');
    assert.equal((await alice.post('groups.invite', { roomId: group._id, userId: carol._id })).group.usersCount, 3);
    await alice.says(group._id, 'For us alone');

    const inside = await carol.get('groups.members', { roomId: group._id });
    assert.deepEqual(usernames(inside.members), usernames([alice, bob, carol]));
    assert.equal((await carol.get('groups.info', { roomId: group._id })).group._id, group._id);
    assert.deepEqual(texts((await carol.get('groups.history', { roomId: group._id })).messages), ['For us alone']);
    assert.deepEqual(texts((await bob.get('groups.messages', { roomId: group._id })).messages), ['For us alone']);

    const closed = (body) => assert.equal(body.success, false);
    await refused(mallory.get('groups.history', { roomId: group._id }), 400, closed);
    await refused(mallory.get('groups.members', { roomId: group._id }), 400, closed);
    await refused(mallory.get('rooms.info', { roomId: group._id }), 400, closed);
    await refused(mallory.says(group._id, 'Let me in'), 400, { success: false, error: 'error-not-allowed' });

    await alice.post('groups.kick', { roomId: group._id, userId: carol._id });
    await refused(carol.get('groups.history', { roomId: group._id }), 400, closed);
});

test('Alice and Bob have one direct conversation, whoever opens it', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const { room } = await alice.post('im.create', { username: bob.username });
    assert.equal(room.t, 'd');
    assert.equal(room.rid, room._id);
    assert.deepEqual([...room.usernames].sort(), usernames([alice, bob]));
    assert.equal((await alice.post('im.create', { username: bob.username })).room._id, room._id);
    assert.equal((await bob.post('im.create', { usernames: alice.username })).room._id, room._id);

    await alice.says(room._id, 'Only you');
    assert.deepEqual(texts((await bob.get('im.history', { roomId: room._id })).messages), ['Only you']);
    assert.deepEqual(texts((await bob.get('im.messages', { roomId: room._id })).messages), ['Only you']);
    await refused(alice.post('im.create', { username: `nobody.${run}` }), 400, {
        success: false,
        error: 'Invalid user [error-invalid-user]',
        errorType: 'error-invalid-user',
        details: { method: 'createDirectMessage' },
    });
});

test('Alice sees the rooms she is in, all of them or those changed since', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const quiet = await channelOf(alice, bob);
    const busy = await groupOf(bob, alice);
    const foreign = await groupOf(bob);
    const ids = (answer) => answer.update.map((room) => room._id);
    const mine = ids(await alice.get('rooms.get'));
    assert.ok(mine.includes(quiet._id) && mine.includes(busy._id));
    assert.ok(!mine.includes(foreign._id));

    const updatedSince = await aMoment();
    await bob.says(busy._id, 'News');
    const changed = ids(await alice.get('rooms.get', { updatedSince }));
    assert.ok(changed.includes(busy._id));
    assert.ok(!changed.includes(quiet._id));
});

test('The owner deletes a channel', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    await admin.post('channels.delete', { roomId: channel._id });
    await refused(alice.get('rooms.info', { roomId: channel._id }), 400, noSuchRoom);
});
