import type { BenchmarkResult } from '../../result/result.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { blindMounts } from '../../series/totals/blind-mounts.ts';
import { type CacheAnswer, type StorageOfHosts, slackOf } from '../page-cache/answers.ts';
import { type CountedCache, cacheAnswers } from '../page-cache/page-cache.ts';
import type { Moved } from '../phases/moved.ts';
import { type Phase, wholeRun } from '../phases/phases.ts';
import type { ToldPhase } from '../phases/result-phases.ts';
import { resultsOf } from '../summary/result-lines.ts';
import { type BenchmarkFigures, benchmarkFigures } from './benchmark-figures.ts';

/** What the storage under test has moved one way, over all hosts. */
export interface StorageFigure {
  /** Who has counted it: `disks`, `NFS servers`, `Lustre servers`, or several of them with `and` between. */
  readonly by: string;
  /** MB/s (10^6 bytes) in the mean of the phase. */
  readonly rate: number;
  /** MB: the same over all of the phase, and what it can have been at least and at most. */
  readonly amount: number;
  readonly least: number;
  readonly most: number;
}

/**
 * What was asked for less what the storage has moved, MB. Read: it came from the page cache; written: it stayed there, or was
 * written again or removed before. Below 0 the storage has moved more: read ahead, written back late, or for others.
 */
export interface CacheFigure {
  /** How much was asked for at least, MB, and who says so: a benchmark, clients of NFS or Lustre, or what was seen of processes. */
  readonly asked: number;
  readonly askedBy: NonNullable<CacheAnswer['read']['asked']>['by'];
  readonly least: number;
  /** Null where it can be any more. */
  readonly most: number | null;
  /** What is no more than this can be metadata or read-ahead, MB. */
  readonly slack: number;
}

/** What a benchmark says of a phase, beside what the hosts saw of it. The members are those of `--json`. */
export interface PhaseFigures {
  /** That of the whole run is `whole run`. */
  readonly label: string;
  /** When it was, ms since 1970, rank 0's clock. */
  readonly start: number;
  readonly end: number;
  /** Hosts that were seen. */
  readonly hosts: number;
  /** Null where it is not known: nobody has seen it, or the storage is not seen. */
  readonly read: StorageFigure | null;
  readonly written: StorageFigure | null;
  /** Null where no benchmark says anything of this phase. */
  readonly benchmark: BenchmarkFigures | null;
  /** Null where the storage under test is not named. */
  readonly cache: { readonly read: CacheFigure | null; readonly written: CacheFigure | null } | null;
  /** Mounts that are not seen: of what went through them nothing is in `read` and `written`. */
  readonly unseen: readonly string[];
}

/** A phase, and what the hosts have moved in it. */
export interface MovedPhase {
  readonly phase: Phase | ToldPhase;
  readonly moved: Moved;
  /** What it is called if not by its own label. */
  readonly label?: string;
}

export interface FiguresOptions {
  readonly header: SeriesHeader;
  /** Hosts of which there are samples. */
  readonly hosts: number;
  /** The whole run first, from its start to its end. */
  readonly phases: readonly MovedPhase[];
  /** Of the storage under test. */
  readonly cache: CountedCache;
  /** What benchmarks say of the run, and of phases of it. */
  readonly results: readonly BenchmarkResult[];
  readonly told: readonly ToldPhase[];
}

type Direction = 'read' | 'written';
type Kind = 'disk' | 'nfs' | 'lustre';

/** What benchmarks say beside what the hosts saw: of the whole run first, then of its phases. */
export function phaseFigures(options: FiguresOptions): PhaseFigures[] {
  const { header, hosts, phases, cache, results, told } = options;
  const ofRun = resultsOf(wholeRun(header), results);
  const answers = cacheAnswers(cache, ofRun);
  const unseen = unseenMounts(header);
  const [ofAll] = answers;
  const kinds = ofAll === undefined ? mostMoved(phases[0]?.moved) : countedKinds(ofAll.storage);
  return phases.map(({ phase, moved, label = phase.label }, nth) => {
    const { start, end } = phase;
    const answer = nth === 0 ? ofAll : answers[placeOf(phase, cache)];
    const figure = (direction: Direction) =>
      storageFigure(movedBy(moved, kinds, direction), kinds, phase, answer?.[direction].delivered ?? null);
    const isKnown = (direction: Direction) => answer === undefined || answer[direction].delivered !== null;
    return {
      ...{ label, start, end, hosts },
      read: isKnown('read') ? figure('read') : null,
      written: isKnown('written') ? figure('written') : null,
      benchmark: benchmarkFigures(phase, nth === 0 ? { results: ofRun } : { told }),
      cache: answer === undefined ? null : { read: cacheOf(answer.read), written: cacheOf(answer.written) },
      unseen,
    };
  });
}

