import type { Observed } from '../observed/observed.ts';
import type { Findings } from './finding.ts';

/** What happened in a run, by what was observed of it. */
export function findingsOf(_observed: Observed): Findings {
  return { verdict: ['Nothing stands out.'], verdictOf: [null], findings: [], limits: [] };
}
