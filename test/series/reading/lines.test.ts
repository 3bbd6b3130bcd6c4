import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { Lines } from '../../../src/series/reading/lines.ts';
import { isCode } from '../../../src/system/errors.ts';
import { rejects } from '../../rejects.ts';
import { written } from '../example.ts';

const test = suite<{
  directory: string;
  open: (name: string, content: string | Uint8Array) => Promise<Lines>;
}>('lines');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-lines-'));
  context.open = async (name, content) =>
    new Lines(await written(path.join(context.directory, name), content));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

test('lines with their numbers, however they end', async ({ open }) => {
  for (const [name, content] of [
    ['a', 'one\ntwo\n\nfour\n'],
    ['b', 'one\r\ntwo\r\n\r\nfour'],
    ['c.gz', gzipSync('one\ntwo\n\nfour')],
  ] as const) {
    const lines = await open(name, content);
    assert.is(lines.number, 0);
    assert.equal([await lines.next(), await lines.next(), await lines.next()], ['one', 'two', '']);
    assert.equal([await lines.next(), lines.number], ['four', 4]);
    await lines.end();
    await lines.close();
  }
});

test('a line that is longer than what is read at once, with characters that are cut', async ({ open }) => {
  const numbers = Array.from({ length: 400_000 }, (_, nth) => nth);
  for (const before of ['', 'x', 'xx', 'xxx']) {
    const long = `${before}${numbers.map((nth) => `é${nth}`).join('😀')}`;
    const lines = await open('a', `one\n${long}\nthree\n`);
    assert.equal(
      [await lines.next(), (await lines.next()) === long, await lines.next()],
      ['one', true, 'three'],
    );
    await lines.end();
    await lines.close();
  }
});

test('a missing line, or one too many, is named', async ({ open }) => {
  const short = await open('a', 'one\n');
  await short.next();
  await rejects(short.next(), /\/a: the file is cut off after line 1$/);
  const long = await open('b', 'one\ntwo\nthree');
  await long.next();
  await rejects(long.end(), /\/b: line 2 is after the end$/);
  await short.close();
  await long.close();
});

test('blank lines behind the last are no lines', async ({ open }) => {
  const lines = await open('a', 'one\r\n\r\n \t\r\n\n');
  await lines.next();
  await lines.end();
  await lines.close();
  const more = await open('b', 'one\n\n \nfour');
  await more.next();
  await rejects(more.end(), /\/b: line 4 is after the end$/);
  await more.close();
});

test('what is not UTF-8 is named with its line, and makes no other text of itself', async ({ open }) => {
  for (const bad of ['\xe9', '\xc3(', '\xed\xa0\x80', '\xf5\x80\x80\x80', '\x80']) {
    const lines = await open('a', Buffer.from(`one\ntwo\nth${bad}ree\nfour\n`, 'latin1'));
    await rejects(lines.next(), /\/a: line 3: this is not UTF-8$/);
    await lines.close();
  }
  const cut = await open('b', Buffer.from('one\n\xe2\x82', 'latin1'));
  assert.is(await cut.next(), 'one');
  await rejects(cut.next(), /\/b: line 2: this is not UTF-8$/);
  await cut.close();
});

test('characters that two pieces share are whole', async ({ open }) => {
  // A piece is a mebibyte: one of these ends within each byte of a character of one to four.
  for (const [nth, character] of ['é', '€', '😀', '\u{10ffff}'].entries()) {
    const size = Buffer.byteLength(character);
    for (let before = 0; before < size; before++) {
      const filler = 'x'.repeat(1024 * 1024 - before);
      const lines = await open(`${nth}-${before}`, `${filler}${character}y\n`);
      assert.ok((await lines.next()) === `${filler}${character}y`, `${character} after ${before}`);
      await lines.end();
      await lines.close();
    }
  }
});

test('a line that is too long is named with its file and its number', async ({ directory }) => {
  // Zeros that no disk has to hold.
  const file = await written(path.join(directory, 'long'), '{\n"a": 1,\n');
  await truncate(file, 70 * 1024 * 1024);
  const lines = new Lines(file);
  assert.equal([await lines.next(), await lines.next()], ['{', '"a": 1,']);
  await rejects(lines.next(), /\/long: line 3 is longer than 67108864 characters$/);
  await lines.close();
  const packed = await written(path.join(directory, 'long.gz'), gzipSync(Buffer.alloc(70 * 1024 * 1024)));
  const unpacked = new Lines(packed);
  await rejects(unpacked.next(), /\/long\.gz: line 1 is longer than 67108864 characters$/);
  await unpacked.close();
});

test('an error of the file system names the file, and keeps its code', async ({ directory }) => {
  const lines = new Lines(directory);
  const error = await lines.next().then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(isCode(error, 'EISDIR'));
  assert.is(
    String(error),
    `Error: ${directory}: cannot be read after line 0: EISDIR: illegal operation on a directory, read`,
  );
  await lines.close();
  const missing = new Lines(path.join(directory, 'none'));
  await rejects(missing.next(), /^ENOENT: no such file or directory, open '.*\/none'$/);
  await missing.close();
});

test('what is no gzip is an error of the file, without a code', async ({ open }) => {
  const lines = await open('a.gz', gzipSync('one\n').subarray(0, -6));
  const read = async () => {
    await lines.next();
    await lines.end();
  };
  const error = await read().then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.match(String(error), /\/a\.gz: cannot be unpacked after line \d: unexpected end of file$/);
  assert.not('code' in Object(error));
  await lines.close();
});

test('what stands on a line, with a comma at its end or without', async ({ open }) => {
  const lines = await open('a', '"key": [18446744073709551615],\n"a\\"b": {"rank": "0"}\nnothing\n');
  const first = lines.member(await lines.next());
  assert.equal(first, { key: 'key', value: '[18446744073709551615],' });
  assert.equal(lines.parse(first.value), [18446744073709551615n]);
  const second = lines.member(await lines.next());
  assert.is(second.key, 'a"b');
  const schema = v.object({ rank: v.number() });
  assert.throws(() => lines.parseAs(schema, second.value, 'it'), /\/a: line 2: rank: .*number.*"0"/);
  assert.throws(() => lines.parseAs(schema, '7', 'it'), /\/a: line 2: it: .*Object/);
  assert.equal(lines.parseAs(schema, '{"rank":3},', 'it'), { rank: 3 });
  const third = await lines.next();
  assert.throws(() => lines.member(third), /\/a: line 3 is damaged, or this is not a series file/);
  assert.throws(() => lines.parse('{'), /\/a: line 3 is damaged/);
  await lines.close();
});

test.run();
