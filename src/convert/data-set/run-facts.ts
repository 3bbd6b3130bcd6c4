import { stringifyExact } from '../../exact/json.ts';
import type { SeriesHeader } from '../../series/schema.ts';

/**
 * What is written into the metadata of each file of a data set: under `rankstat` all that the series file says of the run,
 * but for what it says of each host, as JSON.
 */
export function runFacts(header: SeriesHeader): { readonly rankstat: string } {
  const {
    hosts_requested: _,
    hosts_collected: _2,
    host_status: _3,
    host_info: _4,
    overhead: _5,
    ...run
  } = header;
  return { rankstat: stringifyExact(run) };
}
