// Fails on purpose: what runs it must notice.
import test from 'node:test';
import assert from 'node:assert/strict';

test('Alice counts two receipts', () => assert.equal(2, 3, 'three were expected by Alice'));
