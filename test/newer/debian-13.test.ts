// Long: 150 s
// Time limit: 1800 s
import { suite } from 'uvu';
import { passesWithin } from './within.ts';

/** Slurm 24.11, Open MPI 5.0.7 with PRRTE, MPICH 4.2.1: the tests that start jobs, as they are. */
const DEBIAN_13 = { variable: 'RANKSTAT_TEST_DEBIAN_13', maker: 'debian-13' };
const test = suite('Debian 13');

for (const file of ['jobs/direct.test.ts', 'jobs/run.test.ts', 'jobs/stop.test.ts']) {
  test(file, async () => {
    await passesWithin(DEBIAN_13, file);
  });
}

test.run();
