import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nameFilter } from '../../src/top/filter.ts';

const NAMES = ['node1', 'node12', 'Login', 'a[1]', 'x.y'];
const found = (typed: string) => NAMES.filter(nameFilter(typed));

test('plain text is looked for anywhere, small letters and capitals alike; it is no expression', () => {
  assert.equal(found(''), NAMES);
  assert.equal(found('DE1'), ['node1', 'node12']);
  assert.equal(found('login'), ['Login']);
  assert.equal(found('[1]'), ['a[1]']);
  assert.equal(found('.'), ['x.y']);
});

test('with * and ? a name is so from its begin to its end', () => {
  assert.equal(found('node?'), ['node1']);
  assert.equal(found('node*'), ['node1', 'node12']);
  assert.equal(found('*2'), ['node12']);
  assert.equal(found('n*e*1*'), ['node1', 'node12']);
  assert.equal(found('?'), []);
  assert.equal(found('*'), NAMES);
});

test('nothing that can be typed takes long', () => {
  const typed = '*a'.repeat(100);
  assert.is(nameFilter(`${typed}b`)('a'.repeat(5000)), false);
  assert.is(nameFilter(typed)('a'.repeat(5000)), true);
});

test.run();
