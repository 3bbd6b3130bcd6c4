// Long
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Native } from './native.ts';
import { killedAfter, VICTIMS } from './once.ts';
import { SideBySide } from './side-by-side.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
/** After the start of run, ms: within these, all its processes are started, and COMMAND. */
const MOMENTS = [...Array(21).keys()].map((nth) => nth * 20);

for (const victim of VICTIMS) {
  it(`COMMAND is started exactly once when ${victim.name} is killed at any moment of the start`, async () => {
    const runs = new SideBySide(MOMENTS, (ms) => killedAfter(native, ms, victim));
    assert.equal((await runs.all()).flat(), []);
  });
}

test.after(() => native.remove());

test.run();
