import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseExact } from '../../../src/exact/json.ts';
import {
  JsonWalk,
  NotJson,
  type Treatment,
  type ValuePath,
  type Visitor,
} from '../../../src/series/reading/json-walk.ts';

interface Given {
  readonly path: ValuePath;
  readonly value: unknown;
  readonly place: string;
}

/** Walks through a text in pieces that end after these bytes. */
function walked(
  text: string | Uint8Array,
  way: (path: ValuePath) => Treatment,
  cuts: readonly number[] = [],
): Given[] {
  const given: Given[] = [];
  const visitor: Visitor = {
    way,
    value: (path, value, place) => given.push({ path, value, place }),
  };
  const walk = new JsonWalk(visitor);
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    walk.write(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  walk.write(bytes.subarray(from));
  walk.end();
  return given;
}

const whole = (text: string | Uint8Array, cuts?: readonly number[]) =>
  walked(text, () => 'whole', cuts)[0]?.value;

/** What `JSON.parse` makes of it; undefined if it is no JSON. */
function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

test('any JSON is what it is at once, every digit of it, however it is laid out and cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('', '\t', '  '),
      fc.array(fc.nat(300), { maxLength: 5 }),
      (value, indent, cuts) => {
        const text = JSON.stringify(value, null, indent);
        assert.equal(whole(text, cuts), parseExact(text));
      },
    ),
  );
});

test('what JSON.parse refuses is refused, and nothing else', () => {
  const change = fc.record({
    at: fc.nat(60),
    drop: fc.nat(2),
    add: fc.constantFrom(...'{}[],:"01.e-\\tn ', ''),
  });
  fc.assert(
    fc.property(fc.jsonValue(), change, (value, { at, drop, add }) => {
      const text = JSON.stringify(value);
      const changed = text.slice(0, at) + add + text.slice(at + drop);
      const expected = parsed(changed);
      let found: { value: unknown } | undefined;
      try {
        found = { value: whole(changed) };
      } catch (error) {
        // JSON.parse takes 1e400 for infinity.
        if (/too large a number/.test(String(error))) return;
        assert.instance(error, NotJson);
      }
      assert.is(found === undefined, expected === undefined, changed);
      if (!/\d{16}/.test(changed)) assert.equal(found, expected);
    }),
  );
});

test('integers keep their digits, and other ways to write a number are numbers', () => {
  assert.equal(whole('[18446744073709551615, 9007199254740993, -9223372036854775809, 1e3, 1.0, -0.5E+1]'), [
    18446744073709551615n,
    9007199254740993n,
    -9223372036854775809n,
    1000,
    1,
    -5,
  ]);
});

test('a byte-order mark is not of the text', () => {
  assert.equal(whole('\uFEFF{"a":1}'), { a: 1 });
});

test('__proto__ is a key as any other', () => {
  const value = whole('{"__proto__":{"a":1}}');
  assert.equal(Object.entries(Object(value)), [['__proto__', { a: 1 }]]);
});

test('values on the way are given with their place, what is left out is not', () => {
  const text = '{\n "a": {"x": [1,\n 2]},\n "b": {"c": [{"ä": 3}, 4]}, "e": 5}';
  const way = ([key, , nth]: ValuePath): Treatment => {
    if (key === undefined) return 'object';
    if (key === 'a') return 'skip';
    if (key === 'e') return 'whole';
    return nth === undefined ? 'object' : 'whole';
  };
  const list = (path: ValuePath): Treatment => (path.length === 2 && path[0] === 'b' ? 'list' : way(path));
  assert.equal(walked(text, list, [10, 30]), [
    { path: ['b', 'c', 0], value: { ä: 3 }, place: `line 4, byte ${text.indexOf('{"ä"')}` },
    { path: ['b', 'c', 1], value: 4, place: `line 4, byte ${Buffer.from(text).indexOf('4]')}` },
    { path: ['e'], value: 5, place: `line 4, byte ${Buffer.from(text).indexOf('5}')}` },
  ]);
});

test('what is not as it must be is named with its place', () => {
  const way = (path: ValuePath): Treatment =>
    path.length === 0 ? 'object' : path.length === 1 ? 'list' : 'whole';
  for (const [text, message] of [
    ['[]', 'line 1, byte 0: : this must be an object'],
    ['{"a":{}}', 'line 1, byte 5: a: this must be a list'],
    ['{"a":\n 7}', 'line 2, byte 7: a: this must be a list'],
    ['{"a":[],"a":[]}', 'line 1, byte 8: "a" is there twice'],
    ['{"a":[1e400]}', 'line 1, byte 5: 1e400 is too large a number'],
    ['{"a":[NaN]}', 'line 1, byte 5: what follows is not JSON in UTF-8'],
    ['{"a":[1 9007199254740993]}', 'line 1, byte 8: 9007199254740993 is not expected here'],
    ['{"a":[1 2]}', 'line 1, byte 8: 2 is not expected here'],
    [`{"a":[1 "${'x'.repeat(99)}"]}`, `line 1, byte 8: "${'x'.repeat(39)}… is not expected here`],
    [`{"${'x'.repeat(5000)}":[]}`, 'line 1, byte 1: a name has more than 4096 characters'],
    ['{"a":[]}\n{', 'line 2, byte 9: this is after the end'],
    ['{"a":[]', 'the file is cut off in line 1'],
    ['{"a":[\n', 'the file is cut off after line 1'],
    [`{"a":[${'['.repeat(100)}`, 'line 1, byte 68: brackets are nested more than 64 deep'],
  ] as const) {
    assert.throws(
      () => walked(text, way),
      (error: Error) => {
        assert.is(error.message, message);
        return true;
      },
    );
  }
});

test('text that is not UTF-8 is refused', () => {
  assert.throws(() => whole(Buffer.from([0x22, 0xc3, 0x28, 0x22])), /what follows is not JSON in UTF-8/);
});

test('a value of many parts or characters is refused before it is held', () => {
  const parts = new JsonWalk({ way: () => 'whole', value: () => {} });
  const piece = Buffer.from('{},'.repeat(100_000));
  parts.write(Buffer.from('['));
  assert.throws(() => {
    for (let nth = 0; nth < 100; nth++) parts.write(piece);
  }, /one value has more than 4000000 parts$/);
  const long = new JsonWalk({ way: () => 'skip', value: () => {} });
  const letters = Buffer.alloc(8 * 1024 * 1024, 'a');
  long.write(Buffer.from('"'));
  assert.throws(() => {
    for (let nth = 0; nth < 10; nth++) long.write(letters);
  }, /^.*line 1, byte 0: one value has more than 67108864 characters$/);
});

test.run();
