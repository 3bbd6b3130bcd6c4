import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchJobId, jobKey, launchKey } from '../../../src/launch/identity/launch-key.ts';

const JOB = { SLURM_JOB_ID: '5' };

test('a launch is named after its launcher, and in a Slurm job after that, too', () => {
  assert.is(launchKey({}, 'ompi', '1876754432'), 'ompi-1876754432');
  assert.is(launchKey(JOB, 'ompi', '7'), 'slurm-5-ompi-7');
  assert.is(launchKey(JOB, 'slurm', '4'), 'slurm-5.4');
  assert.is(launchKey({}, 'slurm', '4'), 'slurm-4');
});

test('a requeued job has another name, and only a job is requeued', () => {
  assert.is(launchKey({ ...JOB, SLURM_RESTART_COUNT: '2' }, 'slurm', '4'), 'slurm-5-again2.4');
  assert.is(launchKey({ ...JOB, SLURM_RESTART_COUNT: '0' }, 'slurm', '4'), 'slurm-5.4');
  assert.is(launchKey({ SLURM_RESTART_COUNT: '2' }, 'ompi', '7'), 'ompi-7');
});

test('a job of any batch system has a name, Slurm before others', () => {
  assert.is(jobKey({}), null);
  assert.is(jobKey({ ...JOB, PBS_JOBID: '7' }), 'slurm-5');
  assert.is(jobKey({ ...JOB, SLURM_RESTART_COUNT: '1' }), 'slurm-5-again1');
  assert.is(jobKey({ PBS_JOBID: '123.pbs' }), 'job-123.pbs');
  const names = ['SLURM_JOB_ID', 'PBS_JOBID', 'LSB_JOBID', 'FLUX_JOB_ID', 'PJM_JOBID'];
  assert.equal(
    names.map((name) => batchJobId({ [name]: '9' })),
    names.map(() => '9'),
  );
  assert.is(batchJobId({ PJM_JOBID: '', FLUX_JOB_ID: 'f1' }), 'f1');
});

test('what is no part of a file name, or longer than 64 characters, is hashed (as sha256sum does)', () => {
  assert.is(launchKey({}, 'ompi', 'prterun@1'), 'ompi-92702fc53eade59bc775');
  assert.is(launchKey({}, 'ompi', 'x'.repeat(59)), `ompi-${'x'.repeat(59)}`);
  assert.is(launchKey({}, 'ompi', 'x'.repeat(60)), 'ompi-9454c942cd7eab789405');
});

test('what comes before the hash stays if it is part of a file name and short', () => {
  const job = (length: number) => ({ SLURM_JOB_ID: '1'.repeat(length) });
  // slurm-1…1-ompi of 39 and of 40 characters.
  assert.is(launchKey(job(28), 'ompi', '@'), `slurm-${'1'.repeat(28)}-ompi-985d1bc937b42d275843`);
  assert.is(launchKey(job(29), 'ompi', '@'), '0c7a72db0fffc8caab30');
  assert.is(launchKey({}, 'ä1', 'x'), '16453f68f1073398f95e');
  assert.is(launchKey({}, '1ä', 'x'), '9d955723ddb77163a127');
});

test.run();
