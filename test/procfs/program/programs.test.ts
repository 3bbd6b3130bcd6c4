import { chmodSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram, programSettings } from '../../../src/procfs/program/programs.ts';
import { tree } from '../parse.ts';

const test = suite('programs of this node');

const OWN = { procfs: '/proc', sysfs: '/sys' };

for (const [intervalS, everyMs] of [
  [0, 1000],
  [1, 1000],
  [8, 2000],
  [10, 2500],
  [600, 5000],
] as const) {
  test(`with samples each ${intervalS} s they say all each ${everyMs} ms`, () => {
    assert.is(programSettings(OWN, {}, intervalS * 1000)?.everyMs, everyMs);
  });
}

test('files of another machine have no programs', () => {
  assert.is(programSettings({ ...OWN, procfs: '/copy/proc' }, {}, 1000), undefined);
  assert.is(programSettings({ ...OWN, sysfs: '/copy/sys' }, {}, 1000), undefined);
  assert.ok(programSettings({ procfs: '/proc/', sysfs: '/sys/.' }, {}, 1000));
});

test('the first in PATH that can be run, by its absolute path; or in /usr/bin', async () => {
  const { root, remove } = await tree({ 'a/smi': '', 'b/smi': '', 'c/smi/x': '' });
  chmodSync(`${root}/b/smi`, 0o755);
  assert.is(findProgram('smi', { PATH: `:.:b:${root}/none:${root}/a:${root}/c:${root}/b` }), `${root}/b/smi`);
  assert.is(findProgram('smi', { PATH: `${root}/a` }), undefined);
  assert.is(findProgram('env', {}), '/usr/bin/env');
  remove();
});

test.run();