/** Where the answer of a phase is; labels can be there twice. */
function placeOf(phase: Phase, { windows }: CountedCache): number {
  const is = (one: Phase) => one.label === phase.label && one.start === phase.start && one.end === phase.end;
  return windows.findIndex(({ window }, at) => at > 0 && is(window));
}

const COUNTED: readonly (readonly [Kind, Direction, keyof Moved])[] = [
  ['disk', 'read', 'diskRead'],
  ['disk', 'written', 'diskWritten'],
  ['nfs', 'read', 'nfsRead'],
  ['nfs', 'written', 'nfsWritten'],
  ['lustre', 'read', 'lustreRead'],
  ['lustre', 'written', 'lustreWritten'],
];
const WHO: Readonly<Record<Kind, string>> = {
  disk: 'disks',
  nfs: 'NFS servers',
  lustre: 'Lustre servers',
};

function countedKinds(storage: readonly StorageOfHosts[]): Kind[] {
  return (['disk', 'nfs', 'lustre'] as const).filter((kind) => storage.some((one) => one.kind === kind));
}

/** Where nobody has named the storage under test, it is taken for that which has moved most in the run. */
function mostMoved(moved: Moved | undefined): Kind[] {
  if (moved === undefined) return [];
  const sum = (kind: Kind) =>
    (movedBy(moved, [kind], 'read') ?? 0) + (movedBy(moved, [kind], 'written') ?? 0);
  const kinds = (['disk', 'nfs', 'lustre'] as const).filter((kind) => sum(kind) > 0);
  return kinds.sort((a, b) => sum(b) - sum(a)).slice(0, 1);
}

/** MB; null where it is not known of one of them. */
function movedBy(moved: Moved, kinds: readonly Kind[], direction: Direction): number | null {
  const parts = COUNTED.flatMap(([kind, way, member]) =>
    way === direction && kinds.includes(kind) ? [moved[member] ?? null] : [],
  );
  return parts.length === 0 || parts.includes(null)
    ? null
    : parts.reduce<number>((all, one) => all + (one ?? 0), 0);
}

const BYTES_PER_MB = 1e6;

/**
 * @param moved by all of that kind, MB
 * @param delivered by that which is under test, bytes: other disks of the hosts are not in it, and in the intervals at the
 * edges of a phase it can be any part
 */
function storageFigure(
  moved: number | null,
  kinds: readonly Kind[],
  { start, end }: Phase,
  delivered: CacheAnswer['read']['delivered'],
): StorageFigure | null {
  const seconds = (end - start) / 1000;
  const by = kinds.map((kind) => WHO[kind]).join(' and ');
  if (!(seconds > 0) || by === '') return null;
  if (delivered === null) {
    return moved === null ? null : { by, rate: moved / seconds, amount: moved, least: moved, most: moved };
  }
  const [least, most] = [delivered.least / BYTES_PER_MB, delivered.most / BYTES_PER_MB];
  const amount = moved === null ? (least + most) / 2 : Math.min(most, Math.max(least, moved));
  return { by, rate: amount / seconds, amount, least, most };
}

function cacheOf({ asked, difference }: CacheAnswer['read']): CacheFigure | null {
  if (asked === null || difference === null) return null;
  const { least, most } = difference;
  return {
    asked: asked.least / BYTES_PER_MB,
    askedBy: asked.by,
    least: least / BYTES_PER_MB,
    most: most === null ? null : most / BYTES_PER_MB,
    slack: slackOf(asked.least) / BYTES_PER_MB,
  };
}

const MOST_UNSEEN = 10;

function unseenMounts({ host_info }: SeriesHeader): string[] {
  const all = Object.values(host_info).flatMap(blindMounts);
  return [...new Set(all.map(({ target, type }) => `${target} (${type})`))].slice(0, MOST_UNSEEN);
}
