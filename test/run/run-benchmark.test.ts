import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunCollectors, type RunParts, runBenchmark } from '../../src/run/run-benchmark.ts';
import { UserError } from '../../src/system/exit.ts';
import { ManualClock } from '../manual-clock.ts';
import { heardLog } from './heard-log.ts';
import { now, settled } from './rig.ts';

const test = suite<{ directory: string }>('a run');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-run-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** A promise that the test settles. */
class Held<T> {
  release: (value: T) => void = () => {};
  readonly promise = new Promise<T>((resolve) => {
    this.release = resolve;
  });
}

/** A run whose benchmark ends with 0 and whose collectors do well, unless the test says otherwise. */
function run(resultsDir: string, more: Partial<RunParts> = {}, moreCollectors: Partial<RunCollectors> = {}) {
  const clock = new ManualClock(1_700_000_000_000);
  const { log, said } = heardLog();
  /** What happened, in order. */
  const steps: string[] = [];
  const step = (what: string) => {
    steps.push(what);
  };
  let send = (_: NodeJS.Signals) => {};
  const collectors: RunCollectors = {
    ready: async (timeoutMs) => step(`ready within ${timeoutMs} ms`),
    benchmark: async ({ command, start, end, exit_code }) =>
      step(`note ${command} ${start} ${end} ${exit_code}`),
    environment: { RANKSTAT_RENDEZVOUS: 'file:/r/x' },
    stop: async (reason) => {
      step(`stop: ${reason}`);
      return { file: '/r/x.json', endedEarly: false };
    },
    leave: () => step('leave'),
    abort: () => step('abort'),
    whereabouts: 'Somewhere.',
    ...moreCollectors,
  };
  const parts: RunParts = {
    command: ['sleep', '1'],
    runCommand: async ({ RANKSTAT_RENDEZVOUS }) => {
      step(`run with ${RANKSTAT_RENDEZVOUS}`);
      clock.advance(1000);
      return 0;
    },
    resultsDir,
    journalDir: undefined,
    startCollectors: async () => {
      step('start');
      return collectors;
    },
    readyTimeoutMs: 30_000,
    onEnded: () => {},
    showSummary: async (file) => {
      step(`summary of ${file}`);
      return true;
    },
    strict: false,
    onSignal: (handle) => {
      send = handle;
    },
    clock,
    log,
    line: { show: () => {}, clear: () => step('clear the line') },
    ...more,
  };
  return { code: runBenchmark(parts), steps, said, send: (signal: NodeJS.Signals) => send(signal) };
}

test('a clock that is set while the benchmark runs does not change how long it took', async ({
  directory,
}) => {
  const clock = new ManualClock(1_700_000_000_000);
  const runCommand = async () => {
    clock.advance(1000);
    clock.set(clock.wall() - 3_600_000);
    clock.advance(500);
    return 0;
  };
  const { code, steps } = run(directory, { clock, runCommand });
  assert.is(await code, 0);
  assert.ok(steps.includes('note sleep,1 1700000000000 1700000001500 0'), steps.join('; '));
});

test('the order of things', async ({ directory }) => {
  const { code, steps, said } = run(directory);
  assert.is(await code, 0);
  assert.equal(steps, [
    'start',
    'ready within 30000 ms',
    'note sleep,1 1700000000000 null null',
    'run with file:/r/x',
    'note sleep,1 1700000000000 1700000001000 0',
    'stop: the benchmark has ended',
    'summary of /r/x.json',
  ]);
  assert.equal(said, []);
});

test('that the benchmark has ended is told at once, with when it began; never without collectors', async ({
  directory,
}) => {
  const began: number[] = [];
  const stop = async () => {
    assert.equal(began, [1_700_000_000_000]);
    return { file: undefined, endedEarly: false };
  };
  const onEnded = (time: number) => void began.push(time);
  assert.is(await run(directory, { onEnded }, { stop }).code, 0);
  assert.is(began.length, 1);
  const startCollectors = () => Promise.reject(new Error('no collectors'));
  assert.is(await run(directory, { onEnded, startCollectors }).code, 0);
  assert.is(began.length, 1);
});

test('rank 0 is told that the benchmark begins before it does, and of its end before the stop', async ({
  directory,
}) => {
  const notes = [new Held<void>(), new Held<void>()];
  const told = [new Held<void>(), new Held<void>()];
  let nth = 0;
  const benchmark = async () => {
    const mine = nth++;
    notes[mine]?.release();
    await told[mine]?.promise;
  };
  const { code, steps } = run(directory, {}, { benchmark });
  await notes[0]?.promise;
  await settled();
  assert.equal(steps, ['start', 'ready within 30000 ms']);
  told[0]?.release();
  await notes[1]?.promise;
  await settled();
  assert.is(steps.at(-1), 'run with file:/r/x');
  told[1]?.release();
  await code;
  assert.is(steps.at(-1), 'summary of /r/x.json');
});

test('results that cannot be written: the benchmark runs, and nothing is recorded', async () => {
  const { code, steps, said } = run('/dev/null/x');
  assert.is(await code, 0);
  assert.equal(steps, ['run with undefined']);
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /^warn: nothing is recorded, the benchmark runs all the same: cannot write to/);
});

test('results that cannot be written, strict: nothing is started', async () => {
  const { code, steps } = run('/dev/null/x', { strict: true });
  const error = await code.catch((error: unknown) => error);
  assert.instance(error, UserError);
  assert.equal(steps, []);
});

