import test from 'node:test';
import assert from 'node:assert/strict';
import { admin, channelOf, people, refused, run } from '../people.mjs';

const settingOf = async (person, id) => (await person.get(`settings/${id}`)).value;

test('Read receipts are on, as the official clients look for it', async () => {
    assert.equal(await settingOf(admin, 'Message_Read_Receipt_Enabled'), true);
    assert.equal(await settingOf(admin, 'Message_Read_Receipt_Store_Users'), true);
});

test('The owner switches threads off and on again', async () => {
    const [alice] = await people('Alice');
    const channel = await channelOf(alice);
    const parent = await alice.says(channel._id, 'Hello');
    const off = {
        success: false,
        error: 'Threads Disabled [error-not-allowed]',
        errorType: 'error-not-allowed',
    };
    await admin.post('settings/Threads_enabled', { value: false });
    try {
        assert.equal(await settingOf(admin, 'Threads_enabled'), false);
        await refused(alice.get('chat.getThreadMessages', { tmid: parent._id }), 400, off);
        await refused(alice.get('chat.getThreadsList', { rid: channel._id }), 400, off);
    } finally {
        await admin.post('settings/Threads_enabled', { value: true });
    }
    assert.equal(await settingOf(admin, 'Threads_enabled'), true);
    assert.equal((await alice.get('chat.getThreadMessages', { tmid: parent._id })).total, 0);
});

test('A call that does not exist is not found, in JSON', async () => {
    const [alice] = await people('Alice');
    await refused(alice.client.get('/v1/chat.readMinds'), 404, (body) => assert.equal(body.success, false));
    await refused(alice.client.post('/v1/chat.readMinds', {}), 404, (body) => assert.equal(body.success, false));
});

test('Alice may not change a setting', async () => {
    const [alice] = await people('Alice');
    await refused(alice.post('settings/Threads_enabled', { value: false }), 403, (body) =>
        assert.equal(body.success, false),
    );
    assert.equal(await settingOf(admin, 'Threads_enabled'), true);
});

test('The owner takes away the right to open channels and gives it back', async () => {
    const [alice] = await people('Alice');
    const allow = (roles) => admin.post('permissions.update', { permissions: [{ _id: 'create-c', roles }] });
    const { permissions } = await allow(['admin']);
    try {
        assert.deepEqual(permissions.find((permission) => permission._id === 'create-c').roles, ['admin']);
        await refused(alice.post('channels.create', { name: `mine-${run}` }), 403, {
            success: false,
            error: 'unauthorized',
        });
    } finally {
        await allow(['admin', 'user', 'bot', 'app']);
    }
    assert.equal((await alice.post('channels.create', { name: `mine-${run}` })).channel.u._id, alice._id);
});

test('What is not a list of permissions changes none', async () => {
    const [alice] = await people('Alice');
    await refused(admin.post('permissions.update', { permissions: 'all' }), 400, (body) =>
        assert.equal(body.success, false),
    );
    const mine = { permissions: [{ _id: 'create-c', roles: ['guest'] }] };
    await refused(alice.post('permissions.update', mine), 403, (body) => assert.equal(body.success, false));
    assert.ok((await channelOf(alice))._id);
});
