import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startingOf } from '../../../src/launch/start/starting.ts';
import { installationRoot } from '../../../src/system/installation.ts';
import { rejects } from '../../rejects.ts';

test.after.each(() => {
  globalThis.rankstatSingle = undefined;
});

test('what was chosen comes with its command line', async () => {
  const { chosen, command, commandWithCopies, notCopied } = await startingOf('local', {}, undefined);
  assert.equal(chosen, { launcher: 'local', program: null, why: '--launcher says so' });
  const rankstat = path.join(installationRoot(), 'bin/rankstat');
  const argv = ['env', 'RANKSTAT_RANK=0', 'RANKSTAT_SIZE=1', rankstat, 'rank', '--interval=5'];
  assert.equal(command(['--interval=5']), argv);
  assert.equal(commandWithCopies(['--interval=5']), argv);
  assert.is(notCopied, undefined);
  await rejects(
    startingOf('slurm', { PATH: '/nonexistent' }, undefined),
    /^--launcher slurm: no srun in PATH/,
  );
});

test('a single executable that starts nothing on other nodes writes no starter', async () => {
  const content = () => {
    throw new Error('nobody asks for it');
  };
  globalThis.rankstatSingle = { file: '/apps/rankstat', names: () => ['scripts/mpirun/srun'], content };
  const { command } = await startingOf('local', {}, undefined);
  assert.is(command([]).join(' '), 'env RANKSTAT_RANK=0 RANKSTAT_SIZE=1 /apps/rankstat rank');
});

test.run();
