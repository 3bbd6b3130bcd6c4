import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markerOf } from '../../../src/launch/identity/marker.ts';
import { hydraRank2, ompi4Rank0, ompi4Rank1, sbatch } from '../environments.ts';

test('ranks of one launch say so, each which it is', () => {
  const launch = 'slurm-5-ompi-1876754433';
  assert.equal([ompi4Rank0, ompi4Rank1].map(markerOf), [
    { launch, rank: 0 },
    { launch, rank: 1 },
  ]);
  const step = { ...sbatch, SLURM_STEP_ID: '3', SLURM_PROCID: '4', SLURM_STEP_NUM_TASKS: '6' };
  assert.equal(markerOf(step), { launch: 'slurm-5.3', rank: 4 });
});

test('where nothing tells launches apart, they are those of the job', () => {
  assert.equal(markerOf(hydraRank2), { launch: 'hydra-slurm-5', rank: 2 });
  assert.equal(markerOf({ PMI_RANK: '1', MPI_LOCALRANKID: '0' }), { launch: 'hydra-', rank: 1 });
  const stated = { RANKSTAT_RANK: '1', RANKSTAT_SIZE: '2', PBS_JOBID: '7' };
  assert.equal(markerOf(stated), { launch: 'job-7', rank: 1 }, 'as the user says');
});

test('a batch script, a shell, and what contradicts itself are no rank of a launch', () => {
  assert.equal([{}, sbatch, { ...ompi4Rank0, OMPI_COMM_WORLD_RANK: '7' }].map(markerOf), [
    ...[undefined, undefined, undefined],
  ]);
});

test.run();
