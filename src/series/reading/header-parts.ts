import * as v from 'valibot';
import {
  type HostInfo,
  type HostStatus,
  hostInfoSchema,
  hostStatusSchema,
  LAST_TICK_MS,
  type Overhead,
  overheadSchema,
  type SeriesHeader,
  seriesHeaderSchema,
} from '../schema.ts';
import { MOST, TOO_MUCH } from './bounds.ts';
import { headerOfMlpstorage, mlpstorageHeaderSchema } from './mlpstorage.ts';
import type { SeriesKind } from './series.ts';

/** Members of the header that have an entry for each host. */
export type ByHost = 'host_status' | 'host_info' | 'overhead';

/** Whether this member of the header has an entry for each host. */
export function isByHost(key: string): key is ByHost {
  return key === 'host_status' || key === 'host_info' || key === 'overhead';
}

/** Whether readers know this member of a series file, which is not its samples. */
export function isKnownMember(key: string): boolean {
  return Object.hasOwn(seriesHeaderSchema.entries, key);
}

const memberSchema = v.object(v.omit(seriesHeaderSchema, ['host_status', 'host_info', 'overhead']).entries);

/** What is said of a file that is something else. */
export const NOT_OURS = 'this is not a series file of rankstat';

/** One of these is in every file of this program, and in none of mlpstorage. */
const OF_RANKSTAT = ['schema_version', 'generator', 'host_status'];

/** What a header is, or what is wrong with it; where, if that stands at one place. */
type Found = { readonly kind: SeriesKind; readonly header: SeriesHeader } | { readonly problem: string };

/**
 * The header of a series file while it is read, in whatever order: checked, and not larger than can be held. The
 * places that it is given are for what is wrong.
 */
export class HeaderParts {
  readonly #members: Record<string, unknown> = Object.create(null);
  readonly #places = new Map<string, string>();
  readonly #hostStatus: Record<string, HostStatus> = Object.create(null);
  readonly #hostInfo: Record<string, HostInfo> = Object.create(null);
  readonly #overhead: Record<string, Overhead> = Object.create(null);
  #chars = 0;
  /** The first thing that is wrong with what is said of a host. */
  #problem: string | undefined;
  #lastGap: { readonly tick: number; readonly place: string } = { tick: 0, place: '' };

  /** Notes that so much of the header has been read. @returns what is wrong, if it is too much */
  read(chars: number): string | undefined {
    this.#chars += chars;
    return this.#chars > MOST.headerChars ? TOO_MUCH.header : undefined;
  }

  /** Takes a member of the header. For one that is by host, it is the place that counts. */
  member(key: string, value: unknown, place: string): void {
    if (!isKnownMember(key)) return;
    this.#places.set(key, place);
    this.#members[key] = value;
  }

  /** Whether all is there that a file of this program can have. */
  get isComplete(): boolean {
    return Object.keys(seriesHeaderSchema.entries).every((key) => this.#places.has(key));
  }

  /** Takes what a member says of a host. */
  host(member: ByHost, host: string, value: unknown, place: string): void {
    if (this.#problem !== undefined) return; // Nothing more is held.
    const checked = <const S extends v.GenericSchema>(schema: S): v.InferOutput<S> | undefined => {
      const result = v.safeParse(schema, value, { abortEarly: true });
      if (result.success) return result.output;
      const [issue] = result.issues;
      const path = v.getDotPath(issue);
      this.#problem = `${place}: ${member}${path === null ? '' : `.${path}`}: ${issue.message}`;
    };
    if (member === 'host_status') {
      const status = checked(hostStatusSchema);
      if (status === undefined) return;
      this.#hostStatus[host] = status;
      for (const { from_tick, to_tick } of status.gaps) {
        const tick = Math.max(from_tick, to_tick);
        if (tick > this.#lastGap.tick) this.#lastGap = { tick, place };
      }
    } else if (member === 'host_info') {
      const info = checked(hostInfoSchema);
      if (info !== undefined) this.#hostInfo[host] = info;
    } else {
      const overhead = checked(overheadSchema);
      if (overhead !== undefined) this.#overhead[host] = overhead;
    }
  }

  /** Whose file it is, by what it has so far; undefined if by none. */
  get kind(): SeriesKind | undefined {
    if (OF_RANKSTAT.some((key) => this.#places.has(key))) return 'rankstat';
    return this.#places.has('collection_interval_seconds') ? 'mlpstorage' : undefined;
  }

  /** The header of all that was read. */
  get found(): Found {
    if (this.kind === undefined) return { problem: NOT_OURS };
    return this.kind === 'rankstat' ? this.#rankstat() : this.#mlpstorage();
  }

  #rankstat(): Found {
    // First of all the version: what a later one has may look wrong to this one.
    const result = v.safeParse(memberSchema, this.#members, { abortEarly: true });
    if (!result.success) return { problem: this.#problemOf(result.issues[0]) };
    const missing = (['host_status', 'host_info', 'overhead'] as const).find((key) => !this.#places.has(key));
    if (missing !== undefined) return { problem: `${missing}: it is not there` };
    if (this.#problem !== undefined) return { problem: this.#problem };
    const { tick, place } = this.#lastGap;
    if (tick > mostTick(result.output)) {
      return { problem: `${place}: tick ${tick} of a gap is beyond all dates` };
    }
    const byHost = {
      host_status: this.#hostStatus,
      host_info: this.#hostInfo,
      overhead: this.#overhead,
    };
    return { kind: 'rankstat', header: { ...result.output, ...byHost } };
  }

  #mlpstorage(): Found {
    const result = v.safeParse(mlpstorageHeaderSchema, this.#members, { abortEarly: true });
    if (!result.success) return { problem: this.#problemOf(result.issues[0]) };
    return { kind: 'mlpstorage', header: headerOfMlpstorage(result.output) };
  }

  #problemOf(issue: v.BaseIssue<unknown>): string {
    const path = v.getDotPath(issue) ?? 'header';
    const place = this.#places.get(String(issue.path?.[0]?.key));
    return `${place === undefined ? '' : `${place}: `}${path}: ${issue.message}`;
  }
}

/** The last tick of which a time can be told. */
export function mostTick({
  collection_interval_seconds,
}: Pick<SeriesHeader, 'collection_interval_seconds'>): number {
  return LAST_TICK_MS / (1000 * collection_interval_seconds);
}
