import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { messageOf } from '../../src/system/errors.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { job, journalOf, Scribe, start, stopAt } from '../gather/scribe.ts';

const test = suite<{ directory: string }>('journals with numbers that nobody can mean');

test.before(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-absurd-'));
});
test.after(async ({ directory }) => await rm(directory, { recursive: true }));

/** Two hosts, seconds 0 to 3, each record of another type. */
function records(): RecordBytes[] {
  const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const of = (scribe: Scribe) => [
    scribe.sample(null, 5n, { kind: 'baseline' }),
    ...[0, 1].map((tick) => scribe.sample(tick, 5n)),
    scribe.clock(0.5, 0.1),
    scribe.lost(1),
    scribe.sample(3, 6n),
    scribe.bye(4),
  ];
  return [job(), ...one.hello(), ...two.hello(), start(), ...of(one), ...of(two), stopAt(3.5)];
}

const NUMBER = /(?<=[:[,])(-?\d[\d.]*|null)(?=[,}\]])/g;
const absurd = fc.constantFrom(
  ...[
    '1e308',
    '-1e308',
    '1e999',
    '-1e999',
    '1e-300',
    '-1',
    '0',
    '1e15',
    '1e12',
    '253402300799999',
    '86400000',
  ],
  ...['2147483648', '2147483647', '9007199254740992', '18446744073709551616', '0.1', 'null', '"x"', '[[[]]]'],
);
const changes = fc.array(fc.tuple(fc.nat(23), fc.nat(9), absurd), { minLength: 1, maxLength: 4 });

/** The nth number of a head, or the first behind it that there is, is another; its body stays. */
function changed({ head, body }: RecordBytes, nth: number, to: string): RecordBytes {
  const text = Buffer.from(head).toString();
  const places = [...text.matchAll(NUMBER)];
  const { index = 0, 0: was = '' } = places[nth % Math.max(1, places.length)] ?? {};
  return { head: Buffer.from(text.slice(0, index) + to + text.slice(index + was.length)), body };
}

const ABSURD_TIMES = /^(the clock of node\d went back by |end_time \S+ is before start_time )/;

test('a file that is made of them is valid, and what is left out is told', async ({ directory }) => {
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (places) => {
      const all = records();
      for (const [at, number, to] of places) {
        const record = all[at % all.length];
        if (record !== undefined) all[at % all.length] = changed(record, number, to);
      }
      const base = path.join(directory, String(nth++));
      await journalOf(`${base}.journal`, all);
      const result = await merge([`${base}.journal`], `${base}.json`).catch((error: unknown) => {
        assert.match(messageOf(error), /no record says what the job was$/);
        return undefined;
      });
      if (result === undefined) return;
      for (const { problem } of result.damage) assert.match(problem, /^[ -~]{1,250}$/);
      // Times that nobody can mean are in the file as they came, and are told.
      const problems = await validateSeries(result.path);
      assert.equal(
        problems.filter((problem) => !ABSURD_TIMES.test(problem)),
        [],
      );
      assert.not.match(await readFile(result.path, 'utf8'), /NaN|Infinity/);
    }),
  );
});

test.run();
