import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { tableBy } from '../../src/top/choice.ts';
import type { Glance } from '../../src/top/live/follower.ts';
import { LiveJob } from '../../src/top/live/live-job.ts';
import type { ScreenEvents } from '../../src/top/screen.ts';
import { watchJob } from '../../src/top/watch.ts';
import type { Status } from '../../src/wire/control.ts';
import { job, NOON, Scribe } from '../gather/scribe.ts';
import { ManualClock } from '../manual-clock.ts';
import { exampleStatus } from '../wire/example-status.ts';

const FILE = '/results/x.json';
const STATUS = exampleStatus();

/** What rank 0 answers; undefined if it does not. */
const heard = (more: Partial<Status> = {}): Glance => ({ status: { ...STATUS, ...more }, time: NOON + 9000 });
const SILENCE = undefined;

/** A rank 0 that answers each question as `answers` says. */
class FakeFollower {
  readonly live = new LiveJob();
  asked = 0;
  answers: (nth: number) => Promise<Glance | undefined> | Glance | undefined = () => heard();
  begins: (onProgress: (share: number) => void) => Promise<boolean> = async () => true;

  /** Of all that were expected two have come. */
  constructor(expected: number) {
    this.live.take(job({ expected }), 'openings', 0);
    for (const [rank, name] of ['node1', 'node2'].entries()) {
      for (const record of new Scribe(rank, name).hello()) this.live.take(record, 'openings', 0);
    }
  }

  async begin(_: Status, onProgress: (share: number) => void = () => {}): Promise<boolean> {
    return await this.begins(onProgress);
  }

  async next(): Promise<Glance | undefined> {
    return await this.answers(++this.asked);
  }
}

/** A terminal of 12 lines, and what it has shown, the last last. */
class FakeScreen {
  readonly size = { width: 100, height: 12 };
  readonly shown: string[] = [];
  #events: ScreenEvents | undefined;
  isOpen = false;
  suspended = 0;

  open(events: ScreenEvents): this {
    this.#events = events;
    this.isOpen = true;
    return this;
  }

  show(lines: readonly string[]): void {
    this.shown.push(lines.join('\n'));
  }

  suspend(): void {
    this.suspended++;
  }

  close(): void {
    this.isOpen = false;
  }

  type(keys: string): void {
    this.#events?.onInput(keys);
  }

  get last(): string {
    return this.shown.at(-1) ?? '';
  }
}

/** A job that is watched from when this clock stood still. All that answers does so without waiting for anything. */
function watched(expected = 2) {
  const follower = new FakeFollower(expected);
  const screen = new FakeScreen();
  const clock = new ManualClock(NOON);
  const files = new Set<string>();
  const begin = () =>
    watchJob({
      follower,
      status: STATUS,
      choice: tableBy('n'),
      paper: { color: 'never', glyphs: 'ascii' },
      clock,
      openScreen: (events) => screen.open(events),
      exists: async (path) => files.has(path),
    });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { follower, screen, clock, files, begin, pass };
}

/** Everything that waits for nothing but promises has been done. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** What a watch that fails says. */
async function failure(watch: Promise<unknown>): Promise<UserError> {
  try {
    await watch;
  } catch (error) {
    assert.instance(error, UserError);
    if (error instanceof UserError) return error;
  }
  throw new Error('it did not fail');
}

test('a job is shown once a second until it is done; then its file is told', async () => {
  const { follower, screen, begin, pass } = watched();
  follower.answers = (nth) => heard({ phase: nth < 3 ? 'sampling' : 'done', samples: nth });
  const watch = begin();
  await settled();
  assert.match(screen.last, /^training: sampling for 0:00:09, 2 of 2 hosts, 1 samples/);
  await pass(999);
  assert.is(follower.asked, 1);
  await pass(1);
  assert.match(screen.last, /, 2 samples/);
  await pass(1000);
  assert.is(await watch, FILE);
  assert.is(follower.asked, 3);
  assert.is(screen.isOpen, false);
});

test('a job that ends is asked ten times a second: rank 0 is there for a moment only', async () => {
  for (const phase of ['stopping', 'merging'] as const) {
    const { follower, begin, pass } = watched();
    follower.answers = (nth) => heard({ phase: nth < 3 ? phase : 'done' });
    const watch = begin();
    await settled();
    await pass(100);
    await pass(100);
    assert.is(await watch, FILE);
  }
});

