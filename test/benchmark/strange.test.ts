// Time limit: 300 s
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONDITIONS } from './conditions.ts';
import { Native } from './native.ts';
import { unexpected } from './not-kept.ts';
import { SideBySide } from './side-by-side.ts';
import { differences, printWith, printWithout, resultsOf } from './strange.ts';
import { nativeTest } from './suite.ts';
import { NODE_VARIABLES, ODD_VARIABLES, placed } from './variables.ts';

const native = new Native();
const it = nativeTest(test);
const all = new Map([...CONDITIONS, ...ODD_VARIABLES, ...NODE_VARIABLES]);
const prints = new SideBySide(all.keys(), async (name) => {
  const folder = native.newFolder();
  const condition = placed(all.get(name)!, folder);
  const without = await printWithout(native, folder, condition);
  const again = await printWithout(native, folder, condition);
  const withUs = await printWith(native, folder, condition);
  return { folder, without, again, withUs };
});

for (const name of all.keys()) {
  it(`a strange program prints the same with us in front: ${name}`, async () => {
    const { folder, without, again, withUs } = await prints.get(name);
    assert.ok(without.facts.length > 100, without.end);
    assert.equal(differences(without, again), [], 'it prints the same twice without us');
    assert.ok(withUs.facts.length > 100, `COMMAND has not run: ${withUs.end}: ${withUs.stderr}`);
    assert.equal(unexpected(name, differences(without, withUs)), []);
    assert.equal(withUs.left, []);
    assert.not.ok(existsSync(path.join(folder, 'made')));
  });
}

for (const name of NODE_VARIABLES.keys()) {
  it(`our Node.js ignores it: ${name}`, async () => {
    const { folder, withUs } = await prints.get(name);
    assert.match(withUs.stderr, '1 of 1 hosts complete');
    assert.not.match(withUs.stderr, /Debugger|[Ww]arning|^node:|NODE_|^(TLS|NET|TIMER) \d/m);
    assert.match(readdirSync(path.join(resultsOf(folder), 'results')).join(), /_timeseries\.json$/);
  });
}

test.after(() => native.remove());

test.run();
