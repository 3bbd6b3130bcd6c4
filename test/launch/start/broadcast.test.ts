import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { broadcastOf } from '../../../src/launch/start/broadcast.ts';
import { starterCommand } from '../../../src/launch/start/launcher.ts';
import { STARTERS } from '../../jobs/site.ts';

const test = suite<{ folder: string }>('copies for nodes');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-broadcast-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

const SLURM = { launcher: 'slurm' };

test('what RANKSTAT_SINGLE names is copied to the folder', ({ folder }) => {
  const file = path.join(folder, 'rankstat');
  writeFileSync(file, '', { mode: 0o755 });
  const env = { SLURM_JOB_ID: '7', RANKSTAT_SINGLE: file };
  assert.equal(broadcastOf('/local', SLURM, env), { bcast: { file, folder: '/local' } });
});

test('what cannot be copied is told, with what to do', ({ folder }) => {
  const plain = path.join(folder, 'plain');
  writeFileSync(plain, '', { mode: 0o644 });
  const why = (env: Record<string, string>, launcher = 'slurm') =>
    broadcastOf('/tmp', { launcher }, env).notCopied ?? '';
  assert.is(why({ SLURM_JOB_ID: '7' }, 'local'), 'there is no other node');
  assert.is(why({}, 'openmpi'), 'files are copied by sbcast, inside a Slurm allocation only');
  const job = { SLURM_JOB_ID: '7' };
  assert.match(why(job), /\/libexec\/rankstat is not there, or not executable: set RANKSTAT_SINGLE to/);
  assert.match(why({ ...job, RANKSTAT_SINGLE: plain }), /\/plain is not there, or not executable/);
  assert.match(why({ ...job, RANKSTAT_SINGLE: folder }), / is no file: set RANKSTAT_SINGLE/);
});

test('a starter is told what to copy, and where; from the single executable it is run by a shell', () => {
  const chosen = { launcher: 'slurm', program: '/usr/bin/srun', why: '' } as const;
  const options = { env: {}, root: '/opt/rankstat', rankArguments: ['--interval=5'] };
  const bcast = { file: '/opt/rankstat/libexec/rankstat', folder: '/local' };
  assert.equal(starterCommand(chosen, { ...options, bcast }), [
    'env',
    'RANKSTAT_LAUNCHER_PROGRAM=/usr/bin/srun',
    'RANKSTAT_SINGLE=/opt/rankstat/libexec/rankstat',
    'RANKSTAT_BCAST=/local',
    '/opt/rankstat/scripts/mpirun/srun',
    'rank',
    '--interval=5',
  ]);
  assert.equal(starterCommand(chosen, { ...options, root: '/tmp/own', single: '/apps/rankstat' }), [
    'env',
    'RANKSTAT_LAUNCHER_PROGRAM=/usr/bin/srun',
    'RANKSTAT_BIN=/apps/rankstat',
    'sh',
    '/tmp/own/scripts/mpirun/srun',
    'rank',
    '--interval=5',
  ]);
  const local = starterCommand(
    { launcher: 'local', program: null, why: '' },
    { ...options, single: '/apps/rankstat' },
  );
  assert.is(local.join(' '), 'env RANKSTAT_RANK=0 RANKSTAT_SIZE=1 /apps/rankstat rank --interval=5');
});

/** What stands for Slurm's programs on the one node that there is. `sbcast` says that it copies, and `srun` that it runs. */
const SLURM_PROGRAMS = {
  sbcast: '#!/bin/sh\necho copies >&3; sleep "$COPIES"; cp "$1" "$2"',
  srun: `#!/bin/sh
case " $* " in *' rm -f -- '*) for last; do :; done; exec rm -f -- "$last" ;; esac
echo runs >&3; exec sleep 60`,
};
for (const [moment, seconds] of [
  ['copies', '1'],
  ['runs', '0'],
] as const) {
  test(`who is ended while its launcher ${moment} leaves no copy on a node`, async ({ folder }) => {
    const [programs, nodes, file] = ['bin', 'tmp', 'rankstat'].map((name) => path.join(folder, name));
    for (const made of [programs!, nodes!]) mkdirSync(made);
    for (const [name, text] of Object.entries(SLURM_PROGRAMS))
      writeFileSync(path.join(programs!, name), text, { mode: 0o755 });
    writeFileSync(file!, '', { mode: 0o755 });
    const starter = spawn(path.join(STARTERS, 'srun'), ['rank'], {
      env: {
        PATH: `${programs}:${process.env.PATH}`,
        SLURM_JOB_ID: '7',
        SLURM_JOB_NUM_NODES: '1',
        RANKSTAT_RENDEZVOUS: 'tcp://node1:1',
        RANKSTAT_SINGLE: file,
        RANKSTAT_BCAST: nodes,
        COPIES: seconds,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    let said = '';
    starter.stdio[3]?.on('data', (data) => {
      said += data;
    });
    const ended = once(starter, 'exit');
    while (!said.includes(moment)) await pause(20);
    starter.kill('SIGTERM');
    await ended;
    const end = performance.now() + 20_000;
    while (readdirSync(nodes!).length > 0 && performance.now() < end) await pause(50);
    assert.equal(readdirSync(nodes!), []);
    assert.is(said.includes('runs'), moment === 'runs');
  });
}

test.run();
