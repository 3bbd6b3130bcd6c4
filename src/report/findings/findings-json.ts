import type { Finding, Findings, PhaseLimit } from './finding.ts';

/** Findings as programs get them: the members are in `docs/report.md`. */
export interface FindingsJson {
  readonly verdict: readonly string[];
  readonly findings: readonly Finding[];
  /** The whole run first, then its phases. */
  readonly limits: readonly PhaseLimit[];
}

export function findingsJson({ verdict, findings, limits }: Findings): FindingsJson {
  return { verdict, findings, limits };
}
