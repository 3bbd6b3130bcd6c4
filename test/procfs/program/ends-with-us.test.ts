import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, program } from '../../program.ts';
import { tree } from '../parse.ts';
import { isAlive, STUBBORN, untilGone } from './stubborn.ts';

const test = suite('a program ends with the process that has started it');

const PATIENCE_MS = 10_000;

/** A script of a site that starts the program, which is another process then. */
const WRAPPED = `sh -c '${STUBBORN.replaceAll("'", "'\\''")}' & wait`;

for (const [how, end, lines] of [
  ['is killed', "process.kill(process.pid, 'SIGKILL')", STUBBORN],
  ['is killed, and the program is a script that starts it', "process.kill(process.pid, 'SIGKILL')", WRAPPED],
  ['exits', 'process.exit(0)', STUBBORN],
] as const) {
  test(`it is gone when the process that has started it ${how}`, async () => {
    const { root, remove } = await tree({ smi: `#!/bin/sh\n${lines}\n` });
    chmodSync(path.join(root, 'smi'), 0o755);
    const parent = program(`
      import { ProgramFile } from './src/procfs/program/program-file.ts';
      const file = new ProgramFile('${root}/smi', { args: () => [] }, { env: {}, everyMs: 1000 }, () => 0);
      await file.told(${PATIENCE_MS});
      const { Slab } = await import('./src/procfs/reading/slab.ts');
      const slab = new Slab();
      file.read(slab);
      process.stdout.write(slab.bytes.subarray(0, slab.length), () => process.stdin.once('data', () => ${end}));
    `);
    const pid = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (line: Buffer) => resolve(line.toString().slice(3).trim())),
    );
    assert.ok(isAlive(pid));
    const group =
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[2] ?? '';
    parent.stdin.write('now');
    await ended(parent);
    await untilGone(pid);
    // The shell beside it, too.
    await untilGone(group);
    remove();
  });
}

test.run();
