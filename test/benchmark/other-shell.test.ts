// Time limit: 300 s
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONDITIONS } from './conditions.ts';
import { Native } from './native.ts';
import { unexpected } from './not-kept.ts';
import { SideBySide } from './side-by-side.ts';
import { differences, printWith, printWithout } from './strange.ts';
import { nativeTest } from './suite.ts';
import { ODD_VARIABLES, placed } from './variables.ts';

// Where /bin/sh is bash, as on most clusters: it exports and imports other variables than dash, and has functions.
const BASH = '/bin/bash';

const native = new Native();
const it = nativeTest(test);
const all = new Map(
  [...CONDITIONS, ...ODD_VARIABLES].filter(
    ([name]) => !/^(soft|hard|nice|umask|5000|argu|one CPU)/.test(name),
  ),
);
const prints = new SideBySide(all.keys(), async (name) => {
  const folder = native.newFolder();
  const condition = placed(all.get(name)!, folder);
  const without = await printWithout(native, folder, condition);
  return { without, withUs: await printWith(native, folder, condition, BASH) };
});

for (const name of all.keys()) {
  it(`a strange program prints the same with us in front, where sh is bash: ${name}`, async () => {
    const { without, withUs } = await prints.get(name);
    assert.ok(withUs.facts.length > 100, `COMMAND has not run: ${withUs.end}: ${withUs.stderr}`);
    assert.equal(unexpected(name, differences(without, withUs)), []);
    assert.equal(withUs.left, []);
  });
}

test.after(() => native.remove());

test.run();
