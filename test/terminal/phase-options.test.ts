import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { type GivenPhases, givenPhases, phasesOf } from '../../src/terminal/phase-options.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../series/example.ts';

interface Place {
  base: string;
  /** A file of phases that has this in it. */
  having: (content: string) => Promise<string>;
}
const test = suite<Place>('phases of a run');

test.before.each(async (context) => {
  context.base = await mkdtemp(path.join(tmpdir(), 'rankstat-phases-'));
  context.having = async (content) => {
    const file = path.join(context.base, 'phases');
    await writeFile(file, content);
    return file;
  };
});
test.after.each(async ({ base }) => {
  await rm(base, { recursive: true });
});

/** A run from noon on, UTC, of 20 s; rank 0, which is not the first host, is an hour east. */
const HEADER = exampleHeader({
  marks: [{ time: noonPlus(5), label: 'epoch 1' }],
  host_status: {
    node9: exampleStatus(1, { rank: 1, utc_offset_minutes: -300 }),
    node0: exampleStatus(1, { rank: 0, utc_offset_minutes: 60 }),
  },
});

/** What DLIO writes of epochs that begin and end at these local times. */
function epochs(...times: readonly (readonly [start: string, end: string])[]): string {
  const day = (time: string) => `2026-11-25T${time}.000000`;
  const entries = times.map(([start, end], at) => [String(at + 1), { start: day(start), end: day(end) }]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** The phases, seconds after noon. */
async function shown(given: GivenPhases | undefined, header = HEADER) {
  const noon = Date.parse(noonPlus(0));
  return (await phasesOf(given, header)).map(({ start, end }) => [
    (start - noon) / 1000,
    (end - noon) / 1000,
  ]);
}

/** What is said, with its exit code. */
async function problemOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
  return 'nothing is wrong';
}

test('the nth file of phases is for the nth run, and the zone for all', () => {
  assert.equal(givenPhases({}, 1), [{ file: undefined, utcOffset: undefined }]);
  assert.equal(givenPhases({ phases: 'a', phasesUtcOffset: '+02:00' }, 2), [
    { file: 'a', utcOffset: '+02:00' },
    { file: undefined, utcOffset: '+02:00' },
  ]);
  assert.equal(
    givenPhases({ phases: ['a', 'b'] }, 2).map(({ file }) => file),
    ['a', 'b'],
  );
  assert.throws(
    () => givenPhases({ phases: ['a', 'b', 'c'] }, 2),
    (error: unknown) =>
      error instanceof UserError &&
      error.exitCode === EXIT.usage &&
      error.message === '--phases is given 3 times for 2 series files',
  );
});

test('without a file they are those of the marks', async () => {
  assert.equal(await shown(undefined), [[5, 20]]);
  assert.equal(await shown({ file: undefined, utcOffset: '+09:00' }), [[5, 20]]);
});

test('times of a file are in the zone of rank 0, unless another is given', async ({ having }) => {
  const file = await having(epochs(['13:00:01', '13:00:04'], ['13:00:04', '13:00:09']));
  const expected = [
    [1, 4],
    [4, 9],
  ];
  assert.equal(await shown({ file, utcOffset: undefined }), expected);
  assert.equal(await shown({ file, utcOffset: '+01:00' }), expected);
  await having(epochs(['06:30:01', '06:30:04'], ['06:30:04', '06:30:09']));
  assert.equal(await shown({ file, utcOffset: '-0530' }), expected);
});

test('phases that are no part of the run are left out; if all are, that is said with both times', async ({
  having,
}) => {
  const file = await having(
    epochs(['12:59:50', '13:00:00'], ['12:59:59', '13:00:01'], ['13:00:20', '13:01:00']),
  );
  assert.equal(await shown({ file, utcOffset: undefined }), [[-1, 1]]);
  assert.is(
    await problemOf(shown({ file, utcOffset: '+02:00' })),
    `65 ${file}: its phases begin at 2026-11-25T10:59:50.000Z, the run lasted from ` +
      '2026-11-25T12:00:00.000Z to 2026-11-25T12:00:20.000Z: ' +
      'another run, or another zone (see --phases-utc-offset; now 120 minutes)',
  );
});

test('a zone that is not known is said of a file with times, one that is none before the file is looked at', async ({
  having,
}) => {
  const file = '/no/such';
  const timed = await having(epochs(['12:59:59', '13:00:01']));
  const unknown = exampleHeader({ host_status: { n: exampleStatus(0, { utc_offset_minutes: null }) } });
  assert.match(
    await problemOf(shown({ file: timed, utcOffset: undefined }, unknown)),
    /^65 the zone of rank 0's host/,
  );
  for (const utcOffset of ['2', '+2:00', 'CET']) {
    assert.match(await problemOf(shown({ file, utcOffset })), /^64 --phases-utc-offset "[^"]+": give it as /);
  }
  assert.is(
    await problemOf(shown({ file, utcOffset: '+02:00' })),
    '66 /no/such is not there: there is no directory /no',
  );
});

test('what is no file of phases is said of the file; a pipe, which may never end, is not opened', async ({
  base,
  having,
}) => {
  const file = await having('nothing of the kind');
  assert.ok((await problemOf(shown({ file, utcOffset: undefined }))).startsWith(`65 ${file}: `));
  assert.is(
    await problemOf(shown({ file: base, utcOffset: undefined })),
    `65 ${base}: no N_per_epoch_stats.json of DLIO is in it`,
  );
  const pipe = path.join(base, 'pipe');
  assert.is(spawnSync('mkfifo', [pipe]).status, 0);
  assert.is(await problemOf(shown({ file: pipe, utcOffset: undefined })), `65 ${pipe}: a pipe, not a file`);
});

test.run();
