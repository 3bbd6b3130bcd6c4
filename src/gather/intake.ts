import type { Clock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import type { Faults } from '../system/faults.ts';
import { unpacked } from '../wire/parcel.ts';
import {
  type Incoming,
  type Ping,
  parseIncoming,
  type RankRecord,
  type RecordBytes,
} from '../wire/records.ts';
import type { GatherTransport, Peer } from '../wire/transport.ts';
import { Gaps } from './gaps.ts';
import type { Batch } from './journal/batch.ts';
import { Contents } from './journal/contents.ts';
import { roleOf } from './journal/places.ts';
import type { Refusals } from './refusals.ts';
import type { Requests } from './requests.ts';
import type { Roster } from './roster.ts';
import type { Voice } from './voice.ts';

export interface IntakeOptions {
  readonly transport: Pick<GatherTransport, 'messages'>;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly batch: Pick<Batch, 'add' | 'full' | 'room'>;
  readonly voice: Pick<Voice, 'answer' | 'repeat' | 'askAgain' | 'reject'>;
  readonly requests: Pick<Requests, 'take'>;
  readonly refusals: Refusals;
  readonly faults: Faults;
  /** Called when a rank has compared clocks: it samples and hears. */
  readonly onReady: () => void;
  /** Called when a rank has said bye. */
  readonly onBye: () => void;
  readonly log: (message: string) => void;
}

const NOBODY: Peer = Buffer.alloc(0);
/** So many processes that are not wanted are remembered; there are few, unless somebody with the key makes them up. */
const MOST_REJECTED = 1000;

/** Of a message: who says it, and when it came (wall clock, ms). */
interface Arrival {
  readonly from: Peer;
  readonly received: number;
  /** The rank that was told again what is there already: of several such records in a message it is told once. */
  repeated: number | undefined;
}

/**
 * Receives what comes, and hands it on: records that the roster takes to the batch, pings to the voice, requests to those
 * who answer them. Whatever goes wrong with one message, the next is heard.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #gaps: Gaps;
  readonly #contents = new Contents();
  /** Ids of the processes that are not wanted, and why. */
  readonly #rejected = new Map<string, string>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#gaps = new Gaps(options.clock);
  }

  /** Receives until the transport is closed, no faster than the journal takes it. Never rejects. */
  async receive(): Promise<void> {
    const { transport, batch, log } = this.#options;
    try {
      for await (const [from = NOBODY, ...frames] of transport.messages) {
        this.#open(frames, from);
        if (batch.full) await batch.room();
      }
    } catch (error) {
      log(`nothing more is heard of the ranks: ${messageOf(error)}; what has come until now is kept`);
    }
  }

  /** What is wrong with one record of a message costs no other. */
  #open(frames: readonly Buffer[], from: Peer): void {
    const arrival: Arrival = { from, received: this.#options.clock.wall(), repeated: undefined };
    const { records, left } = unpacked(frames);
    for (const record of records) this.#take(record, arrival);
    if (left > 0) this.#options.refusals.add('a peer', `a message has ${left} frames more than belong`);
  }

  #take(record: RecordBytes, arrival: Arrival): void {
    const { refusals, faults } = this.#options;
    let incoming: Incoming;
    try {
      incoming = parseIncoming(record.head);
    } catch (error) {
      refusals.add('a peer', messageOf(error));
      return;
    }
    faults.safely(() => this.#hand(incoming, record, arrival), incoming.type);
  }

  #hand(incoming: Incoming, bytes: RecordBytes, arrival: Arrival): void {
    const { requests, faults } = this.#options;
    if (incoming.type === 'ping') this.#ping(incoming, arrival);
    else if (incoming.type === 'request') {
      requests.take(incoming, arrival.from).catch(faults.of('request'));
    } else this.#judge(incoming, bytes, arrival);
  }

  /** What is told of a hello can be lost: the connection that it goes over can be younger than that of the hello. */
  #ping(ping: Ping, { from, received }: Arrival): void {
    const { roster, voice } = this.#options;
    roster.heardFrom(ping, from);
    const reason = this.#rejected.get(ping.id);
    if (reason === undefined) voice.answer(ping, received);
    else voice.reject(from, ping.id, reason);
  }

  #judge(record: RankRecord, bytes: RecordBytes, arrival: Arrival): void {
    const { clock, roster, voice, refusals } = this.#options;
    const { rank, id } = record;
    const { from } = arrival;
    const verdict = roster.judge(record, bytes.body, clock.mono());
    roster.heardFrom(record, from);
    if (verdict === 'accepted') this.#accepted(record, bytes);
    else if (verdict === 'duplicate') {
      if (arrival.repeated !== rank) voice.repeat(rank);
      arrival.repeated = rank;
    } else if (verdict === 'gap') {
      if (this.#gaps.add(rank, id, roster.member(rank)?.seq ?? 0)) voice.askAgain(rank, id, from);
    } else {
      refusals.add(`rank ${rank}`, verdict.refused);
      if (record.type !== 'hello') return;
      voice.reject(from, id, verdict.refused);
      if (this.#rejected.size < MOST_REJECTED) this.#rejected.set(id, verdict.refused);
    }
  }

  #accepted(record: RankRecord, bytes: RecordBytes): void {
    if (record.type === 'hello') this.#rejected.delete(record.id);
    const { roster, batch, onReady, onBye } = this.#options;
    const member = roster.member(record.rank);
    const news = this.#contents.whatIsNew(record, bytes);
    // Nothing hangs on a layout that stands elsewhere, but a number that is missing would look like a loss.
    const role = news === bytes ? roleOf(record) : 'note';
    batch.add(news, member && { member, seq: record.seq }, role);
    if (record.type === 'clock') onReady();
    else if (record.type === 'bye') onBye();
  }
}
