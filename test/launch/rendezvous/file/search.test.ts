import { getEventListeners } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Rendezvous, rendezvousPath } from '../../../../src/launch/rendezvous/file/content.ts';
import { publish } from '../../../../src/launch/rendezvous/file/file.ts';
import type { Place } from '../../../../src/launch/rendezvous/file/newest.ts';
import { type SearchOptions, search } from '../../../../src/launch/rendezvous/file/search.ts';
import { ManualClock } from '../../../manual-clock.ts';
import { rejects } from '../../../rejects.ts';
import { soon } from '../../soon.ts';
import { content, failure } from './contents.ts';

const test = suite<{ directory: string }>('search for a rendezvous file', { directory: '' });

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-search-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true, force: true });
});

/** Nothing by the clock of this host waits for the end of its time. */
async function find(options: SearchOptions): Promise<Rendezvous | undefined> {
  return await soon(search(options));
}

test('a search finds what is there, and what comes while it waits', async ({ directory }) => {
  const waiting = find({ directory: path.join(directory, 'later'), key: 'k', timeoutMs: 20_000 });
  const built = await mkdtemp(path.join(directory, 'built-'));
  await publish(rendezvousPath(built, 'k'), content('k'));
  await rename(built, path.join(directory, 'later'));
  assert.equal(await waiting, content('k'));
  const file = rendezvousPath(path.join(directory, 'later'), 'k');
  assert.equal(await find({ path: file, timeoutMs: 0 }), content('k'));
});

test('a search ends with nothing at its time, and at once at a signal', async ({ directory }) => {
  assert.is(await find({ directory, key: 'k', timeoutMs: 60 }), undefined);
  assert.is(await find({ directory: path.join(directory, 'none'), key: 'k', timeoutMs: 0 }), undefined);
  const abort = new AbortController();
  const waiting = find({ directory, key: 'k', timeoutMs: 600_000, signal: abort.signal });
  abort.abort();
  await rejects(waiting, /aborted/);
});

test('a file of another launch, or one that others may open, is waited over and then an error', async ({
  directory,
}) => {
  const file = rendezvousPath(directory, 'slurm-5.4');
  await publish(file, content('slurm-5.3'));
  await rejects(find({ directory, key: 'slurm-5.4', timeoutMs: 60 }), /of another launch, slurm-5\.3/);
  const waiting = find({ directory, key: 'slurm-5.4', timeoutMs: 20_000 });
  await publish(file, content('slurm-5.4'));
  assert.equal(await waiting, content('slurm-5.4'));
});

test('a failure that nothing replaces is believed, long before the time is over', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  await publish(file, failure('k'));
  const said = /^rank 0 failed: no port is free \(on node1, told in .*\)$/;
  await rejects(find({ directory, key: 'k', timeoutMs: 600_000, believeMs: 100 }), said);
  await rejects(find({ path: file, timeoutMs: 600_000, believeMs: 0 }), said);
  await rejects(find({ path: file, timeoutMs: 0, believeMs: 600_000 }), said);
});

test('a failure can be of an earlier launch: the file that replaces it counts', async ({ directory }) => {
  const file = path.join(directory, 'meet.json');
  await publish(file, failure('local-1'));
  const waiting = find({ path: file, timeoutMs: 20_000, believeMs: 20_000 });
  await publish(file, content('local-2'));
  assert.equal(await waiting, content('local-2'));
});

test('the failure of another launch is none of ours', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'ours'), failure('another'));
  const waiting = find({ directory, key: 'ours', timeoutMs: 60, believeMs: 0 });
  await rejects(waiting, /of another launch, another/);
});

