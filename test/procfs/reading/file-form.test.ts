import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../../src/exact/numbers.ts';
import type { FileForm } from '../../../src/procfs/reading/file-form.ts';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { Reading } from '../../../src/procfs/reading/reading.ts';
import { SOURCES, sourceNamed } from '../../../src/procfs/registry.ts';
import { FIXTURES, learnt, parseInto, tree } from '../parse.ts';

const test = suite('the form of a file');

/** With `npm test -- --fuzz` as many as that says. */
const runs = (least: number) => ({ numRuns: Math.max(least, fc.readConfigureGlobal()?.numRuns ?? 0) });

const KERNELS = ['kernel-2.6.10', 'kernel-3.10', 'kernel-4.18', 'kernel-5.10', 'kernel-6.18'];
/** Kernel files of all sources, as they were found on machines. */
const FILES = KERNELS.flatMap(
  (kernel) =>
    SOURCES.flatMap((source) =>
      source.files.flatMap((file) => {
        const text = contentOf(path.join(FIXTURES, kernel, 'proc', file));
        return text === undefined ? [] : [{ source, file, text, what: `${kernel} ${file}` }];
      }),
    ),
  // That of kernel 2.6.10 has lines of partitions that no kernel prints any more.
).filter(({ what }) => what !== 'kernel-2.6.10 diskstats');

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined; // An old kernel has no pressure.
  }
}

/** The numbers that a form takes from a text, which lies among other bytes; undefined if the text has not that form. */
function taken(form: FileForm, text: string, behind = ''): (number | bigint)[] | undefined {
  const before = 'before 12\n';
  const bytes = Buffer.from(before + text + behind, 'latin1');
  const numbers = new Numbers();
  return form.take(bytes, before.length, before.length + text.length, numbers) ? allOf(numbers) : undefined;
}

function allOf(numbers: Numbers): (number | bigint)[] {
  return Array.from({ length: numbers.length }, (_, at) => numbers.exact(at));
}

/** The bounds of each number of a text that can change from tick to tick. */
function changing(source: string, text: string): [from: number, to: number][] {
  const pattern: Record<string, RegExp> = {
    diskstats: /(?<=^ *\d+ +\d+ \S+ .*)\d+/gm,
    vmstat: /(?<=^\S+ )\d+/gm,
    meminfo: /(?<=^[^:]+: *)\d+/gm,
    loadavg: /\d+(?:\.\d\d)?/g,
    netdev: /(?<=^[^:|]+:.*)\d+/gm,
    cpu: /(?<=^\S+ .*)\d+/gm,
    pressure: /(?<=\w=)\d+(?:\.\d\d)?/g,
  };
  return [...text.matchAll(pattern[source]!)].map(({ 0: { length }, index }) => [index, index + length]);
}

test('a file in which only numbers have changed has it, and other numbers', () => {
  const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
  const small = fc.integer({ min: 0, max: 999 }).map(String);
  for (const { source, file, text, what } of FILES) {
    const { form } = learnt(source, file, text);
    assert.ok(form, what);
    const bounds = changing(source.name, text);
    assert.ok(bounds.length > 0, what);
    const values = fc.array(fc.oneof(digits, small), { minLength: bounds.length, maxLength: bounds.length });
    fc.assert(
      fc.property(values, (all) => {
        let changed = text;
        for (const [nth, [from, to]] of [...bounds.entries()].reverse()) {
          const value = text.slice(from, to).includes('.') ? `${all[nth]!.slice(0, 15)}.25` : all[nth]!;
          changed = changed.slice(0, from) + value + changed.slice(to);
        }
        const other = learnt(source, file, changed);
        assert.equal(taken(form, changed), allOf(other.reading.numbers), what);
        assert.is(other.reading.error, undefined);
      }),
      runs(3),
    );
  }
});

test('numbers of which nothing becomes are passed together, whatever they are, and nothing else is', () => {
  const line = (...numbers: string[]) => `\t GETATTR: ${numbers.join(' ')}\n`;
  const stats = (...numbers: string[]) =>
    `device nas:/a mounted on /a with fstype nfs statvers=1.1\n\tper-op statistics\n${line(...numbers)}`;
  const { form } = learnt(sourceNamed('nfs')!, 'mountstats', stats(...'10 2 3 4 5 6 7 80 9'.split(' ')));
  assert.ok(form);
  const sumsOf = (...numbers: string[]) => taken(form, stats(...numbers));
  assert.equal(sumsOf(...'10 2 3 4 5 6 7 80 9'.split(' ')), [10n, 80n, 9n]);
  assert.equal(sumsOf('11', '18446744073709551615', '-3', '0', '5', ' 66', '7', '81', '9'), [11n, 81n, 9n]);
  // These are for the parser, which says what is wrong.
  assert.is(sumsOf('10', '--2', ...'3 4 5 6 7 80 9'.split(' ')), undefined);
  assert.is(sumsOf('10', '18446744073709551616', ...'3 4 5 6 7 80 9'.split(' ')), undefined);
  assert.is(sumsOf('10', '2x', ...'3 4 5 6 7 80 9'.split(' ')), undefined);
  assert.is(sumsOf(...'10 2 3 4 5 6 80 9'.split(' ')), undefined);
  assert.is(taken(form, stats('10', '2', '3').trimEnd(), ' 4 5 6 7 80 9\n'), undefined);
});

