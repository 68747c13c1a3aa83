// Leaves out a test on purpose: what runs it must notice.
import test from 'node:test';

test('Bob is there', () => {});
test('Carol is there', { skip: true }, () => {});
