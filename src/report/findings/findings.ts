import { figureFindings } from '../figures/figure-findings.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import type { Observed } from '../observed/observed.ts';
import { Look } from './engine/look.ts';
import type { Cause, Finding, Findings, Severity } from './finding.ts';
import { phaseLimits } from './limits/phase-limits.ts';
import type { Candidate } from './rules/rule.ts';
import { ORDER, RULES } from './rules/rules.ts';
import { verdictOf } from './verdict.ts';

const SEVERITIES: readonly Severity[] = ['severe', 'warning', 'note'];

/**
 * What happened in a run, by what was observed of it.
 * @param figures what the benchmark says of itself beside what the hosts saw, the whole run first
 */
export function findingsOf(observed: Observed, figures: readonly PhaseFigures[] = []): Findings {
  const look = new Look(observed);
  const seen = RULES.flatMap((rule) => rule(look));
  const told = figureFindings(figures).map((finding) => ({ ...finding, weight: 1 }));
  // Who knows what the benchmark asked for knows best what came from memory.
  const isTold = told.some(({ cause }) => cause === 'page cache');
  const findings = ranked([...told, ...seen.filter(({ cause }) => !isTold || cause !== 'page cache')]);
  const limits = phaseLimits(look, findings);
  return { ...verdictOf(look, findings, limits), findings, limits };
}

/** Causes before symptoms: what follows from a cause on the same host is evidence for it, and makes it as severe. */
function ranked(candidates: readonly Candidate[]): Finding[] {
  const causes = [...candidates].sort(
    (a, b) => ORDER.indexOf(a.cause) - ORDER.indexOf(b.cause) || b.weight - a.weight,
  );
  const found: { finding: Candidate; severity: Severity; evidence: string[] }[] = [];
  for (const candidate of causes) {
    const cause = found.find(({ finding }) => explains(finding, candidate));
    if (cause === undefined) {
      const { severity, evidence } = candidate;
      found.push({ finding: candidate, severity, evidence: [...evidence] });
      continue;
    }
    cause.evidence.push(sentence(candidate));
    if (rankOf(candidate.severity) < rankOf(cause.severity)) cause.severity = candidate.severity;
  }
  return found
    .map(({ finding: { weight: _, ...finding }, severity, evidence }) => ({
      ...finding,
      ...{ severity, evidence, text: sentence(finding) },
    }))
    .sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** What is so by itself, and never follows from anything else. */
const BY_ITSELF: ReadonlySet<Cause> = new Set([
  'clock',
  'differs',
  'blind',
  'page cache',
  'benchmark',
  'silent',
]);

/** Whether the one finding is why the other is there: of one host. */
function explains(one: Finding, other: Finding): boolean {
  if (BY_ITSELF.has(one.cause) || BY_ITSELF.has(other.cause))
    return one.cause === other.cause && isSame(one, other);
  return isSame(one, other);
}

function isSame(one: Finding, other: Finding): boolean {
  return other.hosts.length > 0 && other.hosts.every((host) => one.hosts.includes(host));
}

/** With a capital letter, unless it begins with the name of a host, which is what it is. */
function sentence({ text, hosts }: Pick<Finding, 'text' | 'hosts'>): string {
  const [first = ''] = text;
  const isName = hosts.some((host) => text.startsWith(`${host} `));
  return !isName && /^(?:the|a|an|programs|there|what|one|on|processes) /.test(text)
    ? first.toUpperCase() + text.slice(1)
    : text;
}
