import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numbered } from '../../../src/system/text/numbered.ts';

const labels = (...given: string[]) => numbered(given.map((label) => ({ label }))).map(({ label }) => label);

test('labels that come again get a number that no other has', () => {
  assert.equal(labels('read', 'write', 'read', 'read'), ['read', 'write', 'read (2)', 'read (3)']);
  assert.equal(labels('read', 'read (2)', 'read'), ['read', 'read (2)', 'read (3)']);
  assert.equal(labels('read', 'read', 'read (2)'), ['read', 'read (2)', 'read (2) (2)']);
  assert.equal(labels(), []);
});

test('what else an item has stays; many of one label take no time to speak of', () => {
  assert.equal(numbered([{ label: 'a', start: 1 }]), [{ label: 'a', start: 1 }]);
  assert.is(numbered(Array.from({ length: 200_000 }, () => ({ label: 'a' }))).at(-1)?.label, 'a (200000)');
});

test.run();
