import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Caller, Person, admin, logIn, passwordOf, people, refused, run } from '../people.mjs';

const notLoggedIn = { status: 'error', message: 'You must be logged in to do this.' };

test('Alice logs in by name, by e-mail, by a digest of her password, and looks at herself', async () => {
    const [alice] = await people('Alice');
    const password = passwordOf(alice);
    const digest = createHash('sha256').update(password).digest('hex');
    const ways = [
        { user: alice.username, password },
        { username: alice.username, password },
        { user: `${alice.username}@story.example`, password },
        { user: { username: alice.username }, password },
        { user: alice.username, password: { digest, algorithm: 'sha-256' } },
    ];
    for (const way of ways) {
        const again = await logIn(way);
        assert.equal(again._id, alice._id);
        assert.notEqual(again.authToken, alice.authToken);
        const me = await again.get('me');
        assert.equal(me._id, alice._id);
        assert.equal(me.username, alice.username);
        assert.equal(me.name, 'Alice');
        assert.deepEqual(me.roles, ['user']);
        assert.deepEqual(
            me.emails.map((email) => email.address),
            [`${alice.username}@story.example`],
        );
        assert.equal(me.active, true);
    }
});

test('Alice resumes with the token she has', async () => {
    const [alice] = await people('Alice');
    const resumed = await logIn({ resume: alice.authToken });
    assert.equal(resumed._id, alice._id);
    assert.equal(resumed.authToken, alice.authToken);
});

test('A wrong password and an unknown name are refused alike', async () => {
    const [alice] = await people('Alice');
    const unauthorized = (body) => {
        assert.equal(body.status, 'error');
        assert.equal(body.message, 'Unauthorized');
    };
    const stranger = new Caller();
    await refused(stranger.post('login', { user: alice.username, password: 'guessed' }), 401, unauthorized);
    await refused(stranger.post('login', { user: `nobody.${run}`, password: 'guessed' }), 401, unauthorized);
});

test('Without a login, or with a foreign one, there is the documented 401', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const callers = [
        new Caller(),
        new Person(alice, 'a-token-nobody-was-given'),
        new Person(alice, bob.authToken),
        new Person({ _id: 'nobodysidentifier' }, alice.authToken),
    ];
    for (const caller of callers) {
        await refused(caller.get('me'), 401, notLoggedIn);
        await refused(caller.get('chat.getMessageReadReceipts', { messageId: 'x' }), 401, notLoggedIn);
        await refused(caller.get('chat.getThreadMessages', { tmid: 'x' }), 401, notLoggedIn);
        await refused(caller.post('subscriptions.read', { rid: 'x' }), 401, notLoggedIn);
    }
});

test('After a logout the token is worth nothing, and the other tokens are what they were', async () => {
    const [phone] = await people('Alice');
    const laptop = await logIn({ user: phone.username, password: passwordOf(phone) });
    assert.deepStrictEqual(await phone.post('logout'), {
        status: 'success',
        data: { message: "You've been logged out!" },
    });
    await refused(phone.get('me'), 401, notLoggedIn);
    assert.equal((await laptop.get('me'))._id, phone._id);
});

test('Alice makes a personal access token for her script, renews it and takes it back', async () => {
    const [alice] = await people('Alice');
    const { token } = await alice.post('users.generatePersonalAccessToken', { tokenName: 'script' });
    const script = new Person(alice, token);
    assert.equal((await script.get('me'))._id, alice._id);

    const listed = (await alice.get('users.getPersonalAccessTokens')).tokens;
    assert.deepEqual(
        listed.map((one) => one.name),
        ['script'],
    );
    assert.ok(listed[0].lastTokenPart.length < token.length && token.endsWith(listed[0].lastTokenPart));

    const renewed = await alice.post('users.regeneratePersonalAccessToken', { tokenName: 'script' });
    await refused(script.get('me'), 401, notLoggedIn);
    const renewedScript = new Person(alice, renewed.token);
    assert.equal((await renewedScript.get('me'))._id, alice._id);

    await alice.post('users.removePersonalAccessToken', { tokenName: 'script' });
    await refused(renewedScript.get('me'), 401, notLoggedIn);
    assert.deepEqual((await alice.get('users.getPersonalAccessTokens')).tokens, []);
    assert.equal((await alice.get('me'))._id, alice._id);
});

test('The owner finds people, by id, by name and in the list', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const byId = (await admin.get('users.info', { userId: alice._id })).user;
    const byName = (await admin.get('users.info', { username: alice.username })).user;
    assert.deepEqual(byId, byName);
    assert.equal(byId.name, 'Alice');
    assert.equal(byId.active, true);

    const all = await admin.get('users.list', { count: 0 });
    assert.equal(all.count, all.total);
    const ids = all.users.map((user) => user._id);
    assert.ok(ids.includes(alice._id) && ids.includes(bob._id));
    assert.equal(new Set(ids).size, ids.length);

    const page = await admin.get('users.list', { count: 1, offset: 1 });
    assert.equal(page.users.length, 1);
    assert.deepEqual([page.count, page.offset, page.total], [1, 1, all.total]);
});

test('A name is given once', async () => {
    const [alice] = await people('Alice');
    const { username } = alice;
    const again = { email: `again.${username}@story.example`, name: 'A', username, password: 'x' };
    await refused(admin.post('users.create', again), 400, (body) => {
        assert.equal(body.error, `${alice.username} is already in use :( [error-field-unavailable]`);
        assert.equal(body.errorType, 'error-field-unavailable');
    });
});

test('A deleted person can no longer log in and is no longer found', async () => {
    const [alice] = await people('Alice');
    await admin.post('users.delete', { userId: alice._id });
    await refused(alice.get('me'), 401, notLoggedIn);
    await refused(admin.get('users.info', { userId: alice._id }), 400, { success: false, error: 'User not found.' });
    await refused(new Caller().post('login', { user: alice.username, password: passwordOf(alice) }), 401, (body) =>
        assert.equal(body.message, 'Unauthorized'),
    );
});

test('Only those who may create and delete people do', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const mallory = { email: `m.${run}@story.example`, name: 'M', username: `mallory.${run}`, password: 'x' };
    const refusal = (body) => assert.equal(body.success, false);
    await refused(alice.post('users.create', mallory), 400, {
        success: false,
        error: 'Adding user is not allowed [error-action-not-allowed]',
        errorType: 'error-action-not-allowed',
        details: { method: 'insertOrUpdateUser', action: 'Adding_user' },
    });
    await refused(alice.post('users.delete', { userId: bob._id }), 403, refusal);
    assert.equal((await bob.get('me'))._id, bob._id);
});
