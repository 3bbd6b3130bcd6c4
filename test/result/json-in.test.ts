import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beginsAsJson, jsonIn, withoutNonNumbers } from '../../src/result/json-in.ts';

const documents = (text: string) => [...jsonIn(text)];

test('all of a text, and documents with lines before, between and after them', () => {
  assert.equal(documents(' {"a":[1,2]} '), [{ a: [1, 2] }]);
  assert.equal(documents('note: x\n{\n"a": "}{"\n}\nfio: y\n[\n3\n]\nbye {\n'), [{ a: '}{' }, [3]]);
  assert.equal(documents('{\r\n"a": 1\r\n}\r\n'), [{ a: 1 }]);
  assert.equal(documents(''), []);
});

test('warnings of IOR between its lines; numbers of Python and C that are none', () => {
  assert.equal(documents('{\n"a": 1,\nWARNING: {"x\nINFO: y\n"b": [NaN, -Infinity, nan, -inf , 2]}'), [
    { a: 1, b: [null, null, null, null, 2] },
  ]);
  assert.is(withoutNonNumbers('{"NaN": "inf", "a": NaN}'), '{"NaN": "inf", "a": null}');
});

test('integers beyond 2^53 are exact', () => {
  assert.equal(documents('{"a": 9007199254740993}'), [{ a: 9007199254740993n }]);
});

test('one that is cut off is none, nor is what is in it, nor what is nested too deeply or no JSON', () => {
  assert.equal(documents('{\n"a": [1, 2'), []);
  assert.equal(documents('{"a": "'), []);
  assert.equal(documents(`${'['.repeat(100)}${']'.repeat(100)}`), []);
  assert.equal(documents('{\na\n}\n{\n"b": 1\n}'), [{ b: 1 }]);
});

test('a long text of beginnings, blanks or strings takes no time to speak of', () => {
  const begin = performance.now();
  for (const text of [
    '{\n'.repeat(2_000_000),
    `{\n${'[\n'.repeat(1_000_000)}${']\n'.repeat(1_000_000)}}`,
    `{"a":${' '.repeat(4_000_000)}NaN${' '.repeat(4_000_000)}}`,
    `{"a":"${'\\"'.repeat(2_000_000)}`,
    '{"a": NaN'.repeat(400_000),
  ]) {
    documents(text);
  }
  assert.ok(performance.now() - begin < 20_000);
});

test('how JSON begins', () => {
  assert.equal(['{', ' \n[', 'x{', ''].map(beginsAsJson), [true, true, false, false]);
});

test.run();
