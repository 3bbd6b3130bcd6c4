import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Native } from './native.ts';
import { familyOf, kill, killedAfter, startRun, starts, VICTIMS } from './once.ts';
import { killed } from './processes.ts';
import { SideBySide } from './side-by-side.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
/** After the start, ms; each-moment.test.ts tries more of them. */
const MOMENTS = [0, 30, 60, 100, 150, 220];

for (const victim of VICTIMS) {
  it(`COMMAND is started exactly once when ${victim.name} is killed during the start`, async () => {
    const runs = new SideBySide(MOMENTS, (ms) => killedAfter(native, ms, victim));
    assert.equal((await runs.all()).flat(), []);
  });

  it(`COMMAND runs on when ${victim.name} is killed while it runs`, async () => {
    const started = startRun(native, ['ready', 'sleep', '400', 'ready', 'exit', '3']);
    const { pid } = await started.child;
    await started.says(/^ready$/m);
    kill(native, pid, victim);
    const left = await started.gone();
    assert.match(started.report(), /^ready\nready$/m);
    assert.is(await started.ended, victim.name === "run's own process" ? 'signaled 9' : 'exited 3');
    assert.equal([starts(started), left], [1, []]);
  });
}

it('COMMAND runs on, and ends run, when all else of ours is stopped for a while', async () => {
  const started = startRun(native, ['ready', 'sleep', '200', 'ready', 'exit', '3']);
  const { pid } = await started.child;
  await started.says(/^ready$/m);
  const family = familyOf(native, pid);
  for (const one of family) killed(one.pid, 'SIGSTOP');
  await started.says(/^ready\nready$/m);
  for (const one of family) killed(one.pid, 'SIGCONT');
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 3');
});

test.after(() => native.remove());

test.run();
