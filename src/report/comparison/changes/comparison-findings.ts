import { someOf } from '../../../system/text/some-of.ts';
import { duration } from '../../metrics/clock-time.ts';
import { METRICS } from '../../metrics/metrics.ts';
import { type ChangedFact, factChangeText } from '../changed-facts.ts';
import type { ComparedPhase } from '../compared-phase.ts';
import { LEFT_BEHIND, rankOf, slowsBy } from '../text/phrases.ts';
import { sentenceOf } from '../text/words.ts';
import type { Change, ComparisonFindings } from './change.ts';
import { durationChanges } from './duration-changes.ts';
import type { HostChange } from './host-changes.ts';
import type { NewProblems } from './new-problems.ts';
import { allHostsChanges, amountChanges, hostChanges, problemChange, type TimeOf } from './reasons.ts';

/** What is known of two runs beside each other. */
export interface KnownOfBoth {
  /** The whole run first. */
  readonly phases: readonly ComparedPhase[];
  readonly facts: readonly ChangedFact[];
  /** Phases of the first run that the second does not have. */
  readonly onlyBefore: readonly string[];
  readonly problems: NewProblems;
  readonly hostChanges: readonly HostChange[];
  readonly time: TimeOf;
}

const MOST_SENTENCES = 3;
/** Medians of all hosts that are told as findings: the table has all of them. */
const MOST_OF_ALL_HOSTS = 10;

/** What changed most, and why: a phase that took longer, with the problem or the host that was not so before. */
export function comparisonFindings(known: KnownOfBoth): ComparisonFindings {
  const { phases, problems, time } = known;
  const ofTime = durationChanges(phases);
  const found = {
    durations: ofTime,
    come: problems.come.map((finding) => problemChange('problem', finding)),
    gone: problems.gone.map((finding) => problemChange('gone', finding)),
    hosts: hostChanges(known.hostChanges, ofTime[0]?.phase ?? null, time),
    amounts: amountChanges(phases),
    all: allHostsChanges(phases, time),
  };
  const { durations, come, gone, hosts, amounts, all } = found;
  const first = firstSentence(found, phases[0]);
  const sentences = [first, ...furtherSentences(known, found, first.change)].slice(0, MOST_SENTENCES);
  return {
    verdict: sentences.map(({ text }) => sentenceOf(text)),
    verdictOf: sentences.map(({ change }) => change),
    findings: [...come, ...hosts, ...gone, ...amounts, ...durations, ...all.slice(0, MOST_OF_ALL_HOSTS)],
  };
}

type Found = Readonly<Record<'durations' | 'come' | 'gone' | 'hosts' | 'amounts' | 'all', readonly Change[]>>;

interface Sentence {
  readonly text: string;
  readonly change: Change | null;
}

function firstSentence(found: Found, whole: ComparedPhase | undefined): Sentence {
  const [main] = found.durations;
  const ofTime = main === undefined ? undefined : ofDuration(main, found);
  if (ofTime !== undefined) return ofTime;
  const { come, hosts, amounts, all } = found;
  // At the edges of phases more or less falls into one of them; in the whole run it does not.
  const ofRun = [...amounts, ...all.filter(isStriking)].filter(({ phase }) => phase === null);
  const [change] = [...come, ...hosts.filter(isOfNow), ...ofRun];
  if (change === undefined) {
    const took =
      whole === undefined ? '' : ` (${duration(whole.beforeSeconds)} → ${duration(whole.afterSeconds)})`;
    return {
      text: `Nothing stands out: no change is more than hosts and runs differ by anyway${took}.`,
      change: null,
    };
  }
  return { text: `${BEGIN[change.kind]}${uncapitalized(change.text)}`, change };
}

/** Where nothing took longer, a median has to differ by this part of the greater, and so many times what is negligible. */
const STRIKING = { share: 0.3, negligible: 3 };

/** What a run did, and not what was left from before. */
function isOfNow({ chart }: Pick<Change, 'chart'>): boolean {
  return chart !== null && rankOf(chart.metric) !== LEFT_BEHIND;
}

function isStriking({ before, after, chart }: Change): boolean {
  if (before === null || after === null || !isOfNow({ chart })) return false;
  const negligible = METRICS.find(({ name }) => name === chart?.metric)?.negligible ?? 0;
  const level = Math.max(Math.abs(before), Math.abs(after));
  return Math.abs(after - before) >= Math.max(STRIKING.share * level, STRIKING.negligible * negligible);
}

