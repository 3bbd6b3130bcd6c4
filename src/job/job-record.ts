import { expectedHosts, type Identity, nodesWithRanks } from '../launch/identity/identity.ts';
import { VERSION } from '../system/version.ts';
import type { JobFacts } from '../wire/records.ts';

/**
 * What a journal says of the job, as the launcher's environment tells it.
 * @param intervalMs time between ticks; @param benchmark its type
 */
export function jobFacts(
  { intervalMs, benchmark }: { readonly intervalMs: number; readonly benchmark: string },
  identity: Identity,
  env: NodeJS.ProcessEnv,
): JobFacts {
  const { launcher, jobId, stepId } = identity;
  return {
    version: VERSION,
    interval_ms: intervalMs,
    method: launcher === 'none' && identity.size === 1 ? 'local' : 'mpi',
    benchmark_type: benchmark,
    launcher,
    job_id: jobId,
    step_id: stepId,
    // One process of each node samples; where it is not known how many share one, each is taken to.
    expected: nodesWithRanks(identity) ?? identity.size,
    hosts: expectedHosts(env, identity) ?? [],
  };
}