/** Something done to a text at a place. */
const damage = fc.tuple(
  fc.constantFrom('replace', 'insert', 'remove', 'cut', 'repeat line', 'remove line'),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(...' 0123456789.-/:=\n\tkBa|'),
);

function damaged(text: string, [what, where, byte]: [string, number, string]): string {
  const at = Math.floor(where * (text.length - 1));
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const to = text.indexOf('\n', at) + 1 || text.length;
  if (what === 'replace') return text.slice(0, at) + byte + text.slice(at + 1);
  if (what === 'insert') return text.slice(0, at) + byte + text.slice(at);
  if (what === 'remove') return text.slice(0, at) + text.slice(at + 1);
  if (what === 'cut') return text.slice(0, at);
  return (
    text.slice(0, what === 'remove line' ? from : to) +
    (what === 'remove line' ? '' : text.slice(from, to)) +
    text.slice(to)
  );
}

test('what has it has the same rows and numbers for the parser of its source, and nothing wrong', () => {
  let accepted = 0;
  const forms = FILES.map((file) => ({ ...file, ...learnt(file.source, file.file, file.text) }));
  const changes = fc.array(damage, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.constantFrom(...forms), changes, ({ source, file, text, form, reading }, all) => {
      const changed = all.reduce(damaged, text);
      // Behind it lies what has been cut off.
      const numbers = taken(form!, changed, text.slice(changed.length));
      if (numbers === undefined) return;
      accepted++;
      const other = { source, reading: new Reading(source.name) };
      parseInto(other, Buffer.from(changed, 'latin1'), file);
      assert.is(other.reading.error, undefined);
      assert.equal(other.reading.layout, reading.layout);
      assert.equal(allOf(other.reading.numbers), numbers);
    }),
    runs(1500),
  );
  assert.ok(accepted > 5, `${accepted} had it`);
});

test('one with a line that was rejected, of part of a group of numbers, or without numbers has none', () => {
  const none: [source: string, text: string][] = [
    ['vmstat', 'nr_free_pages 1\nnr_dirty x\n'],
    ['meminfo', 'MemTotal: 5 kB\nMemFree: 5 MB\n'],
    ['diskstats', ` 8 0 sda ${Array(14).fill('1').join(' ')}\n`],
    ['netdev', 'Inter-| Receive | Transmit\n face |bytes|bytes\n'],
  ];
  for (const [name, text] of none) {
    const source = sourceNamed(name)!;
    assert.is(learnt(source, source.files[0]!, text).form, undefined, name);
  }
});

test('tick by tick a reader finds what one finds that has read nothing before', async () => {
  const stat = 'cpu  1 2 3 4\ncpu0 1 2 3 4\nintr 5 6\nctxt 7\n';
  const contents: Record<string, string[]> = {
    stat: [
      stat,
      'cpu  10 20 30 40\ncpu0 10 20 30 40\nintr 55 6 7\nctxt 70\n',
      'cpu  1 2 3 4\nintr 5 6\nctxt 7\n',
      'cpu0 1 2 3 4\nintr 5 6\nctxt 7\n', // Not without a total.
      'cpu  1 2 3 4\ncpu0 1 2 3 x\nintr 5 6\nctxt 7\n',
      '',
    ],
    'pressure/cpu': [
      'some avg10=0.00 avg60=1.00 avg300=0.10 total=5\n',
      'some avg10=0.10 avg60=11.00 avg300=0.10 total=55\n',
      'some avg10=0.10 avg60=11.00 avg300=0.10 total=-\n',
    ],
    'pressure/io': [
      'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
      '',
    ],
  };
  const { root, remove } = await tree({});
  const roots = { procfs: root, sysfs: root };
  mkdirSync(path.join(root, 'pressure'));
  const sources = [sourceNamed('cpu')!, sourceNamed('pressure')!];
  const ticks = fc.array(fc.tuple(fc.constantFrom(...Object.keys(contents)), fc.nat({ max: 6 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(ticks, (all) => {
      const readers = sources.map((source) => new SourceReader(source, roots));
      for (const [file, texts] of Object.entries(contents)) writeFileSync(path.join(root, file), texts[0]!);
      for (const [file, nth] of all) {
        const text = contents[file]![nth];
        // As for a kernel, the file that is open is the file.
        if (text !== undefined) writeFileSync(path.join(root, file), text);
        for (const reader of readers) {
          const fresh = new SourceReader(reader.source, roots);
          assert.is(reader.read(), fresh.read());
          assert.is(reader.error, fresh.error);
          assert.equal(reader.reading.layout, fresh.reading.layout);
          assert.equal(allOf(reader.reading.numbers), allOf(fresh.reading.numbers));
          fresh.close();
        }
      }
      for (const reader of readers) reader.close();
    }),
    runs(100),
  );
  remove();
});

test.run();
