// The people of the stories, each with the published client, signed in by their password.
import assert from 'node:assert/strict';
import zulip from 'zulip-js';

function setting(name) {
    assert.ok(process.env[name], `${name} is not set`);
    return process.env[name];
}

export const realm = setting('SEENBY_URL').replace(/\/$/, '');

/** Tells people and channels of this run from those of an earlier one on the same server. */
export const run = Date.now().toString(36);

/** The call must have succeeded; what it answered beside that. */
export function ok(answer) {
    const { result, msg, ...data } = answer;
    assert.equal(result, 'success', JSON.stringify(answer));
    assert.equal(msg, '');
    return data;
}

/** The call must be refused with exactly this body. */
export function refused(answer, body) {
    assert.deepStrictEqual(answer, { result: 'error', ...body });
}

/** A person with an account. */
export class Person {
    constructor(client, email, id, name) {
        this.client = client;
        this.email = email;
        this.id = id;
        this.name = name;
    }

    /** Any call, answered as it is. */
    call(path, method = 'GET', params = {}) {
        return this.client.callEndpoint(path, method, params);
    }

    async subscribes(...channels) {
        const subscriptions = JSON.stringify(channels.map((name) => ({ name })));
        return ok(await this.call('/users/me/subscriptions', 'POST', { subscriptions }));
    }

    /** Sends to a topic of a channel; the id of the message. */
    async says(channel, topic, content) {
        return ok(await this.client.messages.send({ type: 'stream', to: channel, topic, content })).id;
    }

    /** Sends to people; the id of the message. */
    async tells(others, content) {
        const to = others.map((other) => other.id);
        return ok(await this.client.messages.send({ type: 'private', to, content })).id;
    }

    async reads(...messages) {
        return ok(await this.client.messages.flags.add({ messages, flag: 'read' }));
    }

    async unreads(...messages) {
        return ok(await this.client.messages.flags.remove({ messages, flag: 'read' }));
    }

    /** The ids of those who have read a message. */
    async readersOf(message) {
        return ok(await this.call(`/messages/${message}/read_receipts`)).user_ids;
    }

    async channelId(name) {
        return ok(await this.client.streams.getStreamId(name)).stream_id;
    }
}

export async function signIn(email, password) {
    const client = await zulip({ username: email, password, realm });
    const me = ok(await client.users.me.getProfile());
    return new Person(client, email, me.user_id, me.full_name);
}

/** The owner of the organisation under test. */
export const owner = await signIn(setting('SEENBY_EMAIL'), setting('SEENBY_PASSWORD'));

let accounts = 0;

/** New people: `const [alice, bob] = await people('Alice', 'Bob')`. Names return, accounts do not. */
export async function people(...names) {
    const arrived = [];
    for (const name of names) {
        const email = `${name.toLowerCase()}.${run}.${++accounts}@story.example`;
        const password = `${name} has a long password`;
        const made = ok(await owner.client.users.create({ email, password, full_name: name }));
        const person = await signIn(email, password);
        assert.equal(person.id, made.user_id);
        assert.equal(person.name, name);
        arrived.push(person);
    }
    return arrived;
}

let channels = 0;

/** A public channel of these people, its name. */
export async function channelOf(...members) {
    const name = `channel ${run} ${++channels}`;
    for (const member of members) {
        await member.subscribes(name);
    }
    return name;
}

export const ascending = (ids) => [...ids].sort((one, other) => one - other);
