import test from 'node:test';
import assert from 'node:assert/strict';
import { channelOf, ok, people, refused } from '../people.mjs';

/** A queue of somebody's events, asked as clients do. */
class Queue {
    static async of(person, ...types) {
        const { queue_id: id, last_event_id: last } = ok(await person.client.queues.register({ event_types: types }));
        return Object.assign(new Queue(), { person, id, last });
    }

    /** Waits until there are events other than heartbeats. */
    async next() {
        for (;;) {
            const answer = await this.person.client.events.retrieve({ queue_id: this.id, last_event_id: this.last });
            const { events } = ok(answer);
            assert.ok(events.length > 0);
            for (const event of events) {
                assert.ok(event.id > this.last);
                this.last = event.id;
            }
            const told = events.filter((event) => event.type !== 'heartbeat');
            if (told.length > 0) {
                return told.map(({ id, ...event }) => event);
            }
        }
    }
}

test('What Bob marks on one device, his other one is told', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const channel = await channelOf(alice, bob);
    const queue = await Queue.of(bob, 'update_message_flags');
    const message = await alice.says(channel, 'tea', 'Ready?');
    const told = queue.next();
    await bob.reads(message);
    assert.deepEqual(await told, [
        {
            type: 'update_message_flags',
            op: 'add',
            operation: 'add',
            flag: 'read',
            messages: [message],
            all: false,
        },
    ]);
    await bob.unreads(message);
    const [event] = await queue.next();
    assert.equal(event.op, 'remove');
    assert.deepEqual(event.messages, [message]);
    assert.equal(event.message_details[message].topic, 'tea');
});

test('Messages come to those who are in the channel, in order', async () => {
    const [alice, bob, carol] = await people('Alice', 'Bob', 'Carol');
    const channel = await channelOf(alice, bob);
    const [bobs, carols] = [await Queue.of(bob, 'message'), await Queue.of(carol, 'message')];
    const said = [await alice.says(channel, 'tea', 'first'), await alice.says(channel, 'tea', 'second')];
    const heard = [];
    while (heard.length < 2) {
        heard.push(...(await bobs.next()));
    }
    assert.deepEqual(
        heard.map((event) => event.message.id),
        said,
    );
    assert.deepEqual(heard[0].flags, []);
    const direct = await bob.tells([carol], 'Only for you');
    assert.deepEqual(
        (await carols.next()).map((event) => event.message.id),
        [direct],
    );
});

test('A queue is its owner’s, and ends when it is told to', async () => {
    const [alice, bob] = await people('Alice', 'Bob');
    const queue = await Queue.of(alice, 'message');
    const unknown = { msg: `Bad event queue ID: ${queue.id}`, code: 'BAD_EVENT_QUEUE_ID', queue_id: queue.id };
    refused(await bob.client.events.retrieve({ queue_id: queue.id, last_event_id: -1 }), unknown);
    ok(await alice.client.queues.deregister({ queue_id: queue.id }));
    refused(await alice.client.events.retrieve({ queue_id: queue.id, last_event_id: -1 }), unknown);
});
