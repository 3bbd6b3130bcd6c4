import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FilesAtTheEnd } from '../../../src/job/end/files-at-the-end.ts';
import { ManualClock } from '../../manual-clock.ts';
import { rejects } from '../../rejects.ts';
import { keptLog } from '../fakes.ts';

const PATHS = { series: '/r/x.json', journal: '/r/x.journal' };
const NEVER = new Promise<never>(() => {});

function files(length: number) {
  const clock = new ManualClock(0);
  const log = keptLog();
  return { clock, log, files: new FilesAtTheEnd({ clock, log, paths: PATHS, journal: { length } }) };
}

test('files whose server does not answer: said after 10 s, given up after 30, and where the samples are', async () => {
  const { clock, log, files: end } = files(0);
  const waited = end.until(NEVER);
  waited.catch(() => {});
  clock.advance(10_000);
  assert.equal(log.lines, [
    '/r/x.json and its journal: nothing was read or written for 10 s, as when a file server does not answer',
  ]);
  clock.advance(20_000);
  await rejects(
    waited,
    /^\/r\/x\.json and its journal: nothing was read or written for 30 s, .*; it is given up; what was written until then is in \/r\/x\.journal: see rankstat recover --help$/,
  );
  assert.is(log.lines.length, 1);
});

test('a large journal makes a large file, whose sync takes its time', async () => {
  const { clock, files: end } = files(100_000_000);
  const waited = end.until(NEVER);
  let isOver = false;
  waited.catch(() => {
    isOver = true;
  });
  clock.advance(129_999);
  await Promise.resolve();
  assert.not(isOver);
  clock.advance(1);
  await rejects(waited, /for 130 s/);
});

test('a merge that gets on is waited for', async () => {
  const { clock, log, files: end } = files(0);
  let done: (value: string) => void = () => {};
  const waited = end.until(
    new Promise<string>((resolve) => {
      done = resolve;
    }),
  );
  for (let nth = 0; nth < 100; nth++) {
    clock.advance(9_999);
    end.moved();
  }
  done('made');
  assert.is(await waited, 'made');
  assert.equal(log.lines, []);
  assert.is(clock.pending, 0);
});

test.run();
