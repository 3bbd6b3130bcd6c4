import type { ComparisonFindings } from '../../src/report/comparison/changes/change.ts';
import type { Cause, Finding, Findings, PhaseLimit } from '../../src/report/findings/finding.ts';
import type { Truth } from './truth.ts';

const NOTHING = /nothing stands out/i;
const UNSURE = /too few/i;
/** Of what is otherwise so against others only, what is so by itself: it needs no others to be sure. */
const ABSOLUTE: readonly Cause[] = ['full core', 'stall'];

/** Why what is said first is not right; undefined if it is. */
export function wrongIn({ verdict, verdictOf }: Findings, truth: Truth): string | undefined {
  // That a host never came is true, too: what comes next has to be right then.
  const isOfMissing = truth.missing !== null && isOf(verdictOf[0], 'silent', truth.missing);
  const first = isOfMissing ? 1 : 0;
  const sentence = verdict[first] ?? '';
  const what = verdictOf[first] ?? null;
  if (truth.kind === 'healthy') {
    // What a phase was limited by is no alarm.
    if (isOfMissing && (what === null || 'limit' in what)) return undefined;
    const isOfUnlike = truth.unlike !== null && isOf(what, 'differs', truth.unlike);
    return isOfUnlike || NOTHING.test(sentence) ? undefined : 'false alarm';
  }
  if (NOTHING.test(sentence)) return 'nothing found';
  if (truth.hosts.some((host) => !names(sentence, host))) return 'another host, or none';
  if (what === null) return 'a sentence of no finding';
  const wrong = 'cause' in what ? wrongFinding(what, truth) : wrongLimit(what, truth);
  if (wrong !== undefined) return wrong;
  if (!truth.words.test(sentence)) return 'words that do not tell the cause';
  const isAbsolute = 'cause' in what && ABSOLUTE.includes(what.cause);
  if (truth.isUnsure && !isAbsolute && !verdict.some((one) => UNSURE.test(one)))
    return 'surer than two or three hosts allow';
  return undefined;
}

function isOf(what: Finding | PhaseLimit | null | undefined, cause: Cause, host: string): boolean {
  return what != null && 'cause' in what && what.cause === cause && what.hosts.every((one) => one === host);
}

function wrongFinding({ cause, hosts }: Finding, truth: Truth): string | undefined {
  if (!truth.causes.includes(cause)) return `the cause ${cause}`;
  const [first] = hosts;
  if (truth.hosts.length > 0 && first !== undefined && !truth.hosts.includes(first))
    return `it is of ${first}`;
  return truth.hosts.length === 0 && hosts.length === 1 ? `it is of ${first} only` : undefined;
}

function wrongLimit({ limit, host }: PhaseLimit, truth: Truth): string | undefined {
  if (!truth.limits.includes(limit)) return `the limit ${limit}`;
  const [first] = truth.hosts;
  return first !== undefined && host !== null && host !== first ? `it is of ${host}` : undefined;
}

/** The same of what is said first of a run beside one of the same hosts in which that was not so. */
export function wrongInComparison(
  { verdict, verdictOf }: ComparisonFindings,
  truth: Truth,
): string | undefined {
  const [sentence = ''] = verdict;
  const { cause = null, kind } = verdictOf[0] ?? {};
  if (truth.kind === 'healthy') return NOTHING.test(sentence) ? undefined : 'false alarm';
  if (NOTHING.test(sentence)) return 'nothing found';
  if (truth.hosts.some((host) => !names(sentence, host))) return 'another host, or none';
  if (kind === 'problem' && cause !== null && !truth.causes.includes(cause)) return `the cause ${cause}`;
  return truth.words.test(sentence) ? undefined : 'words that do not tell the cause';
}

/** Whether a sentence has the name of a host, and not as a part of another's. */
function names(sentence: string, host: string): boolean {
  const plain = host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${plain}(?![\\w-])`).test(sentence);
}