/** A change of how long it took that nothing explains is worth the first sentence from this share on. */
const UNEXPLAINED_SHARE = 0.1;

const BEGIN: Readonly<Record<Change['kind'], string>> = {
  problem: 'New: ',
  gone: 'Gone: ',
  host: 'Changed most: ',
  'all hosts': 'Changed most: ',
  amount: 'Changed most: ',
  duration: '',
};

/** Undefined where it is so little that without a reason it is nothing. */
function ofDuration(main: Change, { come, gone, hosts, amounts, all }: Found): Sentence | undefined {
  const took = main.text.replace(/\.$/, '');
  const isLonger = (main.after ?? 0) > (main.before ?? 0);
  const [problem] = come;
  if (problem !== undefined) {
    // Less time is nothing that a problem makes, unless it is that nothing was read from the storage.
    const isReason = isLonger || problem.cause === 'page cache';
    return {
      text: `${took}${isReason ? ': ' : ', and new is: '}${uncapitalized(problem.text)}`,
      change: problem,
    };
  }
  const [ended] = gone;
  if (ended !== undefined && !isLonger)
    return { text: `${took}: what was before is gone: ${uncapitalized(ended.text)}`, change: ended };
  const isOfIt = ({ phase }: Change) => phase === main.phase;
  const reason =
    hosts.find((one) => isOfIt(one) && isWhy(one, isLonger)) ??
    hosts.find((one) => isWhy(one, isLonger)) ??
    amounts.find((one) => isOfIt(one) && (one.after ?? 0) > (one.before ?? 0) === isLonger) ??
    all.find((one) => isOfIt(one) && isWhy(one, isLonger));
  if (reason === undefined || reason.kind === 'all hosts') {
    const [before, after] = [main.before ?? 0, main.after ?? 0];
    if (Math.abs(after - before) < UNEXPLAINED_SHARE * before) return undefined;
  }
  if (reason === undefined) return { text: `${took}; no host and no metric tells why.`, change: main };
  const where = reason.phase === main.phase ? ofPhase(reason) : reason.text;
  return { text: `${took}: ${where}`, change: reason };
}

/** Whether a change can be why something took longer, or less time. */
function isWhy(change: Change, isLonger: boolean): boolean {
  const { before, after, chart } = change;
  if (before === null || after === null || chart === null || !isOfNow(change)) return false;
  const by = slowsBy(chart.metric);
  return by === 'either' || after > before === ((by === 'more') === isLonger);
}

/** Words that findings begin with; all else that is large is a name. */
const FIRST_WORDS = /^(?:The|A|An|All|Half|Programs|There|What|Nothing|One|On|Processes|In|Of) /;

function uncapitalized(text: string): string {
  return FIRST_WORDS.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** Without the phase, which was named just before. */
function ofPhase({ text, phase }: Change): string {
  const where = `in ${phase} `;
  return phase !== null && text.startsWith(where) ? text.slice(where.length) : text;
}

function furtherSentences(
  { facts, onlyBefore }: KnownOfBoth,
  { durations }: Found,
  first: Change | null,
): Sentence[] {
  const exit = facts.find(({ what }) => what === 'exit code');
  const ofHosts = facts.filter(({ of }) => of === 'some hosts');
  const own = ofHosts.find(({ hosts }) => hosts.some((host) => first?.hosts.includes(host))) ?? ofHosts[0];
  const ofAll = facts.find(({ of }) => of === 'all hosts');
  const [main] = durations;
  const run = main?.phase == null ? undefined : durations.find(({ phase }) => phase === null);
  return [
    ...(exit === undefined
      ? []
      : [{ text: `The benchmark ended with ${exit.after}, ${exit.before} before.`, change: null }]),
    ...(onlyBefore.length === 0
      ? []
      : [{ text: `Not there any more: ${someOf(onlyBefore, 3)}.`, change: null }]),
    ...(own === undefined
      ? []
      : [{ text: `Only on ${someOf(own.hosts, 3)}: ${own.what}: ${factChangeText(own)}.`, change: null }]),
    ...(run === undefined ? [] : [{ text: `T${run.text.slice(1)}`, change: run }]),
    ...(ofAll === undefined
      ? []
      : [{ text: `On all hosts: ${ofAll.what}: ${factChangeText(ofAll)}.`, change: null }]),
  ];
}
