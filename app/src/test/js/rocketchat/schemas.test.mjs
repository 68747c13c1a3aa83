import test from 'node:test';
import assert from 'node:assert/strict';
import { exceptions, valid, validAnswer, validError } from './schemas.mjs';

const printed = {
    _id: 'HksCYdTpCiM9DZ7Sa',
    roomId: 'GENERAL',
    userId: 'nvw6PBrXTejp4sfQt',
    messageId: 'WyDsZzjk2wHogtWK2',
    ts: '2018-02-26T20:34:03.907Z',
    user: { username: 'rocket.cat', name: 'Rocket cat', _id: 'nvw6PBrXTejp4sfQt' },
};

const reply = {
    _id: 'GfhiiJjcjKFyYMuMY',
    rid: 'GENERAL',
    tmid: 'gcGai9bRREqokjyPc',
    msg: 'This is a test!',
    ts: '2019-04-08T13:20:22.238Z',
    u: { _id: 'p4a8YxvLQEHmiBKTS', username: 'marc.dev', name: 'Marc Dev' },
    _updatedAt: '2019-04-08T13:20:22.265Z',
    mentions: [],
    channels: [],
};

const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

test('What the documents print is taken as valid', () => {
    validAnswer('GET chat.getMessageReadReceipts', { receipts: [printed], success: true });
    validAnswer('GET chat.getThreadMessages', { messages: [reply], count: 1, offset: 0, total: 1, success: true });
    validError(401, { status: 'error', message: 'You must be logged in to do this.' });
    validError(400, { error: "The required 'messageId' param is missing.", success: false });
});

test('A key that is missing, null or of another type is noticed', () => {
    for (const key of ['_id', 'rid', 'msg', 'ts', 'u', '_updatedAt']) {
        assert.throws(() => valid('IMessage', without(reply, key)), { message: new RegExp(`'${key}'`) });
        assert.throws(() => valid('IMessage', { ...reply, [key]: null }));
    }
    assert.throws(() => valid('IMessage', { ...reply, tcount: '3' }), /tcount must be number/);
    assert.throws(() => valid('IMessage', { ...reply, ts: 1554729622238 }), /ts must be string/);
    assert.throws(() => valid('IMessage', { ...reply, ts: 'yesterday' }), /date-time/);
    assert.throws(() => valid('DocumentedReceipt', without(printed, 'userId')), /userId/);
});

test('An answer has exactly its keys', () => {
    const answer = { messages: [reply], count: 1, offset: 0, total: 1, success: true };
    for (const key of Object.keys(answer)) {
        assert.throws(() => validAnswer('GET chat.getThreadMessages', without(answer, key)));
    }
    assert.throws(() => validAnswer('GET chat.getThreadMessages', { ...answer, more: 1 }));
    assert.throws(() => validAnswer('GET chat.getThreadMessages', { ...answer, success: 'true' }));
    assert.throws(() => validAnswer('GET chat.nothing', answer), /says nothing about/);
    assert.throws(() => validError(400, { ...answer, success: false }));
    assert.throws(() => validError(500, { success: false }), /HTTP 500/);
});

test('Each exception gives up only the keys it names', () => {
    assert.throws(() => valid('IReadReceiptWithUser', printed), /'_updatedAt'/);
    const complaint = (name) => {
        try {
            valid(name, {});
            return '';
        } catch (error) {
            return error.message;
        }
    };
    for (const { schema, named, without: keys } of exceptions) {
        for (const key of keys) {
            assert.ok(complaint(schema).includes(`'${key}'`));
            assert.ok(!complaint(named).includes(`'${key}'`));
        }
    }
    assert.match(complaint('ProjectedMessage'), /'_id'/);
});
