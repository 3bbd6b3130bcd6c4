import type { ComparisonFindings } from '../../src/report/comparison/changes/change.ts';
import type { Findings } from '../../src/report/findings/finding.ts';
import type { Truth } from './truth.ts';

const NOTHING = /nothing stands out/i;
const UNSURE = /too few hosts/i;

/** Why what is said first is not right; undefined if it is. */
export function wrongIn({ verdict, verdictOf }: Findings, truth: Truth): string | undefined {
  const [sentence = ''] = verdict;
  const what = verdictOf[0] ?? null;
  if (truth.kind === 'healthy') {
    if (NOTHING.test(sentence)) return undefined;
    const isOdd = what !== null && 'cause' in what && (what.cause === 'differs' || what.cause === 'silent');
    const isOfUnlike = isOdd && what.hosts.every((host) => truth.unlike.includes(host));
    return isOfUnlike ? undefined : 'false alarm';
  }
  if (NOTHING.test(sentence)) return 'nothing found';
  if (truth.hosts.some((host) => !names(sentence, host))) return 'another host, or none';
  if (what === null) return 'a sentence of no finding';
  if ('cause' in what) {
    if (!truth.causes.includes(what.cause)) return `the cause ${what.cause}`;
    const [first] = what.hosts;
    if (truth.hosts.length > 0 && first !== undefined && !truth.hosts.includes(first))
      return `it is of ${first}`;
    if (truth.hosts.length === 0 && what.hosts.length === 1) return `it is of ${first} only`;
  } else {
    if (!truth.limits.includes(what.limit)) return `the limit ${what.limit}`;
    const [host] = truth.hosts;
    if (host !== undefined && what.host !== null && what.host !== host) return `it is of ${what.host}`;
  }
  if (!truth.words.test(sentence)) return 'words that do not tell the cause';
  if (truth.isUnsure && !verdict.some((one) => UNSURE.test(one)))
    return 'surer than two or three hosts allow';
  return undefined;
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
