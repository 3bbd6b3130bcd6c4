import { FEW_HOSTS } from '../engine/look.ts';
import { normalOfOthers, otherHosts } from '../engine/others.ts';
import { farFor } from '../engine/outliers.ts';
import { asPhase, phaseLabel, secondsOf, shortness, type TimeWindow, windowTime } from '../engine/windows.ts';
import { percent, whenText } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

/** A core that is this busy has no time left for more. */
const FULL = 88;
/** Beyond it all CPUs are busy, and one core says nothing. */
const MOST_BUSY = 80;
/** What the others' busiest core has at least less. */
const APART = 8;
const APART_OF_FEW = 15;

interface Found {
  readonly window: TimeWindow;
  readonly value: number;
  /** The median of the others, how many of them it is known of, and which ones they are of. */
  readonly normal: number;
  readonly hosts: number;
  readonly kind: readonly number[];
  readonly weight: number;
}

/** Hosts one core of which was full while the others' busiest had time left, and most of the host's had, too. */
export const fullCore: Rule = (look) => {
  const { observed } = look;
  const busiest = look.series('cpu_busiest_percent');
  const busy = look.series('cpu_busy_percent');
  const worst = new Map<number, Found>();
  for (const window of look.windows) {
    const means = busiest.means(window);
    if (!means.some((mean) => mean >= FULL)) continue;
    const all = busy.means(window);
    const more = shortness(observed, window);
    for (const kind of look.kinds) {
      for (const host of kind) {
        const value = means[host] ?? Number.NaN;
        if (!(value >= FULL) || !((all[host] ?? Number.NaN) <= MOST_BUSY)) continue;
        const others = normalOfOthers(means, host, kind);
        if (others === null) continue;
        const apart = (others.hosts < FEW_HOSTS - 1 ? APART_OF_FEW : APART) * more;
        if (value - others.median < Math.max(apart, farOf(others.hosts) * others.spread)) continue;
        const weight = (value - others.median) * Math.sqrt(secondsOf(observed, window));
        if (weight > (worst.get(host)?.weight ?? 0))
          worst.set(host, { window, value, normal: others.median, weight, hosts: others.hosts, kind });
      }
    }
  }
  return [...worst].map(([host, { window: raw, value, normal, weight, hosts, kind }]): Candidate => {
    const window = asPhase(observed, raw);
    const name = look.nameOf(host);
    const time = windowTime(observed, window);
    const few = hosts < FEW_HOSTS - 1 ? ': too few hosts to be sure' : '';
    return {
      ...{
        cause: 'full core',
        hosts: [name],
        phase: phaseLabel(observed, window),
        time,
        value,
        normal,
        weight,
      },
      severity: 'warning',
      text: `One core of ${name} was full${whenText(observed, window)}: ${percent(value)} busy, the busiest of ${otherHosts(look, kind, hosts)} ${percent(normal)}${few}.`,
      evidence: [`all CPUs of ${name} together ${percent(busy.mean(host, window))} busy`],
      chart: { metric: 'cpu_busiest_percent', hosts: [name], time },
    };
  });
};

/** The spread of two hosts is that of two. */
const FEW_SPREADS = 2.5;

function farOf(hosts: number): number {
  return hosts < FEW_HOSTS - 1 ? FEW_SPREADS : farFor(hosts);
}
