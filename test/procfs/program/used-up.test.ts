import { spawn } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, textOf } from '../../program.ts';

const test = suite('a program for which there is no room');

test('without a descriptor for its pipes it is not started, and that is all', async () => {
  const source = `
    import { openSync } from 'node:fs';
    import { ProgramFile } from './src/procfs/program/program-file.ts';
    import { Slab } from './src/procfs/reading/slab.ts';
    const settings = { env: {}, everyMs: 1000 };
    const file = new ProgramFile('/bin/echo', { args: () => ['a, 1'] }, settings, () => 0);
    process.stdout.write('');
    try { for (;;) openSync('/dev/null'); } catch {}
    await file.told(10_000);
    try { file.read(new Slab()); } catch (error) { console.log(error.message); }
    file.close();
    process.exit(0);
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', source];
  // Without coverage, which Node.js gives to its children, and which wants a descriptor at the end.
  const limited = 'unset NODE_V8_COVERAGE; ulimit -n 100; exec "$@"';
  const child = spawn('sh', ['-c', limited, 'sh', process.execPath, ...args]);
  const [said, wrong] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  assert.equal([await ended(child), said, wrong], [0, 'it ended with spawn /bin/sh EMFILE\n', '']);
});

test.run();
