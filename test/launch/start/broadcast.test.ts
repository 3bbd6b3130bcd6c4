import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { broadcastOf } from '../../../src/launch/start/broadcast.ts';
import { starterCommand } from '../../../src/launch/start/launcher.ts';

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

test.run();
