import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { kill, VICTIMS } from './once.ts';
import { ORDINARY, ours, startIn, strangeWords } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

/** Where a line of ours raises a signal: SIGPIPE, SIGXFSZ. */
const DEAF: Readonly<Record<string, readonly string[]>> = {
  'a pipe that nobody reads any more': ['socket', '2'],
  'a file at its limit': ['hard', '1', '0'],
  'a pipe that is full, and nobody empties it': ['stuck', '2'],
};

for (const [name, instructions] of Object.entries(DEAF)) {
  it(`no Node.js, and stderr is ${name}: COMMAND runs all the same`, async () => {
    const folder = native.newFolder();
    const variables = environment([...ORDINARY, 'RANKSTAT_NODE=/missing/node']);
    const words = ours(folder, [], ['/bin/sh', '-c', 'exit 3']);
    const started = native.start(folder, [...variables, ...instructions], words);
    assert.equal(await started.gone(), []);
    assert.is(await started.ended, 'exited 3');
  });
}

it('the recorder is killed, and nobody reads stderr any more: COMMAND gets no signal for the line that says so', async () => {
  const folder = native.newFolder();
  const condition = { instructions: () => ['socket', '2'], acts: ['signals', '12'] };
  const started = startIn(
    native,
    folder,
    condition,
    ours(folder, ['--stop-timeout', '1'], strangeWords(native, folder, condition)),
  );
  const { pid } = await started.child;
  await started.says(/^ready$/m);
  for (const victim of VICTIMS) if (victim.name === 'the Node.js of run') kill(native, pid, victim);
  // Its end is believed a second later at most, then the line is said, and a signal would be passed on at once.
  await delay(1300);
  process.kill(pid, 'SIGUSR2');
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 7');
  assert.equal(started.report().match(/^got \d+/gm), ['got 12']);
});

test.after(() => native.remove());

test.run();
