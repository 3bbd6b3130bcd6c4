import { comesAndGoes, isSparse } from '../procfs/registry.ts';
import type { HostStatus } from '../series/schema.ts';
import { type Coverage, NAMES_LOST } from './coverage.ts';
import { isUnread, type Track } from './track.ts';

type SourcesStatus = NonNullable<HostStatus['sources']>;
type Counted = Pick<HostStatus, 'ticks_expected' | 'ticks_sampled'>;

/** The coverage of the sources of a host, and what is wrong with it. */
export interface SourcesCoverage {
  readonly status: SourcesStatus;
  /** A reason for each source that has less than its host. */
  readonly reasons: readonly string[];
}

const ABSENT = 'it was not there';

/**
 * The coverage of each source of a host that had to deliver: those that its hello says, and those that ever did. Of those that
 * come and go nobody knows when they should have been there, unless they could not be read. One that is not read at each
 * tick is expected at those that have it, and at those at which it could not be read.
 * @param counted ticks of the host
 */
export function sourcesCoverage(
  tracks: readonly Track[],
  { sources, missed }: Coverage,
  host: Counted,
): SourcesCoverage {
  const required = tracks.flatMap(({ hello }) => hello.required);
  const lost = new Set(tracks.flatMap(({ sets }) => sets.flatMap((set) => set.lost)));
  const errors = new Map(tracks.flatMap((track) => [...track.errors]));
  const status = new Map<string, SourcesStatus[string]>();
  const reasons: string[] = [];
  const known = [...sources.keys()].filter(
    (source) => !comesAndGoes(source) || isUnread(errors.get(source) ?? ''),
  );
  for (const source of new Set([...required, ...lost, ...known])) {
    const read = sources.get(source) ?? { samples: 0, ticks: 0 };
    const own = read.ticks + (missed.get(source) ?? 0);
    const { ticks_expected, ticks_sampled } = isSparse(source)
      ? { ticks_expected: own, ticks_sampled: own }
      : host;
    const unread = ticks_sampled - read.ticks;
    const why = lost.has(source) ? NAMES_LOST : (errors.get(source) ?? ABSENT);
    const isShort = unread > 0 || read.samples === 0;
    if (read.samples === 0) reasons.push(`${source} was never read: ${why}`);
    else if (unread > 0) reasons.push(`${source} is missing at ${unread} of ${ticks_sampled} ticks: ${why}`);
    status.set(source, {
      ticks_expected,
      ticks_sampled: read.ticks,
      ticks_missed: ticks_expected - read.ticks,
      reason: isShort ? why : read.ticks < ticks_expected ? "its host's ticks are missing" : null,
    });
  }
  return { status: Object.fromEntries(status), reasons };
}
