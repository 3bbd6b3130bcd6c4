import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import type { Ack, Control, Guide, Piece, Status } from '../wire/control.ts';
import type { Ping, Schedule } from '../wire/records.ts';
import type { Frames, GatherTransport, Peer } from '../wire/transport.ts';
import type { Member, Roster } from './roster.ts';

/**
 * While nothing else calls for an answer, one is given per so many records, or after so long: a rank that hears
 * nothing for twice that sends again what it has.
 */
const RECORDS_PER_ACK = 32;
const ACK_EVERY_MS = 60_000;

export interface VoiceOptions {
  readonly transport: Pick<GatherTransport, 'send'>;
  readonly roster: Roster;
  readonly clock: Clock;
  /** Called with what the transport throws before it is closed. The next message is sent all the same. */
  readonly onFault: (error: unknown) => void;
}

interface Saying {
  readonly to: Peer;
  readonly frames: Frames;
}

/** Speaks to the ranks: acknowledges, answers pings and requests, tells all. */
export class Voice {
  readonly #options: VoiceOptions;
  readonly #queue: Saying[] = [];
  #sending = false;
  #closed = false;
  /** What the ranks are told to follow; null until it is chosen. */
  schedule: Schedule | null = null;
  /** What those are told who are still there when the job stops; null until it does. */
  #stop: Control | null = null;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  /**
   * Acknowledges what is in the journal by now to those of these members of whom many records or old ones wait, or who
   * wait to end: an answer wakes a rank up, and ten thousand of them take rank 0 a quarter of a second.
   */
  acknowledge(members: Iterable<Member>): void {
    const now = this.#options.clock.mono();
    for (const member of members) {
      const count = member.written - member.acknowledged;
      if (count === 0) continue;
      const old = now - member.acknowledgedAt >= ACK_EVERY_MS;
      if (member.ended || count >= RECORDS_PER_ACK || old) this.#ack(member);
    }
  }

  /** Acknowledges again to a rank that has sent something a second time. */
  repeat(rank: number): void {
    const member = this.#options.roster.member(rank);
    if (member !== undefined) this.#ack(member);
  }

  /** Asks a process of a rank to send again all that is not in the journal: something behind that is missing. */
  askAgain(rank: number, id: string, from: Peer): void {
    const member = this.#options.roster.member(rank);
    if (member?.id === id) this.#ack(member, { again: true });
    else this.#tellAck(from, id, 0, { again: true }); // Its hello is missing.
  }

  /** Answers a ping that came at `received` (wall clock, ms). Who has connected since the stop was told hears of it, too. */
  answer(ping: Ping, received: number): void {
    const member = this.#options.roster.member(ping.rank);
    if (member?.id !== ping.id) return;
    const answered = roundToMicroseconds(this.#options.clock.wall());
    this.#ack(member, { ping: { sent: ping.time, received: roundToMicroseconds(received), answered } });
    if (this.#stop !== null && !member.ended) this.tell(ping.rank, this.#stop);
  }

  /** Tells all ranks that have said hello. A stop is told those, too, who are heard later. */
  broadcast(message: Control): void {
    if (message.type === 'stop') this.#stop = message;
    const text = JSON.stringify(message);
    for (const { peer } of this.#options.roster.members) this.#say(peer, text);
  }

  /** Tells one rank that has said hello. */
  tell(rank: number, message: Control): void {
    this.#say(this.#options.roster.member(rank)?.peer, JSON.stringify(message));
  }

  /** Tells a process of a rank that it is not wanted. */
  reject(to: Peer, id: string, reason: string): void {
    this.#say(to, JSON.stringify({ type: 'reject', id, reason } satisfies Control));
  }

  /** Answers a request, with the bytes of a piece of the journal behind its head. */
  reply(to: Peer, answer: Status | Guide | Piece, ...bytes: readonly Uint8Array[]): void {
    this.#say(to, JSON.stringify(answer), ...bytes);
  }

  /** From now on it says nothing: the transport is about to be closed. */
  close(): void {
    this.#closed = true;
  }

  #ack(member: Member, more: Pick<Ack, 'ping' | 'again'> = {}): void {
    member.acknowledged = member.written;
    member.acknowledgedAt = this.#options.clock.mono();
    this.#tellAck(member.peer, member.id, member.written, more);
  }

  #tellAck(to: Peer | undefined, id: string, seq: number, more: Pick<Ack, 'ping' | 'again'>): void {
    const ack: Control = { type: 'ack', id, seq, schedule: this.schedule, ...more };
    this.#say(to, JSON.stringify(ack));
  }

  #say(to: Peer | undefined, ...frames: Frames): void {
    if (to === undefined) return;
    this.#queue.push({ to, frames });
    if (!this.#sending) this.#send().catch(this.#options.onFault);
  }

  async #send(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#queue.length > 0) {
        // Not one by one from the front: ten thousand ranks are told at once.
        for (const saying of this.#queue.splice(0)) await this.#give(saying);
      }
    } finally {
      this.#sending = false;
    }
  }

  async #give({ to, frames }: Saying): Promise<void> {
    const { transport, onFault } = this.#options;
    if (this.#closed) return;
    try {
      await transport.send(to, frames);
    } catch (error) {
      if (!this.#closed) onFault(error); // What was under way when it was closed fails: nobody is there to hear it.
    }
  }
}
