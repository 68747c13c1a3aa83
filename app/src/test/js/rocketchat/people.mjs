// The people of the stories, each with the published client, logged in.
import assert from 'node:assert/strict';
import { RestClient } from '@rocket.chat/api-client';
import { valid, validAnswer, validError } from './schemas.mjs';

function setting(name) {
    assert.ok(process.env[name], `${name} is not set`);
    return process.env[name];
}

const url = setting('SEENBY_URL').replace(/\/$/, '');

/** Tells people of this run from those of an earlier one on the same server. */
export const run = Date.now().toString(36);

/** Somebody who is not logged in, or one who is, when there are credentials. */
export class Caller {
    constructor(credentials) {
        this.client = new RestClient({ baseUrl: url, credentials });
        this.client.use(async (request, next) => {
            try {
                return checkHeaders(await next(...request));
            } catch (refusal) {
                throw refusal instanceof Response ? checkHeaders(refusal) : refusal;
            }
        });
    }

    async get(endpoint, params) {
        const call = params?.fields ? `GET ${endpoint} with fields` : `GET ${endpoint}`;
        return validAnswer(plain(call), await this.client.get(`/v1/${endpoint}`, params));
    }

    async post(endpoint, body = {}) {
        return validAnswer(plain(`POST ${endpoint}`), await this.client.post(`/v1/${endpoint}`, body));
    }

    /** The result of a realtime method called over HTTP; its dates come as {"$date": milliseconds}. */
    async method(name, ...params) {
        const message = JSON.stringify({ msg: 'method', id: '42', method: name, params });
        const answer = JSON.parse((await this.post(`method.call/${name}`, { message })).message, (key, value) =>
            value?.$date === undefined ? value : new Date(value.$date).toISOString(),
        );
        assert.equal(answer.msg, 'result');
        assert.equal(answer.id, '42');
        assert.equal(answer.error, undefined);
        return answer.result;
    }
}

/** A person with an account. */
export class Person extends Caller {
    constructor(account, authToken) {
        super({ 'X-User-Id': account._id, 'X-Auth-Token': authToken });
        this._id = account._id;
        this.username = account.username;
        this.name = account.name;
        this.authToken = authToken;
    }

    /** Sends a message; more may hold tmid, tshow, _id. */
    async says(rid, msg, more = {}) {
        return (await this.post('chat.sendMessage', { message: { rid, msg, ...more } })).message;
    }

    async reads(rid, more = {}) {
        await laterThan(Date.now());
        await this.post('subscriptions.read', { rid, ...more });
    }

    async receiptsOf(message, paging = {}) {
        return (await this.get('chat.getMessageReadReceipts', { messageId: message._id, ...paging })).receipts;
    }

    /** The person's subscription to the room, or null. */
    async subscription(roomId) {
        return (await this.get('subscriptions.getOne', { roomId })).subscription;
    }
}

/** Logs in with a body of POST login. */
export async function logIn(body) {
    const { data } = await new Caller().post('login', body);
    assert.equal(data.me._id, data.userId);
    return new Person(data.me, data.authToken);
}

/** The owner of the app under test. */
export const admin = await logIn({ user: setting('SEENBY_USER'), password: setting('SEENBY_PASSWORD') });

/** New people: `const [alice, bob] = await people('Alice', 'Bob')`. Names return, accounts do not. */
export async function people(...names) {
    const arrived = [];
    for (const name of names) {
        arrived.push(await person(name));
    }
    return arrived;
}

let accounts = 0;

export function passwordOf(person) {
    return `${person.username} has a long password`;
}

async function person(name) {
    const username = `${name.toLowerCase()}.${run}.${++accounts}`;
    const password = passwordOf({ username });
    const { user } = await admin.post('users.create', { email: `${username}@story.example`, name, username, password });
    assert.equal(user.username, username);
    return logIn({ user: username, password });
}

let rooms = 0;

/** A public channel of its maker and the others. */
export async function channelOf(maker, ...others) {
    const members = others.map((other) => other.username);
    return (await maker.post('channels.create', { name: `channel-${run}-${++rooms}`, members })).channel;
}

/** A private group of its maker and the others. */
export async function groupOf(maker, ...others) {
    const members = others.map((other) => other.username);
    return (await maker.post('groups.create', { name: `group-${run}-${++rooms}`, members })).group;
}

/** The call must be refused with this status and exactly this body; a function looks at the body itself. */
export async function refused(call, status, body) {
    const refusal = await call.then(
        (answer) => assert.fail(`accepted, with ${JSON.stringify(answer)}`),
        (reason) => reason,
    );
    if (!(refusal instanceof Response)) {
        throw refusal;
    }
    const found = await refusal.json();
    assert.equal(refusal.status, status, JSON.stringify(found));
    validError(status, found);
    if (typeof body === 'function') {
        body(found);
    } else {
        assert.deepStrictEqual(found, body);
    }
}

/** Every time of a story differs from the one before: goes on when the clock shows a later millisecond. */
export async function laterThan(time) {
    while (Date.now() <= time) {
        await new Promise(setImmediate);
    }
}

/** A time, in ISO form, after all that was done before and before all that is done next. */
export async function aMoment() {
    await laterThan(Date.now());
    const moment = Date.now();
    await laterThan(moment);
    return new Date(moment).toISOString();
}

/** Messages that people wrote, in the order given; without those the server itself puts into a room. */
export function written(messages) {
    return messages.filter((message) => message.t === undefined);
}

export function texts(messages) {
    return written(messages).map((message) => message.msg);
}

export function validMessages(messages) {
    return messages.map((message) => valid('IMessage', message));
}

function plain(call) {
    return call.replace(/\/.*/, '/:');
}

function checkHeaders(response) {
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('pragma'), 'no-cache');
    return response;
}
