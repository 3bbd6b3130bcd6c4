import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MOST_RESULT_BYTES, readResult } from '../../src/result/read-result.ts';
import { type BenchmarkResult, NotAResult } from '../../src/result/result.ts';
import { throwsText } from '../rejects.ts';
import { fixtureBytes, fixtureResult, resultOf } from './fixture.ts';

const ROOT = 'test/fixtures/results';
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(json|txt)$/.test(name),
);
const options = { utcOffsetMinutes: 0 };

/** What is read of bytes, or the documented error; anything else that is thrown fails the test. */
function readOrNot(bytes: Uint8Array): BenchmarkResult | undefined {
  try {
    return readResult(bytes, options);
  } catch (error) {
    if (error instanceof NotAResult) return undefined;
    throw error;
  }
}

/** All texts of a result, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Whether all of a result may be shown, and each amount is one. */
function isSound(result: BenchmarkResult): boolean {
  const figures = [result, ...result.phases];
  const amounts = figures.flatMap(({ read, written, operations }) => [read, written, ...operations]);
  return (
    textsIn(result).every((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) && text.length < 1500) &&
    amounts.every((amount) => amount === undefined || (amount.least >= 0n && amount.least <= amount.most)) &&
    figures.every(({ start = 0, end = 0 }) => Number.isFinite(start) && Number.isFinite(end))
  );
}

test('each fixture is of its own format', () => {
  const formats: Record<string, string> = {
    'dlio/0_per_epoch_stats.json': 'dlio-epochs',
    'dlio/summary.json': 'dlio-summary',
    'io500/result_summary.txt': 'io500-summary',
  };
  assert.ok(FILES.length >= 14);
  for (const file of FILES) {
    const { format } = fixtureResult(file);
    assert.is(format, formats[file] ?? file.split('/')[0]);
  }
});

test('a mark of the byte order, and ends of lines of another system, make no difference', () => {
  for (const file of FILES) {
    const text = readFileSync(`${ROOT}/${file}`, 'utf8');
    assert.equal(resultOf(`\uFEFF${text}`), resultOf(text), file);
    assert.equal(resultOf(text.replaceAll('\n', '\r\n')), resultOf(text), file);
  }
});

test('what is none says so in one line', () => {
  throwsText(() => resultOf(''), "no result of a benchmark: it takes DLIO's summary.json");
  throwsText(() => resultOf('make: nothing to be done'), 'no result of a benchmark: ');
  throwsText(() => resultOf('{"a": 1}'), 'JSON that is cut off, damaged or of something else: ');
  throwsText(() => resultOf('{}'), 'JSON that is');
  throwsText(() => resultOf('{"tool": {"start": "2026-11-25T14:00:00"}}'), 'JSON that is');
  const large = new Uint8Array(MOST_RESULT_BYTES + 1);
  throwsText(() => readResult(large, options), 'larger than any result of a benchmark (16 MiB)');
});

test('JSON that is cut off anywhere is none', () => {
  for (const file of FILES.filter((name) => name.endsWith('.json'))) {
    const bytes = Buffer.from(fixtureBytes(file).toString().trimEnd());
    for (let length = 0; length < bytes.length; length += 7) {
      const found = readOrNot(bytes.subarray(0, length));
      assert.is(found, undefined, `${file}, ${length} bytes`);
    }
  }
});

test('control characters of a file are shown as what they are', () => {
  const hostile = '\u001b(0;x\u0007\u202e<b>';
  const shown = '\\u{1b}(0;x\\u{7}\\u{202e}<b>';
  const fio = fixtureBytes('fio/fio-3.36.json').toString();
  const { phases, remarks, version } = resultOf(
    fio
      .replaceAll('"mixed"', JSON.stringify(hostile))
      .replace('fio-3.36', JSON.stringify(hostile).slice(1, -1)),
  );
  assert.is(phases[0]?.label, shown);
  assert.is(version, shown);
  assert.equal(remarks, [`job ${shown} ended with error 5`]);
  const io500 = fixtureBytes('io500/result.txt').toString();
  const { remarks: errors, phases: sections } = resultOf(
    io500.replace('[ior-easy-read]', `[ior-${hostile}]`).replace('ERROR INVALID', `ERROR ${hostile}`),
  );
  assert.ok(errors[0]?.includes(shown));
  assert.is(sections.at(-1)?.label, `ior-${shown}`);
});

