import type { Finding, Severity } from '../findings/finding.ts';
import { amountText } from '../metrics/short.ts';
import { figureText } from './figure-lines.ts';
import type { CacheFigure, PhaseFigures } from './phase-figures.ts';

/** From this share of what was asked for on, the benchmark has measured something else than storage. */
const SPOILED = 0.5;

/**
 * Whether the storage under test has moved what was asked for, by the bounds of `docs/sources.md`. Of phases that disagree a
 * finding each, the worst first; else one that they agree. Of the whole run only where no phase says anything of a direction.
 * @param figures the whole run first
 */
export function figureFindings(figures: readonly PhaseFigures[]): Finding[] {
  const [whole, ...phases] = figures;
  if (whole === undefined) return [];
  const found = phases.flatMap((phase) => judged(phase, phase.label));
  const isOfPhase = (direction: Direction) => found.some((one) => one.direction === direction);
  const all = [...found, ...judged(whole, null).filter(({ direction }) => !isOfPhase(direction))];
  const apart = all.filter(isApart);
  if (apart.length > 0) return apart.sort((a, b) => b.share - a.share).map(disagreement);
  return all.length === 0 ? [] : [agreement(all)];
}

type Direction = 'read' | 'written';

/** One direction of a phase. */
interface Judged {
  readonly figures: PhaseFigures;
  readonly phase: string | null;
  readonly direction: Direction;
  readonly cache: CacheFigure;
  readonly verdict: 'agrees' | keyof typeof WHY;
  /** By which share of what was asked for it differs at least. */
  readonly share: number;
}

interface Apart extends Judged {
  readonly verdict: keyof typeof WHY;
}

function isApart(one: Judged): one is Apart {
  return one.verdict !== 'agrees';
}

function judged(figures: PhaseFigures, phase: string | null): Judged[] {
  return (['read', 'written'] as const).flatMap((direction): Judged[] => {
    const cache = figures.cache?.[direction] ?? null;
    // What was seen of processes is no figure of a benchmark's, and most of it can be of other files.
    if (cache === null || cache.most === null || cache.askedBy === 'processes') return [];
    const { asked, least, most, slack } = cache;
    const one = { figures, phase, direction, cache };
    if (least > slack) return [{ ...one, verdict: 'from cache', share: least / asked }];
    if (most < -slack) return [{ ...one, verdict: 'more moved', share: -most / asked }];
    // Between the bounds it can be either.
    return most <= slack && least >= -slack ? [{ ...one, verdict: 'agrees', share: 0 }] : [];
  });
}

function disagreement(one: Apart): Finding {
  const { figures, phase, direction, cache, verdict, share } = one;
  const severity: Severity = verdict === 'more moved' ? 'note' : share >= SPOILED ? 'severe' : 'warning';
  const by = figures[direction]?.by ?? 'the storage';
  return {
    cause: cache.askedBy === 'client' ? 'page cache' : 'benchmark',
    severity,
    hosts: [],
    phase,
    time: null,
    text: sentence(one, by),
    evidence: evidenceOf(one),
    chart: {
      metric: metricOf(by, direction),
      hosts: [],
      time: phase === null ? null : { start: figures.start, end: figures.end },
    },
    value: figures[direction]?.amount ?? null,
    normal: cache.asked,
  };
}

function sentence({ figures, phase, direction, cache, verdict }: Apart, by: string): string {
  const { asked, least, most } = cache;
  const where = phase === null ? '' : ` in ${phase}`;
  const who = cache.askedBy === 'client' ? 'Applications' : cache.askedBy;
  const did = cache.askedBy === 'client' ? '' : 'says that it ';
  const moved = amountText(figures[direction]?.amount ?? 0);
  const seen = direction === 'read' ? `${by} delivered ${moved}` : `${moved} reached ${by}`;
  const rest = amountText(verdict === 'more moved' ? -(most ?? 0) : least);
  const verb = direction === 'read' ? 'read' : 'wrote';
  const said = `${who} ${did}${verb} ${amountText(asked)}${where}, and ${seen}`;
  return `${said}: ${rest} or more ${WHY[verdict][direction]}.`;
}

/** What became of the rest. */
const WHY = {
  'from cache': {
    read: 'came from the page cache',
    written: 'stayed in the page cache, or went elsewhere',
  },
  'more moved': {
    read: 'were read ahead, or for others',
    written: 'were written late, more than once, or for others',
  },
};

function agreement(all: readonly Judged[]): Finding {
  const [first] = all;
  const tools = [...new Set(all.map(({ cache }) => cache.askedBy))].filter((one) => one !== 'client');
  const by = [...new Set(all.flatMap(({ figures, direction }) => figures[direction]?.by ?? []))].join(
    ' and ',
  );
  const who =
    tools.length === 0
      ? 'applications asked for'
      : `${tools.join(' and ')} ${tools.length === 1 ? 'says' : 'say'}`;
  return {
    ...{ cause: 'benchmark', severity: 'note', hosts: [], phase: null, time: null },
    text: `What ${by} moved is what ${who}: there is no sign of the page cache.`,
    evidence: all.flatMap(evidenceOf),
    chart: first === undefined ? null : { metric: metricOf(by, first.direction), hosts: [], time: null },
    value: null,
    normal: null,
  };
}

function evidenceOf({ figures, direction }: Judged): string[] {
  const text = figureText(figures, direction);
  return text === undefined ? [] : [`${figures.label}: ${text}`];
}

function metricOf(by: string, direction: Direction) {
  if (by.includes('Lustre')) return direction === 'read' ? 'lustre_read_mb_per_s' : 'lustre_write_mb_per_s';
  if (by.includes('NFS')) return direction === 'read' ? 'nfs_read_mb_per_s' : 'nfs_write_mb_per_s';
  return direction === 'read' ? 'disk_read_mb_per_s' : 'disk_write_mb_per_s';
}
