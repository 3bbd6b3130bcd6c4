import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** Whether V8 takes what is compiled in the pack, in a Node.js that is started with these settings. */
function takesCode(settings: readonly string[]): string {
  const program = `
    import { Script } from 'node:vm';
    import { contentOf } from '${ROOT}/scripts/build/pack.mjs';
    const { source, code } = contentOf('${ROOT}/dist/collector.pack');
    console.log(!new Script(source.toString('latin1'), { cachedData: code }).cachedDataRejected);`;
  const args = [...settings, '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} });
  return stdout + stderr;
}

test('V8 takes what is compiled under the settings that the wrapper starts Node.js with', () => {
  const wrapper = readFileSync(path.join(ROOT, 'bin/rankstat'), 'utf8');
  const settings = /exec \$limit "\$node" (.*?) "\$program"/s.exec(wrapper)?.[1]?.split(/[\s\\]+/) ?? [];
  assert.ok(settings.includes('--v8-pool-size=1'), settings.join(' '));
  assert.is(takesCode(settings), 'true\n');
  assert.is(takesCode([...settings, '--max-semi-space-size=1']), 'false\n');
});

test('the pack of a rank opens nothing else but the addon, nor does it look for package.json', () => {
  const program = readFileSync(path.join(ROOT, 'dist/collector.pack'), 'latin1');
  assert.not.match(program, 'require("yargs")');
  assert.match(program, 'process.dlopen(');
});

test.run();