test('a job that has failed says why', async () => {
  const { follower, screen, begin } = watched();
  follower.answers = () => heard({ phase: 'failed', problem: 'no space left on device' });
  const { exitCode, message } = await failure(begin());
  assert.equal([exitCode, message], [EXIT.io, 'no space left on device']);
  assert.is(screen.isOpen, false);
  follower.answers = () => heard({ phase: 'failed' });
  assert.is((await failure(begin())).message, '/results/x.json could not be made');
});

test('rank 0 is silent, but the file is there', async () => {
  const { follower, files, screen, begin, pass } = watched();
  follower.answers = (nth) => (nth === 1 ? heard() : SILENCE);
  const watch = begin();
  await settled();
  files.add(FILE);
  await pass(1000);
  assert.is(await watch, FILE);
  assert.is(screen.isOpen, false);
});

test('a silence is told for as long as it lasts', async () => {
  const { follower, screen, begin, pass } = watched();
  follower.answers = (nth) =>
    nth === 3 || nth === 4 ? SILENCE : heard({ phase: nth < 6 ? 'sampling' : 'done' });
  const watch = begin();
  await settled();
  await pass(1000);
  await pass(1000);
  assert.match(screen.last, 'problem: rank 0 has not answered for 1 s; this is what it said last');
  await pass(1000);
  assert.match(screen.last, 'problem: rank 0 has not answered for 2 s; this is what it said last');
  await pass(1000);
  assert.not.match(screen.last, 'problem');
  await pass(1000);
  assert.is(await watch, FILE);
});

test('after a silence of more than a minute rank 0 is gone', async () => {
  const { follower, screen, begin, pass } = watched();
  follower.answers = (nth) => (nth === 1 ? heard() : SILENCE);
  const gone = failure(begin());
  await settled();
  for (let second = 1; second <= 60; second++) await pass(1000);
  assert.match(screen.last, 'rank 0 has not answered for 60 s');
  await pass(1000);
  const { exitCode, message } = await gone;
  assert.is(exitCode, EXIT.incomplete);
  assert.is(message, 'rank 0 does not answer any more; if it is gone: rankstat recover /results/x.journal');
  assert.is(screen.isOpen, false);
});

test('who has not begun tries again, and says how far it is', async () => {
  const { follower, screen, begin, pass } = watched();
  let begins = 0;
  follower.begins = async (onProgress) => {
    onProgress(0.129);
    return ++begins === 2;
  };
  follower.answers = () => heard({ phase: 'done' });
  const watch = begin();
  await settled();
  assert.equal(screen.shown, ['reading what was sampled so far: 12 %']);
  assert.is(follower.asked, 0);
  await pass(1000);
  assert.is(await watch, FILE);
  assert.is(begins, 2);
});

test('what cannot be read is an error of input and output', async () => {
  const { follower, screen, begin } = watched();
  follower.answers = () => Promise.reject(new Error('the journal is damaged\n 7 bytes before 9'));
  const { exitCode, message } = await failure(begin());
  assert.equal([exitCode, message], [EXIT.io, 'the journal is damaged 7 bytes before 9']);
  assert.is(screen.isOpen, false);
});

test('who leaves between two looks does not wait for the next', async () => {
  const { follower, screen, clock, begin, pass } = watched();
  const watch = begin();
  await settled();
  assert.is(clock.pending, 1);
  screen.type('q');
  assert.is(await watch, undefined);
  assert.is(screen.isOpen, false);
  assert.is(clock.pending, 0);
  await pass(10_000);
  assert.is(follower.asked, 1);
});

