import type { Finding, Time } from '../../findings/finding.ts';
import { METRICS } from '../../metrics/metrics.ts';
import type { ComparedPhase } from '../compared-phase.ts';
import { changedTo, didInstead, rankOf, valuesOnly } from '../text/phrases.ts';
import { moreBy, spokenChange } from '../text/words.ts';
import { isMuch } from '../throughput.ts';
import { type Change, changeWith, chartOfMetric } from './change.ts';
import type { HostChange } from './host-changes.ts';

/** When a phase of the second run was; null if there is none of the label. */
export type TimeOf = (label: string) => Time | null;

const WHOLE_RUN = 'whole run';
/** More hosts are not named in a sentence. */
const MOST_NAMED = 3;
const MOST_EVIDENCE = 8;

/** A problem that only one of the runs has. */
export function problemChange(kind: 'problem' | 'gone', finding: Finding): Change {
  const { cause, hosts, phase, text, evidence, chart, value } = finding;
  const values = kind === 'problem' ? { after: value } : { before: value };
  return changeWith({ kind, cause, hosts, phase, text, evidence, chart, ...values });
}

/**
 * Hosts that changed otherwise than the others, those that did so in the same metric and phase together. Each host is told of
 * once: what tells why before what was done, and this before what was left from before.
 * @param phase in which it matters most; null for the run as a whole
 */
export function hostChanges(changes: readonly HostChange[], phase: string | null, time: TimeOf): Change[] {
  const label = phase ?? WHOLE_RUN;
  const byHost = new Map<string, HostChange[]>();
  for (const change of changes) {
    const own = byHost.get(change.host);
    if (own === undefined) byHost.set(change.host, [change]);
    else own.push(change);
  }
  const groups = new Map<string, HostChange[]>();
  for (const own of byHost.values()) {
    const main = mainOf(own, label);
    if (main === undefined) continue;
    const direction = main.after - main.before > main.othersAfter - main.othersBefore;
    const key = JSON.stringify([main.metric, main.phase, direction]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [main]);
    else group.push(main);
  }
  const sorted = [...groups.values()].sort(([a], [b]) =>
    a === undefined || b === undefined ? 0 : byWhy(a, b, label),
  );
  return sorted.map((group) => {
    const [worst] = group;
    return groupChange(group, byHost.get(worst?.host ?? '') ?? [], time);
  });
}

/** Of the changes of a host the one that is told. */
function mainOf(own: readonly HostChange[], label: string): HostChange | undefined {
  return [...own].sort((a, b) => byWhy(a, b, label))[0];
}

/** @param label of the phase that comes before the others */
function byWhy(one: HostChange, other: HostChange, label: string): number {
  const isElsewhere = ({ phase }: HostChange) => (phase === label ? 0 : 1);
  return (
    rankOf(one.metric) - rankOf(other.metric) ||
    isElsewhere(one) - isElsewhere(other) ||
    other.size - one.size
  );
}

function groupChange(group: readonly HostChange[], ofWorst: readonly HostChange[], time: TimeOf): Change {
  const [worst] = group;
  if (worst === undefined) throw new Error('a group has hosts');
  const { host, metric, phase, isSure, others } = worst;
  const hosts = group.map((one) => one.host);
  const rest = others + 1 - hosts.length;
  const who = rest <= 0 ? '' : rest === 1 ? 'the other host ' : `the other ${rest} hosts `;
  const theirs = { before: worst.othersBefore, after: worst.othersAfter };
  const more =
    hosts.length === 1
      ? ''
      : ` (the most of ${hosts.length} hosts: ${hosts.slice(0, MOST_NAMED).join(', ')}${hosts.length > MOST_NAMED ? ' …' : ''})`;
  const doubt = isSure ? '' : ': too few hosts to be sure';
  const where = phase === WHOLE_RUN ? '' : `in ${phase} `;
  return changeWith({
    kind: 'host',
    hosts,
    phase: phase === WHOLE_RUN ? null : phase,
    text: `${where}${didInstead(host, metric, worst)}${more}; ${who}${valuesOnly(metric, theirs)}${doubt}.`,
    evidence: ofWorst.slice(0, MOST_EVIDENCE).map(evidenceOf),
    chart: chartOfMetric(metric, hosts, phase === WHOLE_RUN ? null : time(phase)),
    ...{ before: worst.before, after: worst.after },
    ...{ othersBefore: worst.othersBefore, othersAfter: worst.othersAfter },
  });
}

function evidenceOf(change: HostChange): string {
  const { host, metric, phase, othersBefore, othersAfter } = change;
  const others = valuesOnly(metric, { before: othersBefore, after: othersAfter });
  return `${phase}: ${host} ${changedTo(metric, change)}, others ${others}`;
}

/** What the median host does otherwise than before, by metric and phase; the first tells most of why. @param who what it is called */
export function allHostsChanges(phases: readonly ComparedPhase[], time: TimeOf, who: string): Change[] {
  const found = phases.flatMap(({ label, metrics }) =>
    metrics.flatMap(({ metric, before, after, isBeyondSpread }) => {
      if (before === null || after === null || !isBeyondSpread) return [];
      const negligible = METRICS.find(({ name }) => name === metric)?.negligible ?? 1;
      const size = Math.abs(after.median - before.median) / negligible;
      return [{ label, metric, size, before: before.median, after: after.median }];
    }),
  );
  const sorted = found.sort((a, b) => rankOf(a.metric) - rankOf(b.metric) || b.size - a.size);
  return sorted.map(({ label, metric, before, after }) => {
    const where = label === WHOLE_RUN ? '' : `in ${label} `;
    return changeWith({
      kind: 'all hosts',
      phase: label === WHOLE_RUN ? null : label,
      text: `${where}${didInstead(who, metric, { before, after })}.`,
      chart: chartOfMetric(metric, [], label === WHOLE_RUN ? null : time(label)),
      ...{ before, after },
    });
  });
}

/** Amounts that differ by so many percent are the same. */
const SAME_PERCENT = 10;
const MB_PER_GB = 1000;

/** Phases in which more or less was moved from or to the storage under test by as many hosts. */
export function amountChanges(phases: readonly ComparedPhase[]): Change[] {
  return phases.flatMap(({ label, throughput }) =>
    throughput.filter(isMuch).flatMap((one) => {
      const { of, direction, movedBefore, movedAfter, hostsBefore, hostsAfter } = one;
      const percent = moreBy(movedBefore, movedAfter);
      const isSame = percent === null || Math.abs(percent) < SAME_PERCENT;
      if (of !== 'hosts' || isSame || hostsBefore !== hostsAfter) return [];
      const amounts = spokenChange(movedBefore / MB_PER_GB, movedAfter / MB_PER_GB, 'GB');
      const where = label === WHOLE_RUN ? '' : `in ${label} `;
      return [
        changeWith({
          kind: 'amount',
          phase: label === WHOLE_RUN ? null : label,
          text: `${where}${percent > 0 ? 'more' : 'less'} was ${direction}, ${amounts}.`,
          ...{ before: movedBefore, after: movedAfter },
        }),
      ];
    }),
  );
}
