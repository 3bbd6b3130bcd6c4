import type { Look } from './engine/look.ts';
import type { Finding, Findings, PhaseLimit } from './finding.ts';
import { notTheLimit } from './limits/phase-limits.ts';

const MOST_SENTENCES = 3;

/** The sentences that a run is told in. */
export function verdictOf(
  look: Look,
  findings: readonly Finding[],
  limits: readonly PhaseLimit[],
): Pick<Findings, 'verdict' | 'verdictOf'> {
  const matters = findings.filter(({ severity }) => severity !== 'note');
  const [first, second] = matters;
  const [whole] = limits;
  const said: (Finding | PhaseLimit)[] = [
    ...(first === undefined ? [] : [first]),
    ...(second !== undefined && second.severity === 'severe' ? [second] : []),
    ...(whole === undefined ? [] : [whole]),
  ];
  const quiet = first === undefined ? [nothing(look)] : [];
  const not = whole?.limit === 'one host' && said.length < MOST_SENTENCES ? notTheLimit(look) : undefined;
  const rest = not === undefined ? [] : [not];
  return {
    verdict: [...quiet, ...said.map(({ text }) => text), ...rest],
    verdictOf: [...quiet.map(() => null), ...said, ...rest.map(() => null)],
  };
}

function nothing({ sampled }: Look): string {
  if (sampled === 0) return 'There are no samples that could tell anything.';
  if (sampled === 1) return 'Nothing stands out.';
  return `Nothing stands out: all ${sampled} hosts did alike.`;
}