test('a run whose end will not be known: the collectors are left to make the file', async ({ directory }) => {
  const runCommand = async () => {
    throw new Error('gone');
  };
  const { code, steps } = run(directory, { runCommand });
  assert.match(String(await code.catch(String)), 'gone');
  assert.is(steps.at(-1), 'leave');
});

test('collectors that cannot be started: the benchmark runs, in its own environment', async ({
  directory,
}) => {
  const startCollectors = async () => {
    throw new Error('no srun in PATH');
  };
  const { code, steps, said } = run(directory, { startCollectors });
  assert.is(await code, 0);
  assert.equal(steps, ['run with undefined']);
  assert.equal(said, ['warn: nothing is recorded, the benchmark runs all the same: no srun in PATH']);
});

test('collectors that cannot be waited for are stopped all the same', async ({ directory }) => {
  const ready = async () => {
    throw new Error('the terminal is gone');
  };
  const { code, steps, said } = run(directory, {}, { ready });
  assert.is(await code, 0);
  assert.equal(steps.slice(-2), ['stop: the benchmark has ended', 'summary of /r/x.json']);
  assert.equal(said, ['detail: the terminal is gone']);
});

test('collectors that fail at the end: the exit code is the benchmark’s', async ({ directory }) => {
  const stop = async () => {
    throw new Error('stale file handle');
  };
  const { code, said } = run(directory, { runCommand: async () => 7, strict: true }, { stop });
  assert.is(await code, 7);
  assert.equal(said, ['warn: the collectors: stale file handle']);
});

test('a summary that cannot be made is said', async ({ directory }) => {
  const showSummary = async () => {
    throw new Error('no series file');
  };
  const { code, said } = run(directory, { showSummary });
  assert.is(await code, 0);
  assert.equal(said, ['warn: no summary of /r/x.json: no series file']);
});

const INCOMPLETE: Record<string, [Partial<RunParts>, Partial<RunCollectors>]> = {
  'a host is incomplete': [{ showSummary: async () => false }, {}],
  'there is no file': [{}, { stop: async () => ({ file: undefined, endedEarly: false }) }],
  'they ended early': [{}, { stop: async () => ({ file: '/r/x.json', endedEarly: true }) }],
  'there are no collectors': [{ startCollectors: async () => Promise.reject(new Error('why')) }, {}],
};
for (const [name, [parts, collectors]] of Object.entries(INCOMPLETE)) {
  test(`strict: 75 if ${name}, unless the benchmark has failed`, async ({ directory }) => {
    const strict = run(directory, { ...parts, strict: true }, collectors);
    assert.is(await strict.code, 75);
    assert.is(strict.said.at(-1), 'warn: coverage is incomplete (--strict)');
    const lenient = run(directory, parts, collectors);
    assert.is(await lenient.code, 0);
    const failed = run(directory, { ...parts, strict: true, runCommand: async () => 7 }, collectors);
    assert.is(await failed.code, 7);
  });
}

test('strict: 0 if all is complete', async ({ directory }) => {
  const { code, said } = run(directory, { strict: true });
  assert.is(await code, 0);
  assert.equal(said, []);
});

test('a signal while the collectors start ends the run; a launcher that is not started yet never is', async ({
  directory,
}) => {
  const isStarting = new Held<void>();
  const held = new Held<void>();
  const startCollectors = async (aborted: AbortSignal): Promise<RunCollectors> => {
    isStarting.release();
    await held.promise;
    aborted.throwIfAborted();
    throw new Error('it was started');
  };
  const { code, steps, said, send } = run(directory, { startCollectors });
  await isStarting.promise;
  send('SIGTERM');
  assert.is(await code, 143);
  held.release();
  await settled();
  assert.equal(steps, ['clear the line']);
  assert.equal(
    said.filter((line) => !line.startsWith('detail')),
    [],
  );
});

test('a signal while the collectors are waited for gives them up, and the benchmark does not begin', async ({
  directory,
}) => {
  const isWaiting = new Held<void>();
  const ready = new Held<void>();
  const { code, steps, said, send } = run(
    directory,
    {},
    {
      ready: async () => {
        isWaiting.release();
        await ready.promise;
      },
    },
  );
  await isWaiting.promise;
  send('SIGINT');
  assert.is(await code, 130);
  assert.equal(steps, ['start', 'abort', 'clear the line']);
  ready.release();
  await settled();
  assert.not(steps.some((step) => step.startsWith('run with')));
  assert.equal(said, []);
});

test('a signal at the moment at which the benchmark may begin gives the collectors up: it does not', async ({
  directory,
}) => {
  const mayBegin = new Held<void>();
  const { code, steps, said, send } = run(directory, {
    runCommand: async () => {
      mayBegin.release();
      return await new Promise(() => {});
    },
  });
  await mayBegin.promise;
  send('SIGTERM');
  assert.is(await code, 143);
  assert.equal(steps.slice(-2), ['abort', 'clear the line']);
  assert.equal(said, []);
});

test('while the file is made, one signal can be an echo; the second leaves', async ({ directory }) => {
  const isStopping = new Held<void>();
  const { code, steps, said, send } = run(
    directory,
    {},
    {
      stop: async () => {
        isStopping.release();
        return await new Promise(() => {});
      },
    },
  );
  await isStopping.promise;
  send('SIGTERM');
  assert.is(await now(code), 'waiting');
  assert.equal(said, ['warn: the file is being made; another SIGTERM leaves without waiting for it']);
  send('SIGINT');
  assert.is(await code, 130);
  assert.is(steps.at(-1), 'leave');
  assert.equal(said.slice(1), ['warn: left before the file was there. Somewhere.']);
  send('SIGINT');
  assert.is(said.length, 2, 'it is said once');
});

test.run();
