import { join } from 'node:path';
import { findProgram } from './requirements.ts';
import { type Environment, runOrThrow } from './run.ts';

/** How long slurmctld's main loop sleeps before it looks for a stop, ten times, and then for jobs to start. */
const LOOP_SLEEP_US = 100_000;

// An environment variable reaches the program through `ip netns exec` and its shell as well: nothing of these sleeps so.
const SOURCE = `#include <time.h>
#include <unistd.h>
int usleep(useconds_t us) {
  struct timespec t = { us / 1000000, us % 1000000 * 1000 };
  if (us == ${LOOP_SLEEP_US}) t.tv_nsec = 5000000;
  return nanosleep(&t, 0);
}
`;

/**
 * What has slurmctld start a batch job at once. By itself it looks once a second only (slurm: _slurmctld_background in
 * src/slurmctld/controller.c), and no setting changes that: each job of each test would wait half a second or more.
 * @returns variables for its environment; none without a C compiler, and then it is slower
 */
export async function preload(folder: string): Promise<Environment> {
  const cc = findProgram('cc');
  if (cc === undefined) return {};
  const library = join(folder, 'soon.so');
  const args = ['-shared', '-fPIC', '-o', library, '-x', 'c', '-'];
  await runOrThrow([cc, ...args], { env: process.env, input: SOURCE });
  return { LD_PRELOAD: library };
}
