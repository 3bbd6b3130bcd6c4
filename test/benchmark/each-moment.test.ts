// Long
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Native } from './native.ts';
import { killedAfter, VICTIMS } from './once.ts';
import { sideBySide } from './side-by-side.ts';

const native = new Native();
/** After the start of run, ms: within these, all its processes are started, and COMMAND. */
const MOMENTS = [...Array(21).keys()].map((nth) => nth * 20);

for (const victim of VICTIMS) {
  test(`COMMAND is started exactly once when ${victim.name} is killed at any moment of the start`, async () => {
    const runs = sideBySide(MOMENTS, (ms) => killedAfter(native, ms, victim));
    assert.equal((await Promise.all(runs.values())).flat(), []);
  });
}

test.after(() => native.remove());

test.run();
