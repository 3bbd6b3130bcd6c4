import { compareRuns } from '../../src/report/comparison/comparison.ts';
import { readRun } from '../../src/report/data/run.ts';
import type { Findings } from '../../src/report/findings/finding.ts';
import { findingsOf } from '../../src/report/findings/findings.ts';
import { phasesOfMarks } from '../../src/report/phases/phases.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { type Case, compareCase, makeCase, type Wanted } from '../../test/findings/case.ts';
import { wrongIn, wrongInComparison } from '../../test/findings/judge.ts';
import { KINDS, STRENGTHS } from '../../test/findings/kinds.ts';

/** What was said of a made run. */
export interface Judged extends Wanted {
  /** Cause or limit of the first sentence; `nothing` if it says that nothing stands out, `a sentence` if it is of no finding. */
  readonly said: string;
  /** Why it is not right; undefined if it is. */
  readonly wrong: string | undefined;
  /** From the first sample that is made to the verdict. */
  readonly seconds: number;
}

/** By number of hosts, how many seeds are tried of each kind and strength, and of healthy runs. */
export type Seeds = ReadonlyMap<number, { readonly ofEach: number; readonly healthy: number }>;

/** Those from here on were not looked at while rules were written. */
export const FIRST_OF_JUDGE = 1000;

/** All cases of these seeds. */
export function casesOf(seeds: Seeds): Wanted[] {
  return [...seeds].flatMap(([hosts, { ofEach, healthy }]) =>
    KINDS.flatMap((kind) => {
      const strengths = kind === 'healthy' ? STRENGTHS.slice(0, 1) : STRENGTHS;
      const count = kind === 'healthy' ? healthy : ofEach;
      return strengths.flatMap((strength) =>
        Array.from({ length: count }, (_, nth) => ({ kind, hosts, strength, seed: FIRST_OF_JUDGE + nth })),
      );
    }),
  );
}

/** What `summary` says first of a made run. */
export async function judgedBySummary(wanted: Wanted): Promise<Judged> {
  return judged(wanted, async ({ name, open }) => (await summarize(name, open)).observed);
}

/** What `report` says first of it. */
export async function judgedByReport(wanted: Wanted): Promise<Judged> {
  return judged(wanted, async ({ name, open }) => (await readRun(name, open)).observed);
}

/** What `compare` says first of a run beside one of the same hosts in which that was not so. */
export async function judgedByCompare(wanted: Wanted): Promise<Judged> {
  const { base, other, truth } = compareCase(wanted);
  const read = async ({ name, open }: Case) => {
    const run = await readRun(name, open);
    return { run, phases: phasesOfMarks(run.header) };
  };
  const begun = performance.now();
  const { findings } = compareRuns(await read(base), await read(other));
  const seconds = (performance.now() - begun) / 1000;
  const [first = null] = findings.verdictOf;
  const said = first === null ? 'nothing' : (first.cause ?? first.kind);
  return { ...wanted, said, wrong: wrongInComparison(findings, truth), seconds };
}

async function judged(
  wanted: Wanted,
  observe: (one: Case) => Promise<Parameters<typeof findingsOf>[0]>,
): Promise<Judged> {
  const one = makeCase(wanted);
  const begun = performance.now();
  const findings = findingsOf(await observe(one));
  const seconds = (performance.now() - begun) / 1000;
  return { ...wanted, said: saidBy(findings), wrong: wrongIn(findings, one.truth), seconds };
}

function saidBy({ verdict: [sentence = ''], verdictOf: [what = null] }: Findings): string {
  if (what !== null) return 'cause' in what ? what.cause : `limit: ${what.limit}`;
  return /nothing stands out/i.test(sentence) ? 'nothing' : 'a sentence';
}
