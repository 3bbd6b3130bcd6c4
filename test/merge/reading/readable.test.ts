import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allReadable } from '../../../src/merge/reading/readable.ts';
import type { Replay } from '../../../src/merge/replay.ts';
import { job, journalOf, Scribe, start } from '../../gather/scribe.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string; journals: string[] }>('all that can be read of journals');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-readable-'));
  context.journals = ['a.journal', 'b.journal'].map((name) => path.join(context.directory, name));
  for (const [rank, journal] of context.journals.entries()) {
    const one = new Scribe(rank, `node${rank}`);
    const samples = [0, 1, 2].map((tick) => one.sample(tick, 5n));
    await journalOf(journal, [job(), start(), ...one.hello(), ...samples]);
  }
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Where the nth sample of a rank lies. */
function placeOf({ tracks, files }: Replay, rank: number, nth: number) {
  const track = tracks[rank]!;
  return { path: files[track.file.at(nth)]!.path, offset: track.offset.at(nth) };
}

const ticksOf = ({ tracks }: Replay) =>
  tracks.map(({ tick }) => Array.from({ length: tick.length }, (_, at) => tick.at(at)));

test('where nothing is wrong it is done once', async ({ journals }) => {
  let attempts = 0;
  const result = await allReadable(journals, async (replayed) => {
    attempts++;
    return { result: ticksOf(replayed), unreadable: [] };
  });
  assert.equal(
    [attempts, result],
    [
      1,
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
    ],
  );
});

test('what cannot be read is left out, with all that could not before', async ({ journals }) => {
  const seen: unknown[] = [];
  const damage = await allReadable(journals, async (replayed) => {
    seen.push(ticksOf(replayed));
    const wrong = (rank: number, nth: number) => ({ ...placeOf(replayed, rank, nth), problem: 'wrong' });
    const places = [
      [0, 2],
      [1, 2],
      [0, 1],
    ] as const;
    const now = places.slice(...([[0, 2], [2, 3], [3]][seen.length - 1] ?? []));
    const unreadable = now.map(([rank, nth]) => wrong(rank, nth));
    return { result: replayed.damage, unreadable };
  });
  assert.equal(seen, [
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
    [
      [0, 1],
      [0, 1],
    ],
    [[0], [0, 1]],
  ]);
  assert.equal(
    damage.map(({ kind, problem, path: of }) => [kind, problem, path.basename(of)]),
    [
      ['refused record', 'wrong', 'a.journal'],
      ['refused record', 'wrong', 'a.journal'],
      ['refused record', 'wrong', 'b.journal'],
    ],
  );
});

test('where there is no end of it that is an error, which says where', async ({ journals }) => {
  let attempts = 0;
  const endless = allReadable(journals, async (replayed) => {
    attempts++;
    return { result: 0, unreadable: [{ ...placeOf(replayed, 1, 0), offset: 77, problem: 'wrong' }] };
  });
  await rejects(endless, /b\.journal, byte 77: wrong$/);
  assert.is(attempts, 9, 'once, and eight times again');
});

test.run();