test('names are cut to what anyone reads', () => {
  const fio = fixtureBytes('fio/fio-3.36.json').toString();
  const { phases } = resultOf(fio.replaceAll('"mixed"', JSON.stringify('x'.repeat(100_000))));
  assert.is(phases[0]?.label, `${'x'.repeat(100)}…`);
});

test('as many results as fit into a file take no time to speak of, or are refused', () => {
  const ior = fixtureBytes('ior/ior-4.txt').toString();
  const [write = '', read = ''] = /^write .*\n|^read .*\n/gm[Symbol.match](ior) ?? [];
  const at = ior.indexOf(write);
  const many = (texts: string) => resultOf(`${ior.slice(0, at)}${texts}${ior.slice(at)}`);
  const begin = performance.now();
  assert.is(many(write.repeat(40_000) + read.repeat(40_000)).phases.length, 80_004);
  throwsText(() => many(write.repeat(100_001)), 'more than 100000 results of IOR');
  const [head = ''] = ior.split('\n');
  const tests = 'TestID              : 7\n'.repeat(500_000);
  assert.is(resultOf(ior.replace(head, `${head}\n${tests}`)).phases.length, 4);
  const fio = fixtureBytes('fio/fio-3.36.json').toString();
  const job = '{"jobname": "x", "write": {"io_bytes": 4096, "io_kbytes": 4, "total_ios": 1}},';
  const { operations } = resultOf(fio.replace('"jobs" : [', `"jobs" : [${job.repeat(150_000)}`));
  assert.is(operations.find(({ name }) => name === 'write')?.least, 150_001n);
  assert.ok(performance.now() - begin < 20_000);
});

test('no bytes throw anything but the documented error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      const result = readOrNot(bytes);
      assert.ok(result === undefined || isSound(result));
    }),
  );
});

test('nor does a result that was cut, changed, or put together of several', () => {
  const files = FILES.map(fixtureBytes);
  const piece = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.nat()).map(([bytes, one, other]) => {
    const [begin, end] = [one % bytes.length, other % bytes.length].sort((a, b) => a - b);
    return bytes.subarray(begin, end);
  });
  const change = fc.tuple(
    fc.nat(),
    fc.oneof(fc.constantFrom(...Buffer.from('0-9.{}[]":,\n\u001b')), fc.nat(255)),
  );
  const whole = fc.constantFrom(...files);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, whole), { maxLength: 3 }),
      fc.array(change, { maxLength: 8 }),
      (all, changes) => {
        const bytes = Buffer.concat(all);
        for (const [where, value] of changes) if (bytes.length > 0) bytes[where % bytes.length] = value;
        const result = readOrNot(bytes);
        assert.ok(result === undefined || isSound(result));
      },
    ),
  );
});

test('nor does JSON whose values are others', () => {
  const json = FILES.filter((name) => name.endsWith('.json')).map((file) => {
    const text = fixtureBytes(file)
      .toString()
      .replace(/^WARNING.*\n/gm, '')
      .replace(/\b(?:NaN|nan)\b/g, 'null');
    return text.slice(text.search(/^[{[]/m));
  });
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('-1', '1e308', '9'.repeat(30), '-9223372036854775808', '0.1'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...json), fc.nat(), values, (text, which, value) => {
      const members = [...text.matchAll(/(?<=" ?: )(?:"[^"\n]*"|[\d.]+|null)/g)];
      const { index = 0, 0: old = '' } = members[which % members.length] ?? {};
      const other = typeof value === 'string' && /^[-\d]/.test(value) ? value : JSON.stringify(value);
      const changed = text.slice(0, index) + other + text.slice(index + old.length);
      const result = readOrNot(Buffer.from(changed));
      assert.ok(result === undefined || isSound(result));
    }),
  );
});

test.run();
