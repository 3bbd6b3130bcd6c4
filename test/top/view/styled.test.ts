import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter, type Styled } from '../../../src/top/view/styled.ts';

const LINE: readonly Styled[] = [
  { text: 'node1 ' },
  { text: 'silent', style: 'bad' },
  { text: ' 12 s', style: 'faint' },
];

test('parts make a line; the last character of one that is cut says so', () => {
  const painted = (width: number) => painter({ width, color: 'never' })(LINE);
  assert.equal([99, 17, 16, 8, 0].map(painted), [
    ...['node1 silent 12 s', 'node1 silent 12 s', 'node1 silent 12…', 'node1 s…', ''],
  ]);
});

test('a part of which nothing is left has no colour either', () => {
  const painted = (width: number) => painter({ width, color: 'always' })(LINE);
  const bad = (text: string) => `\u001b[1;31m${text}\u001b[0m`;
  assert.is(painted(99), `node1 ${bad('silent')}\u001b[2m 12 s\u001b[0m`);
  assert.is(painted(12), `node1 ${bad('silen…')}`);
  assert.is(painted(9), `node1 ${bad('si…')}`);
  assert.is(painted(6), 'node1…');
});

test('a character is one, however many units of UTF-16 it has', () => {
  assert.is(painter({ width: 2, color: 'never' })([{ text: '𝒏𝒐𝒅𝒆' }]), '𝒏…');
  assert.is(painter({ width: 5, color: 'never' })([{ text: '𝒏𝒐' }, { text: 'abcd' }]), '𝒏𝒐ab…');
});

test('blanks alone beyond the width are no loss', () => {
  assert.is(painter({ width: 3, color: 'never' })([{ text: 'abc' }, { text: '  ' }]), 'abc');
});

test('each line begins anew', () => {
  const paint = painter({ width: 4, color: 'never' });
  assert.equal([paint([{ text: 'abcdef' }]), paint([{ text: 'ghijkl' }])], ['abc…', 'ghi…']);
});

test.run();