test('who leaves does not wait for an answer either, nor is hit by what fails behind them', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const { follower, screen, begin } = watched();
    let fail: (error: Error) => void = () => {};
    follower.answers = () =>
      new Promise((_, reject) => {
        fail = reject;
      });
    const watch = begin();
    await settled();
    screen.type('\u0003');
    assert.is(await watch, undefined);
    fail(new Error('Socket is closed'));
    await settled();
    assert.equal(unhandled, []);
    assert.equal(screen.shown, []);
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('an answer that comes after the person has left is shown to nobody', async () => {
  const { follower, screen, clock, begin } = watched();
  let answer: (glance: Glance) => void = () => {};
  follower.answers = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const watch = begin();
  await settled();
  screen.type('q');
  assert.is(await watch, undefined);
  answer(heard());
  await settled();
  assert.equal([screen.shown, clock.pending, follower.asked], [[], 0, 1]);
});

test('keys are granted at once', async () => {
  const { screen, begin } = watched();
  const watch = begin();
  await settled();
  assert.match(screen.last, /\[n name\] c CPU .* r reverse/);
  screen.type('cr');
  assert.match(screen.last, /n name \[c CPU\] .* \[r reverse\]/);
  screen.type('m');
  assert.match(screen.last, /\[m mem\] .* r reverse/);
  screen.type('q');
  await watch;
});

test('a page is what fits, and nobody scrolls beyond the last host', async () => {
  const { screen, begin } = watched(30);
  const watch = begin();
  await settled();
  assert.match(screen.last, / q quit {2}1-7\/30$/);
  const places = [' ', 'j', '\u001b[A', '\u001b[F', ' ', '\u001b[5~', '\u001b[H', 'k'].map((key) => {
    screen.type(key);
    return /(\d+)-\d+\/30$/.exec(screen.last)?.[1];
  });
  assert.equal(places, ['8', '8', '7', '24', '24', '17', '1', '1']);
  screen.type('j');
  screen.type('c'); // Another order begins at its top.
  assert.match(screen.last, / 1-7\/30$/);
  screen.type('q');
  await watch;
});

test('help and one host are shown in place of the table, until a key goes back', async () => {
  const { screen, begin } = watched();
  const watch = begin();
  await settled();
  screen.type('?');
  assert.match(screen.last, /^Keys\n {2}n c i m d t s o +order by name/);
  screen.type('x');
  assert.match(screen.last, /^training: sampling/);
  screen.type('jj\r');
  assert.match(screen.last, /^node2 {2}ready\n/);
  assert.match(screen.last, /once there are two samples/);
  screen.type('?');
  assert.match(screen.last, /^Keys\n/);
  screen.type('x');
  assert.match(screen.last, /^node2 {2}ready\n/);
  screen.type('q');
  assert.match(screen.last, /\nnode2 +>ready/);
  screen.type('q');
  assert.is(await watch, undefined);
});

test('what is wrong is said where one host is shown, too', async () => {
  const { follower, screen, begin, pass } = watched();
  follower.answers = (nth) => (nth === 1 ? heard() : SILENCE);
  const watch = begin();
  await settled();
  screen.type('\r');
  assert.match(screen.last, /^node1 {2}ready\n/);
  await pass(1000);
  assert.match(screen.last, /^problem: rank 0 has not answered for 1 s[^\n]*\nnode1 {2}ready\n/);
  screen.type('\u0003');
  await watch;
});

test('a filter is live, says how many hosts it leaves, and q is a letter of it', async () => {
  const { screen, begin } = watched();
  const watch = begin();
  await settled();
  screen.type('/2');
  assert.match(screen.last, /\nthese 1 .*\nnode2 [\s\S]*\n\/2_ 1 of 2 hosts {2}Enter keeps, Esc clears$/);
  assert.not.match(screen.last, /node1/);
  screen.type('q');
  assert.match(screen.last, /\/2q_ 0 of 2 hosts/);
  screen.type('\u007f\r');
  assert.match(screen.last, /\n\/2 1 of 2 hosts {2}\[n name\]/);
  screen.type('q');
  assert.is(await watch, undefined);
});

test('Escape alone is a key once nothing has followed it for a moment', async () => {
  const { screen, begin, pass } = watched();
  const watch = begin();
  await settled();
  screen.type('/2\u001b');
  assert.match(screen.last, /\/2_ 1 of 2/);
  await pass(50);
  assert.match(screen.last, /\nnode1 [\s\S]*\[n name\]/);
  // The two parts of a key that came apart: the first host is marked.
  screen.type('\u001b');
  await pass(49);
  screen.type('[B');
  assert.match(screen.last, /\nnode1 +>/);
  screen.type('q');
  await watch;
});

test('Ctrl-Z stops it, and what was shown stays', async () => {
  const { screen, begin } = watched();
  const watch = begin();
  await settled();
  screen.type('\u001a');
  assert.is(screen.suspended, 1);
  screen.type('q');
  assert.is(await watch, undefined);
});

test.run();
