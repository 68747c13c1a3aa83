// Never ends, on purpose: what runs it must stop it.
import test from 'node:test';

test('Alice waits for an answer', () => new Promise((resolve) => setInterval(() => resolve.name, 1000)));
