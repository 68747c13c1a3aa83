import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, ok, owner, people, refused } from '../people.mjs';

test('Alice sends, edits and looks at her message', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const id = await alice.says(channel, 'tea', 'Green **tea**');
    const { message } = ok(await bob.client.messages.getById({ message_id: id }));
    assert.equal(message.content, '<p>Green <strong>tea</strong></p>');
    assert.equal(message.display_recipient, channel);
    assert.equal(message.sender_email, alice.email);
    assert.equal(message.type, 'stream');
    ok(await alice.client.messages.update({ message_id: id, content: 'Black tea' }));
    const { raw_content: text } = ok(await bob.client.messages.getById({ message_id: id }));
    assert.equal(text, 'Black tea');
    refused(await bob.client.messages.update({ message_id: id, content: 'Coffee' }), {
        msg: "You don't have permission to edit this message",
        code: 'BAD_REQUEST',
    });
});

test('A window of messages is cut where it was asked for', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const said = [];
    for (let i = 0; i < 5; i++) {
        said.push(await alice.says(channel, 'tea', `number ${i}`));
    }
    const terms = [{ operator: 'channel', operand: channel }];
    const window = { anchor: said[2], num_before: 1, num_after: 1, narrow: terms, apply_markdown: false };
    const answer = ok(await bob.client.messages.retrieve(window));
    assert.deepEqual(
        answer.messages.map((message) => message.content),
        ['number 1', 'number 2', 'number 3'],
    );
    assert.deepEqual(
        [answer.anchor, answer.found_anchor, answer.found_oldest, answer.found_newest, answer.history_limited],
        [said[2], true, false, false, false],
    );
});

test('A deleted message is gone, and so are its receipts', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const id = await alice.says(channel, 'tea', 'Oops');
    await bob.reads(id);
    ok(await owner.client.messages.deleteById({ message_id: id }));
    refused(await alice.call(`/messages/${id}/read_receipts`), { msg: 'Invalid message(s)', code: 'BAD_REQUEST' });
});

test('What cannot be sent is refused', async () => {
    const [alice] = await people('Alice');
    const to = 'no such channel';
    refused(await alice.client.messages.send({ type: 'stream', to, topic: 'tea', content: 'Anyone?' }), {
        msg: "Channel 'no such channel' does not exist",
        code: 'STREAM_DOES_NOT_EXIST',
        stream: to,
    });
    refused(await alice.client.messages.send({ type: 'private', to: [alice.id], content: ' ' }), {
        msg: 'Message must not be empty',
        code: 'BAD_REQUEST',
    });
});
