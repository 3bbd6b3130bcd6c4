import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addonFile, libcOf } from '../../src/system/node/addon.ts';
import { Installation, programsWithoutNode } from './installation.ts';
import { environment, Native } from './native.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
const WITHOUT_NODE = programsWithoutNode(path.join(native.folder, 'programs'));

/** Runs `rankstat rank` where something is missing. */
async function rank(
  variables: readonly string[],
  args: readonly string[] = [],
  damage = (_: Installation) => {},
) {
  const folder = native.newFolder();
  const installation = new Installation(path.join(folder, 'installation'));
  damage(installation);
  const words = [installation.rankstat, 'rank', '--results-dir', path.join(folder, 'results'), ...args];
  const started = native.start(folder, environment(variables), words);
  const left = await started.gone();
  return { end: await started.ended, left, stdout: started.stdout(), stderr: started.stderr() };
}

/** The last of several ranks, as launchers say it. */
const LAUNCHERS: Record<string, readonly string[]> = {
  'Open MPI': ['OMPI_COMM_WORLD_RANK=1', 'OMPI_COMM_WORLD_SIZE=2'],
  hydra: ['PMI_RANK=1', 'PMI_SIZE=2', 'MPI_LOCALRANKID=0', 'MPI_LOCALNRANKS=1'],
  'hydra with -pmi-port': ['PMI_ID=1', 'MPI_LOCALRANKID=0'],
  mvapich: ['MV2_COMM_WORLD_RANK=1', 'MV2_COMM_WORLD_SIZE=2'],
  PMIx: ['PMIX_RANK=1', 'PMIX_NAMESPACE=prterun-node1-5277@1'],
  PALS: ['PALS_RANKID=1', 'PALS_APID=5.6'],
  Flux: ['FLUX_TASK_RANK=1', 'FLUX_JOB_SIZE=2'],
  Slurm: ['SLURM_JOB_ID=5', 'SLURM_STEP_ID=0', 'SLURM_PROCID=1', 'SLURM_STEP_NUM_TASKS=2'],
};

for (const [name, variables] of Object.entries(LAUNCHERS)) {
  it(`a rank without Node.js does not end the others: ${name}`, async () => {
    const { end, stdout, stderr, left } = await rank([`PATH=${WITHOUT_NODE}`, ...variables]);
    assert.is(end, 'exited 0', stderr);
    assert.match(stderr, /^rankstat\S*: [^\n]*Node\.js[^\n]*\n$/);
    assert.is(stdout, '');
    assert.equal(left, []);
  });
}

const OPEN_MPI = ['PATH=/usr/local/bin:/usr/bin:/bin', ...LAUNCHERS['Open MPI']!];
const ADDON = `dist/${addonFile(process.arch, libcOf(process.execPath))}`;
const DAMAGES: Record<string, (installation: Installation) => void> = {
  'without a bundle': (made) => made.remove('dist/rankstat.cjs'),
  'with half a bundle': (made) => made.halve('dist/rankstat.cjs'),
  'without a program': (made) => made.remove('dist/collector.pack'),
  'with the begin of a program': (made) => made.replace('dist/collector.pack', 'rankstat pack 1 2 3'),
  'without an addon': (made) => made.remove(ADDON),
  'with half an addon': (made) => made.halve(ADDON),
};

for (const [name, damage] of Object.entries(DAMAGES)) {
  it(`a rank ${name} does not end the others`, async () => {
    const { end, stderr } = await rank(OPEN_MPI, [], damage);
    assert.is(end, 'exited 0', stderr);
    assert.match(stderr, /^rankstat\S*: /m);
  });
}

it('a rank with too old a Node.js does not end the others', async () => {
  const old = new Installation(path.join(native.folder, 'old'));
  const node = old.script('case " $* " in *" --version "*|*" -v "*) echo v16.20.2; exit;; esac\nexit 9');
  const { end, stderr } = await rank([...OPEN_MPI, `RANKSTAT_NODE=${node}`]);
  assert.is(end, 'exited 0', stderr);
  assert.match(stderr, /^rankstat\S*: .*Node\.js/m);
});

it('wrong arguments stay an error under a launcher', async () => {
  const { end, stderr } = await rank(OPEN_MPI, ['--interval', 'nonsense']);
  assert.is(end, 'exited 64', stderr);
});

it('without a launcher, a missing Node.js is an error', async () => {
  const { end, stderr } = await rank([`PATH=${WITHOUT_NODE}`]);
  assert.is(end, 'exited 69', stderr);
  assert.match(stderr, /^rankstat\S*: [^\n]*Node\.js[^\n]*\n$/);
});

it('other commands, too', async () => {
  const folder = native.newFolder();
  const { rankstat } = new Installation(path.join(folder, 'installation'));
  const variables = [`PATH=${WITHOUT_NODE}`, ...LAUNCHERS['Open MPI']!];
  const started = native.start(folder, environment(variables), [rankstat, 'summary', 'missing.json']);
  await started.gone();
  assert.is(await started.ended, 'exited 69');
});

test.after(() => native.remove());

test.run();
