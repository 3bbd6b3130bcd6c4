import type { Look } from '../engine/look.ts';
import type { Finding } from '../finding.ts';

/** A finding, and how much it weighs among those of the same severity and cause. */
export interface Candidate extends Finding {
  readonly weight: number;
}

/** Looks at a run for one kind of thing that can have happened in it. */
export type Rule = (look: Look) => readonly Candidate[];