/** A search by a clock that stands still while it looks; and the pauses that it has made, ms. */
function searching(place: Place, more: Partial<SearchOptions> = {}) {
  const clock = new ManualClock(0, 0);
  const pauses: number[] = [];
  let ended = false;
  const after = clock.after.bind(clock);
  let timers = 0;
  clock.after = (ms, action) => {
    if (++timers > 1000) throw new Error('it looks on and on');
    if (ms > 0) pauses.push(ms); // The end of each sets one more for nothing.
    return after(ms, action);
  };
  const found = search({ ...place, timeoutMs: 600_000, clock, random: () => 0.5, ...more }).finally(() => {
    ended = true;
  });
  /** Goes on until it has looked so often, or has ended; what is rejected is for who awaits `found`. */
  const looks = async (count: number) => {
    found.catch(() => {});
    const isThere = () => ended || (clock.pending > 0 && pauses.length >= count);
    // So many turns take longer than any look; a search that never pauses would never let this end.
    for (let turn = 0; turn < 1_000_000 && !isThere(); turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (clock.pending > 0 && !isThere()) clock.advance(pauses.at(-1) ?? 0);
    }
    assert.ok(isThere(), `${pauses.length} pauses`);
  };
  return { clock, pauses, found, looks };
}

test('it looks again after 50 ms, then after twice that each time up to a second, and at the end', async ({
  directory,
}) => {
  const { clock, pauses, found, looks } = searching({ directory, key: 'k' }, { timeoutMs: 5000 });
  await looks(100);
  assert.is(await found, undefined);
  assert.equal(pauses, [50, 100, 200, 400, 800, 1000, 1000, 1000, 450]);
  assert.is(clock.mono(), 5000);
  assert.is(clock.pending, 0);
});

test('by chance it is half of that or half as much again, so that not all look at the same moment', async ({
  directory,
}) => {
  for (const [chance, most] of [
    [0, [25, 50, 100]],
    [1, [75, 150, 300]],
  ] as const) {
    const { pauses, found, looks } = searching(
      { directory, key: 'k' },
      { random: () => chance, timeoutMs: 600 },
    );
    await looks(100);
    assert.is(await found, undefined);
    assert.equal(pauses.slice(0, 3), most);
  }
});

test('a failure is believed after five seconds, or when the time is over', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'k'), failure('k'));
  for (const [timeoutMs, atMs] of [
    [600_000, 5000],
    [3000, 3000],
  ] as const) {
    const { clock, found, looks } = searching({ directory, key: 'k' }, { timeoutMs });
    await looks(100);
    await rejects(found, /^rank 0 failed: no port is free/);
    assert.is(clock.mono(), atMs);
  }
});

test('another failure has five seconds of its own, of another process or of another time', async ({
  directory,
}) => {
  const file = path.join(directory, 'meet.json');
  const first = failure('k');
  for (const other of [
    { ...first, pid: 4712 },
    { ...first, started: '2026-11-25T03:28:18.000Z' },
  ]) {
    await publish(file, first);
    const { clock, found, looks } = searching({ path: file });
    await looks(6);
    assert.is(clock.mono(), 1550);
    await publish(file, other);
    await looks(100);
    await rejects(found, /^rank 0 failed/);
    assert.is(clock.mono(), 2550 + 5000); // It was seen at 2.55 s.
  }
});

test('a failure that was taken away is none, and looking does not become more frequent', async ({
  directory,
}) => {
  const file = path.join(directory, 'meet.json');
  await publish(file, failure('k'));
  const { clock, pauses, found, looks } = searching({ path: file });
  await looks(3);
  await rm(file);
  await looks(20);
  assert.ok(clock.mono() > 10_000);
  assert.equal(new Set(pauses.slice(5)), new Set([1000]));
  const seen = clock.mono();
  await publish(file, failure('k'));
  await looks(100);
  await rejects(found, /^rank 0 failed/);
  assert.is(clock.mono(), seen + 1000 + 5000);
});

test('ended by a signal it waits for nothing, and lets go of the signal', async ({ directory }) => {
  const abort = new AbortController();
  const { clock, found, looks } = searching({ directory, key: 'k' }, { signal: abort.signal });
  await looks(2);
  abort.abort(new Error('enough'));
  await rejects(found, /^enough$/);
  assert.is(clock.pending, 0);
  assert.equal(getEventListeners(abort.signal, 'abort'), []);
});

test.run();
