import { messageOf } from '../system/errors.ts';
import { checkPacked } from '../wire/pack.ts';
import {
  MAX_SAMPLE_NUMBERS,
  MOST_TAKEN,
  PROTOCOL,
  type RankRecord,
  type SamplesRecord,
} from '../wire/records.ts';
import { isLater, type Peer } from '../wire/transport.ts';
import { Places } from './journal/places.ts';
import { type SeenLayout, SeenLayouts } from './seen-layouts.ts';

/** A process of a rank that has said hello. */
export interface Member {
  readonly rank: number;
  readonly id: string;
  readonly hostname: string;
  /** What the launcher calls its node, where it says so. */
  readonly node: string | null;
  /** Where its records are in the journal. */
  readonly places: Places;
  /** Number of the last record that was taken. */
  seq: number;
  /** Number of the last record that is in the journal. */
  written: number;
  /** Number of the last record that was acknowledged. */
  acknowledged: number;
  /** When something was acknowledged last, monotonic ms. */
  acknowledgedAt: number;
  /** When it was heard last, monotonic ms. */
  heard: number;
  samples: number;
  /** Where it is told something; undefined before it is known. */
  peer: Peer | undefined;
  /** It has compared clocks: it hears what it is told. */
  ready: boolean;
  ended: boolean;
}

/**
 * What became of a record: taken; had already; not taken now, since one before it is missing, and to be sent again with
 * that; or not taken, with the reason.
 */
export type Verdict = 'accepted' | 'duplicate' | 'gap' | { readonly refused: string };

/** A rank that was not heard for so long, or for so many samples, may be replaced by another process of its number. */
const REPLACEABLE_AFTER_MS = 10_000;
const REPLACEABLE_AFTER_SAMPLES = 3;

interface Known extends Member {
  /** Numbers in a sample, by the key of their layout. */
  readonly layouts: Map<string, SeenLayout>;
  /** Numbers in a sample of the layouts in force. */
  width: number;
  lastSample: number;
  /** Every how-manieth tick it samples. */
  stride: number;
}

/** Who said hello, how far their records have come, and whether they may come at all. */
export class Roster {
  readonly #size: number | null;
  readonly #intervalMs: number;
  readonly #members = new Map<number, Known>();
  readonly #layouts = new SeenLayouts();
  #ready = 0;
  #ended = 0;
  #samples = 0;

  /** @param size number of ranks; null if nobody said; @param intervalMs time between ticks */
  constructor(size: number | null, intervalMs: number) {
    this.#size = size;
    this.#intervalMs = intervalMs;
  }

  /** Those who have said hello. */
  get members(): Iterable<Member> {
    return this.#members.values();
  }

  /** How many they are. */
  get count(): number {
    return this.#members.size;
  }

  /** The process that counts for a rank. */
  member(rank: number): Member | undefined {
    return this.#members.get(rank);
  }

  /** How many are known to hear what they are told. */
  get ready(): number {
    return this.#ready;
  }

  /** How many samples have come. */
  get samples(): number {
    return this.#samples;
  }

  /** How many of them have said bye. */
  get ended(): number {
    return this.#ended;
  }

  /**
   * Notes over which connection a process of a rank was heard: it is told over the same, until it has a later one.
   * Another process of its number cannot take its place.
   */
  heardFrom({ rank, id }: Pick<RankRecord, 'rank' | 'id'>, peer: Peer): void {
    const member = this.#members.get(rank);
    if (member?.id !== id) return;
    if (member.peer === undefined || isLater(peer, member.peer)) member.peer = peer;
  }

