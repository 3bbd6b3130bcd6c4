import type { Clock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import type { Faults } from '../system/faults.ts';
import { type Incoming, parseIncoming, type RankRecord, type RecordBytes } from '../wire/records.ts';
import type { GatherTransport } from '../wire/transport.ts';
import type { Batch } from './batch.ts';
import { Gaps } from './gaps.ts';
import { roleOf } from './places.ts';
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

const NOTHING = new Uint8Array(0);

/**
 * Receives what comes, and hands it on: records that the roster takes to the batch, pings to the voice, requests to those
 * who answer them. Whatever goes wrong with one message, the next is heard.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #gaps: Gaps;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#gaps = new Gaps(options.clock);
  }

  /** Receives until the transport is closed, no faster than the journal takes it. Never rejects. */
  async receive(): Promise<void> {
    const { transport, batch, log } = this.#options;
    try {
      for await (const [head = NOTHING, body = NOTHING] of transport.messages) {
        this.#take({ head, body });
        if (batch.full) await batch.room();
      }
    } catch (error) {
      log(`nothing more is heard of the ranks: ${messageOf(error)}; what has come until now is kept`);
    }
  }

  #take(record: RecordBytes): void {
    const { clock, refusals, faults } = this.#options;
    const received = clock.wall();
    let incoming: Incoming;
    try {
      incoming = parseIncoming(record.head);
    } catch (error) {
      refusals.add('a peer', messageOf(error));
      return;
    }
    faults.safely(() => this.#hand(incoming, record, received), incoming.type);
  }

  #hand(incoming: Incoming, bytes: RecordBytes, received: number): void {
    const { voice, requests, faults } = this.#options;
    if (incoming.type === 'ping') voice.answer(incoming, received);
    else if (incoming.type === 'request') {
      requests.take(incoming).catch(faults.of('request'));
    } else this.#judge(incoming, bytes);
  }

  #judge(record: RankRecord, bytes: RecordBytes): void {
    const { clock, roster, voice, refusals } = this.#options;
    const { rank, id } = record;
    const verdict = roster.judge(record, bytes.body, clock.mono());
    if (verdict === 'accepted') this.#accepted(record, bytes);
    else if (verdict === 'duplicate') voice.repeat(rank);
    else if (verdict === 'gap') {
      if (this.#gaps.add(rank, id, roster.member(rank)?.seq ?? 0)) voice.askAgain(rank, id);
    } else {
      refusals.add(`rank ${rank}`, verdict.refused);
      if (record.type === 'hello') voice.reject(rank, id, verdict.refused);
    }
  }

  #accepted(record: RankRecord, bytes: RecordBytes): void {
    const { roster, batch, onReady, onBye } = this.#options;
    const member = roster.member(record.rank);
    batch.add(bytes, member && { member, seq: record.seq }, roleOf(record));
    if (record.type === 'clock') onReady();
    else if (record.type === 'bye') onBye();
  }
}
