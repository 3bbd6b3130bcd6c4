import { grouped } from '../../../system/grouped.ts';
import { clockTime } from '../../metrics/clock-time.ts';
import { normalOf } from '../engine/outliers.ts';
import { storageSeries } from '../engine/storage.ts';
import type { Candidate, Rule } from './rule.ts';

/** Phases that are alike differ by a number in their labels: `epoch 1`, `read_2`. */
const NUMBER = /\d+/g;
const LEAST_ALIKE = 3;
/** A slow one takes so much longer than the others, or moves so much less, beyond what they differ by. */
const MANY = { others: 4, longer: 0.1, spreads: 3.4 };
/** Of fewer others the spread itself is not well known. */
const FEW = { longer: 0.3, spreads: 5 };

/** One of several phases of the same kind that took longer than the others. */
export const slowPhase: Rule = (look) => {
  const { observed } = look;
  const kinds = grouped(observed.phases.map((phase, nth) => ({ phase, nth })).slice(1), ({ phase }) =>
    phase.label.replace(NUMBER, '#'),
  );
  return [...kinds.values()].flatMap((alike): Candidate[] => {
    if (alike.length < LEAST_ALIKE) return [];
    const took = alike.map(({ phase: { start, end } }) => (end - start) / 1000);
    const longest = took.indexOf(Math.max(...took));
    // The first one warms up, and the last one is cut short.
    const others = normalOf(took.filter((_, nth) => nth !== longest));
    const found = alike[longest];
    if (others === null || found === undefined) return [];
    const seconds = took[longest] ?? 0;
    const { longer, spreads } = others.hosts < MANY.others ? FEW : MANY;
    const least = Math.max(
      longer * others.median,
      spreads * others.spread,
      observed.header.collection_interval_seconds,
    );
    if (seconds - others.median < least) return [];
    const { label, start, end } = found.phase;
    const rate = (nth: number) => storageSeries(look).total(nth);
    const own = rate(found.nth);
    const usual = normalOf(alike.flatMap(({ nth }) => (nth === found.nth ? [] : [rate(nth)])))?.median;
    const moved =
      usual === undefined || !(usual > 1) || Number.isNaN(own)
        ? []
        : [`storage ${own.toFixed(0)} MB/s, ${usual.toFixed(0)} in the others`];
    return [
      {
        ...{ cause: 'slow phase', severity: 'warning', hosts: [], phase: label, time: { start, end } },
        ...{ value: seconds, normal: others.median, weight: seconds / others.median },
        text: `${label} took ${clockTime(seconds)}, the ${alike.length - 1} phases like it ${clockTime(others.median)}${moved.length === 0 ? '' : ` (${moved[0]})`}.`,
        evidence: moved,
        chart: { metric: storageSeries(look).chart, hosts: [], time: { start, end } },
      },
    ];
  });
};