  /**
   * Judges a record by what came before it. Records of a process are taken in the order of their numbers, without gaps.
   * After a reconnect, or a fault, they can come in any order; what is not acknowledged is sent again.
   */
  judge(record: RankRecord, body: Uint8Array, now: number): Verdict {
    if (this.#size !== null && record.rank >= this.#size) {
      return { refused: `rank ${record.rank} of ${this.#size}` };
    }
    if (record.type === 'hello') return this.#hello(record, now);
    const member = this.#members.get(record.rank);
    if (member === undefined) return 'gap'; // Its hello is missing.
    if (member.id !== record.id) return { refused: `rank ${record.rank} is another process` };
    member.heard = now;
    if (record.seq <= member.seq) return 'duplicate';
    if (member.ended) return { refused: `rank ${record.rank} has said bye` };
    const first = record.type === 'lost' ? record.from : record.seq;
    if (first > member.seq + 1) return 'gap';
    if (record.type === 'lost' && !canHaveDropped(record)) {
      return {
        refused: `rank ${record.rank} says that ${record.samples} samples are records ${record.from} to ${record.seq}`,
      };
    }
    try {
      this.#take(member, record, body);
    } catch (error) {
      // It will not be better when it is sent again, and those behind it must not wait for it.
      member.seq = record.seq;
      member.lastSample = 0;
      return { refused: messageOf(error) };
    }
    member.seq = record.seq;
    return 'accepted';
  }

  #hello(record: RankRecord & { type: 'hello' }, now: number): Verdict {
    const { rank, id, seq, protocol, hostname, node } = record;
    if (protocol !== PROTOCOL)
      return {
        refused: `rank ${rank} is of another version of rankstat (protocol ${protocol}, rank 0 has ${PROTOCOL}): install the same on all nodes`,
      };
    const known = this.#members.get(rank);
    if (known?.id === id) {
      known.heard = now;
      return 'duplicate';
    }
    if (known !== undefined && !known.ended && now - known.heard < this.#replaceableAfterMs(known)) {
      return { refused: `rank ${rank} is already there, on ${known.hostname}` };
    }
    if (known?.ready) this.#ready--;
    if (known?.ended) this.#ended--;
    this.#members.set(rank, {
      rank,
      id,
      hostname,
      node,
      places: new Places(),
      seq,
      written: 0,
      acknowledged: 0,
      acknowledgedAt: now,
      heard: now,
      samples: 0,
      peer: undefined,
      ready: false,
      ended: false,
      layouts: new Map(),
      width: 0,
      lastSample: 0,
      stride: 1,
    });
    return 'accepted';
  }

  /** A rank is silent between its samples; thinned out, they are a multiple of the interval apart. */
  #replaceableAfterMs({ stride }: Known): number {
    return Math.max(REPLACEABLE_AFTER_MS, REPLACEABLE_AFTER_SAMPLES * stride * this.#intervalMs);
  }

  /** @throws Error if the record does not fit what this member has sent before */
  #take(member: Known, record: RankRecord, body: Uint8Array): void {
    if (record.type === 'layout') {
      const { source, key } = record;
      member.layouts.set(key, this.#layouts.look(source, key, body));
    } else if (record.type === 'samples') {
      takeSamples(member, record, body);
      this.#samples += record.taken.length;
    } else if (record.type === 'lost') member.lastSample = 0;
    else if (record.type === 'clock' && !member.ready) {
      member.ready = true;
      this.#ready++;
    } else if (record.type === 'bye') {
      member.ended = true;
      this.#ended++;
    }
  }
}

/** Whether so many samples can have been in these records, each of which had some. */
function canHaveDropped({ from, seq, samples }: RankRecord & { type: 'lost' }): boolean {
  const records = seq - from + 1;
  return samples >= records && samples <= MOST_TAKEN * records;
}

function takeSamples(member: Known, record: SamplesRecord, body: Uint8Array): void {
  if (record.base !== 0 && record.base !== member.lastSample) {
    throw new Error(`sample ${record.seq} needs ${record.base}, the last one is ${member.lastSample}`);
  }
  const width = record.base === 0 ? widthOf(member, record.layouts) : member.width;
  checkPacked(body, width, record.taken.length);
  member.width = width;
  member.stride = record.stride ?? member.stride;
  member.lastSample = record.seq;
  member.samples += record.taken.length;
}

function widthOf(member: Known, layouts: SamplesRecord['layouts']): number {
  if (layouts === undefined) throw new Error('a key sample names no layouts');
  const width = layouts.reduce((sum, [source, key, count]) => {
    const own = member.layouts.get(key);
    if (own === undefined || own.source !== source) throw new Error(`layout ${key} of ${source} is unknown`);
    if (own.count !== count) throw new Error(`layout ${key} has ${own.count} numbers, not ${count}`);
    return sum + own.count;
  }, 0);
  if (width > MAX_SAMPLE_NUMBERS) throw new Error(`a sample has ${width} numbers`);
  return width;
}
