import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jobFacts } from '../../src/job/job-record.ts';
import { aboutOwnJob, ownSchedule } from '../../src/job/own-job.ts';
import { identify } from '../../src/launch/identity/identity.ts';
import { VERSION } from '../../src/system/version.ts';
import { PROTOCOL, parseJournalHead } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';

const FACTS = jobFacts({ intervalMs: 1000, benchmark: 'training' }, identify({}), {});

test('a rank that is alone begins at the next multiple of the interval, as the others do', () => {
  const limits = { max_samples: 100, on_full: 'ring' as const };
  const at = (wall: number, intervalMs: number) =>
    ownSchedule(intervalMs, limits, new ManualClock(wall)).start;
  assert.equal([at(10_000, 1000), at(10_000.5, 1000), at(10_999, 250)], [10_000, 11_000, 11_000]);
  assert.equal(ownSchedule(1000, limits, new ManualClock(1)), { start: 1000, interval_ms: 1000, ...limits });
});

test('its journal can be recovered without rank 0: it has the job, whose it is, and when tick 0 was', () => {
  const schedule = { start: 5000, interval_ms: 1000, max_samples: 100, on_full: 'thin' as const };
  const records = aboutOwnJob(FACTS, { schedule, rank: 3, time: 4000 });
  assert.equal(
    records.map(({ head, body }) => [parseJournalHead(head), body.length]),
    [
      [{ type: 'job', nth: 1, protocol: PROTOCOL, time: 4000, kept_by: 3, ...FACTS }, 0],
      [{ type: 'start', nth: 2, ...schedule }, 0],
    ],
  );
});

test('a host without a launcher is a job of its own', () => {
  assert.equal(FACTS, {
    ...{ version: VERSION, interval_ms: 1000, method: 'local', benchmark_type: 'training' },
    ...{ launcher: 'none', job_id: null, step_id: null, expected: 1, hosts: [] },
  });
});

test('where it is not known how many ranks share a node, each is expected to have its own', () => {
  const factsOf = (env: NodeJS.ProcessEnv) =>
    jobFacts({ intervalMs: 1000, benchmark: 'training' }, identify(env), env);
  const stated = factsOf({ RANKSTAT_RANK: '1', RANKSTAT_SIZE: '6' });
  assert.equal([stated.method, stated.launcher, stated.expected], ['mpi', 'none', 6]);
  const mpirun = {
    ...{ OMPI_COMM_WORLD_RANK: '1', OMPI_COMM_WORLD_SIZE: '6' },
    ...{ OMPI_COMM_WORLD_LOCAL_RANK: '0', OMPI_COMM_WORLD_LOCAL_SIZE: '2' },
    ...{ SLURM_JOB_ID: '5', SLURM_JOB_NODELIST: 'node[1-3]' },
  };
  const { method, launcher, job_id, expected, hosts } = factsOf(mpirun);
  assert.equal([method, launcher, job_id, expected], ['mpi', 'openmpi', '5', 3]);
  assert.equal(hosts, ['node1', 'node2', 'node3']);
});

test.run();
