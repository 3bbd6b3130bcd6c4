import type { Cause, LimitKind } from '../../src/report/findings/finding.ts';
import type { Kind } from './kinds.ts';

/** What a right first sentence says of a case. */
export interface Truth {
  readonly kind: Kind;
  /** Hosts that it must name; none if what happened is of all of them. */
  readonly hosts: readonly string[];
  /** Of these causes one, if it is of a finding; of these limits one, if it is of what a phase was limited by. */
  readonly causes: readonly Cause[];
  readonly limits: readonly LimitKind[];
  /** What it must match for a person to understand the cause. */
  readonly words: RegExp;
  /** It must also be said that there are too few hosts to be sure: it is so against the others only, and there are one or two. */
  readonly isUnsure: boolean;
  /**
   * Of a healthy run: hosts that differ in what they are, or were never there. A first sentence that says just that is right, too.
   */
  readonly unlike: readonly string[];
}
