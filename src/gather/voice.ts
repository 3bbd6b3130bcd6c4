import type { Publisher } from 'zeromq';
import { type Clock, roundToMicroseconds } from '../wire/clock.ts';
import { type Ack, ALL, type Control, rankTopic, requestTopic, type Status } from '../wire/control.ts';
import type { Ping, Schedule } from '../wire/records.ts';
import type { Member, Roster } from './roster.ts';

/** While nothing else calls for an answer, one is given per so many records. */
const RECORDS_PER_ACK = 8;

/** Speaks to the ranks: acknowledges, answers pings and requests, broadcasts. */
export class Voice {
  readonly #pub: Publisher;
  readonly #roster: Roster;
  readonly #clock: Clock;
  readonly #queue: string[][] = [];
  #sending = false;
  /** What the ranks are told to follow; null until it is chosen. */
  schedule: Schedule | null = null;

  constructor(pub: Publisher, roster: Roster, clock: Clock) {
    this.#pub = pub;
    this.#roster = roster;
    this.#clock = clock;
  }

  /**
   * Acknowledges what is in the journal by now.
   * @param whom `all` that have something new, or only the `due`: those of whom eight records or more wait.
   *   An answer wakes a rank up, so they are few while the benchmark runs.
   */
  acknowledge(whom: 'all' | 'due'): void {
    const least = whom === 'all' ? 1 : RECORDS_PER_ACK;
    for (const member of this.#roster.members) {
      if (member.written - member.acknowledged >= least) this.#ack(member);
    }
  }

  /** Acknowledges again to a rank that has sent something a second time. */
  repeat(rank: number): void {
    const member = this.#roster.member(rank);
    if (member !== undefined) this.#ack(member);
  }

  /** Answers a ping that came at `received` (wall clock, ms). */
  answer(ping: Ping, received: number): void {
    const member = this.#roster.member(ping.rank);
    if (member?.id !== ping.id) return;
    const answered = roundToMicroseconds(this.#clock.wall());
    this.#ack(member, { sent: ping.time, received: roundToMicroseconds(received), answered });
  }

  /** Tells all ranks. */
  broadcast(message: Control): void {
    this.#say(ALL, message);
  }

  /** Tells one process of a rank that it is not wanted. */
  reject(rank: number, id: string, reason: string): void {
    this.#say(rankTopic(rank), { type: 'reject', id, reason });
  }

  /** Answers a request. */
  reply(id: string, status: Status): void {
    this.#say(requestTopic(id), status);
  }

  #ack(member: Member, ping?: NonNullable<Ack['ping']>): void {
    member.acknowledged = member.written;
    const { id, rank, written: seq } = member;
    const { schedule } = this;
    this.#say(rankTopic(rank), { type: 'ack', id, seq, schedule, ...(ping && { ping }) });
  }

  #say(topic: string, message: Control | Status): void {
    this.#queue.push([topic, JSON.stringify(message)]);
    this.#send().catch(() => {}); // Ends when the socket is closed.
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#pub.send(next);
    } finally {
      this.#sending = false;
    }
  }
}
