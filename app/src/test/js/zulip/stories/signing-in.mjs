import test from 'node:test';
import assert from 'node:assert/strict';
import zulip from 'zulip-js';
import { ok, owner, people, realm, refused } from '../people.mjs';

test('The server says which one it is before anybody signs in', async () => {
    const settings = ok(await owner.client.server.settings());
    assert.equal(settings.zulip_feature_level, 421);
    assert.equal(settings.zulip_version, '11.0');
    assert.equal(settings.realm_url, realm);
});

test('Alice signs in with her password and is herself', async () => {
    const [alice] = await people('Alice');
    const me = ok(await alice.client.users.me.getProfile());
    assert.equal(me.email, alice.email);
    assert.equal(me.is_admin, false);
    assert.equal(me.is_active, true);
});

test('Nobody signs in with a wrong password or a wrong key', async () => {
    const [alice] = await people('Alice');
    const wrong = await zulip({ username: alice.email, password: 'wrong', realm });
    refused(await wrong.users.me.getProfile(), { msg: 'Malformed API key', code: 'UNAUTHORIZED' });
    const stranger = await zulip({ username: alice.email, apiKey: 'a'.repeat(32), realm });
    refused(await stranger.users.me.getProfile(), { msg: 'Invalid API key', code: 'UNAUTHORIZED' });
});

test('A new key takes the place of the old one at once', async () => {
    const [alice] = await people('Alice');
    const { api_key: apiKey } = ok(await alice.call('/users/me/api_key/regenerate', 'POST'));
    refused(await alice.client.users.me.getProfile(), { msg: 'Invalid API key', code: 'UNAUTHORIZED' });
    const again = await zulip({ username: alice.email, apiKey, realm });
    assert.equal(ok(await again.users.me.getProfile()).user_id, alice.id);
});

test('Who is deactivated is out, and comes back with the same key', async () => {
    const [alice] = await people('Alice');
    ok(await owner.call(`/users/${alice.id}`, 'DELETE'));
    refused(await alice.client.users.me.getProfile(), { msg: 'Account is deactivated', code: 'UNAUTHORIZED' });
    ok(await owner.call(`/users/${alice.id}/reactivate`, 'POST'));
    assert.equal(ok(await alice.client.users.me.getProfile()).user_id, alice.id);
});

test('Only administrators make people', async () => {
    const [alice] = await people('Alice');
    refused(await alice.client.users.create({ email: 'x@story.example', password: 'a long password', full_name: 'X' }), {
        msg: 'Must be an organization administrator',
        code: 'UNAUTHORIZED_PRINCIPAL',
    });
    const { members } = ok(await alice.client.users.retrieve());
    assert.ok(members.some((member) => member.user_id === alice.id && member.full_name === 'Alice'));
});
