import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONDITIONS } from './conditions.ts';
import { Native } from './native.ts';
import { sideBySide } from './side-by-side.ts';
import { type Print, printWith, printWithout } from './strange.ts';
import { NODE_VARIABLES, ODD_VARIABLES, placed } from './variables.ts';

const native = new Native();
const all = new Map([...CONDITIONS, ...ODD_VARIABLES, ...NODE_VARIABLES]);
const prints = sideBySide(all.keys(), async (name) => {
  const folder = native.newFolder();
  const condition = placed(all.get(name)!, folder);
  const without = await printWithout(native, folder, condition);
  const again = await printWithout(native, folder, condition);
  const withUs = await printWith(native, folder, condition);
  return { folder, without, again, withUs };
});

/** Lines that only one of two prints has; of equal ones in another order, all. */
function differences(expected: Print, actual: Print): string[] {
  const [before, after] = [expected, actual].map(({ facts, later, end, stdout }) => [
    ...facts,
    ...later,
    end,
    stdout,
  ]);
  if (before!.join('\n') === after!.join('\n')) return [];
  const missing = [...before!];
  const more = after!.filter((line) => {
    const nth = missing.indexOf(line);
    if (nth >= 0) missing.splice(nth, 1);
    return nth < 0;
  });
  const lines = [...missing.map((line) => `- ${line}`), ...more.map((line) => `+ ${line}`)];
  return lines.length === 0 ? ['another order', ...after!] : lines.map((line) => line.slice(0, 500));
}

/** What no shell passes on, as the documentation has it: dash has cleared it before anything of ours begins. */
const NOT_KEPT: Record<string, readonly RegExp[]> = {
  'CHLD ignored': [/signal 17 ignored/, /status: SigIgn/],
  'all signals ignored': [/signal 17 ignored/, /status: SigIgn/],
  'TERM, INT, CHLD and a real-time signal blocked': [/status: SigBlk/],
  'an empty name': [/env =x/],
  'a variable without =': [/env noequals/],
  'the same name twice': [/env TWICE=2/],
};

for (const name of all.keys()) {
  test(`a strange program prints the same with us in front: ${name}`, async () => {
    const { folder, without, again, withUs } = await prints.get(name)!;
    assert.ok(without.facts.length > 100, without.end);
    assert.equal(differences(without, again), [], 'it prints the same twice without us');
    assert.ok(withUs.facts.length > 100, `COMMAND has not run: ${withUs.end}: ${withUs.stderr}`);
    const isKnown = (line: string) => (NOT_KEPT[name] ?? []).some((known) => known.test(line));
    assert.equal(
      differences(without, withUs).filter((line) => !isKnown(line)),
      [],
    );
    assert.equal(withUs.left, []);
    assert.not.ok(existsSync(path.join(folder, 'made')));
  });
}

for (const name of NODE_VARIABLES.keys()) {
  test(`our Node.js ignores it: ${name}`, async () => {
    const { folder, withUs } = await prints.get(name)!;
    assert.match(withUs.stderr, '1 of 1 hosts complete');
    assert.not.match(withUs.stderr, /Debugger|[Ww]arning|^node:|NODE_|^(TLS|NET|TIMER) \d/m);
    assert.match(readdirSync(`${folder}-ours/results`).join(), /_timeseries\.json$/);
  });
}

test.after(() => native.remove());

test.run();
