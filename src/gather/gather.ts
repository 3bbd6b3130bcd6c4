import type { OutputPaths } from '../job/files.ts';
import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import type { Phase, Status } from '../wire/control.ts';
import type { JournalWriter } from '../wire/journal/writer.ts';
import {
  type BenchmarkInfo,
  encodeHead,
  type Incoming,
  type JobRecord,
  type JournalRecord,
  parseIncoming,
  type RankRecord,
  type RecordBytes,
  type Schedule,
} from '../wire/records.ts';
import type { GatherTransport } from '../wire/transport.ts';
import { Batch } from './batch.ts';
import { roleOf } from './places.ts';
import { Refusals } from './refusals.ts';
import { Requests } from './requests.ts';
import { Roster } from './roster.ts';
import { hostsStatus } from './roster-status.ts';
import { Stopping } from './stopping.ts';
import { Voice } from './voice.ts';

export interface GatherOptions {
  readonly transport: GatherTransport;
  readonly clock: Clock;
  readonly journal: JournalWriter;
  readonly paths: OutputPaths;
  readonly job: Omit<JobRecord, 'type' | 'protocol' | 'time'>;
  /** Number of ranks, for those that count wrong; null if nobody said. */
  readonly size: number | null;
  readonly schedule: Pick<Schedule, 'max_samples' | 'on_full'>;
  /** How long the first tick waits for hosts that are not there yet, ms. */
  readonly patienceMs: number;
  /** How long a stop waits for hosts that do not answer, ms. */
  readonly stopTimeoutMs: number;
  /** Called when a host is ready: it samples and hears. */
  readonly onReady: () => void;
  /** Called when the job begins to stop. */
  readonly onStopping: () => void;
  /** Makes the series file; is given the records that could not be written into the journal. */
  readonly merge: (unwritten: readonly RecordBytes[]) => Promise<void>;
  readonly log: (message: string) => void;
}

const NOTHING = new Uint8Array(0);
/** The first tick is not sooner than this, so that all ranks hear of it before. */
const LEAD_MS = 100;
const FULL_PAUSE_MS = 100;
/** The last answers are repeated after this, then after twice this, and so on, ms. */
const RELEASE_MS = 50;

/**
 * The gathering side of a job: takes in records, writes them to the journal, tells the ranks when to begin and
 * when to stop, answers requests, and has the series file made.
 */
export class Gather {
  readonly #options: GatherOptions;
  readonly #roster: Roster;
  readonly #voice: Voice;
  readonly #batch: Batch;
  readonly #started: number;
  readonly #refusals: Refusals;
  /** Resolves with `done` or `failed` when the series file is made or could not be. Never rejects. */
  readonly finished: Promise<Phase>;
  #settle: (phase: Phase) => void = () => {};
  readonly #requests: Requests;
  readonly #stopping: Stopping;
  #phase: Phase = 'waiting';
  #problem: string | null = null;
  #patience: NodeJS.Timeout | undefined;
  /** When tick 0 is due, monotonic ms. */
  #startMono: number | undefined;
  #stopReason: string | undefined;

  constructor(options: GatherOptions) {
    const { transport, clock, journal, size, patienceMs, stopTimeoutMs, job, log } = options;
    this.#options = options;
    this.#started = clock.wall();
    this.#refusals = new Refusals(log);
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#roster = new Roster(size, job.interval_ms);
    this.#voice = new Voice(transport, this.#roster, clock);
    this.#batch = new Batch({
      clock,
      journal,
      onWritten: (members) => this.#voice.acknowledge(members, this.#phase === 'sampling' ? 'due' : 'all'),
      onProblem: (problem) => this.#journalProblem(problem),
    });
    const [roster, voice] = [this.#roster, this.#voice];
    this.#stopping = new Stopping({ clock, roster, voice, stopTimeoutMs, log });
    this.#requests = new Requests({
      clock,
      journal,
      intervalMs: job.interval_ms,
      roster,
      voice,
      own: this.#batch.own,
      status: (hosts) => this.status(hosts),
      onMark: (time, label) => this.#note({ type: 'mark', time, label }),
      onBenchmark: (info) => this.noteBenchmark(info),
      onStop: (reason) => this.stop(reason),
    });
    this.#note({ type: 'job', protocol: 1, time: roundToMicroseconds(this.#started), ...job });
    this.#patience = setTimeout(() => this.#begin(), patienceMs);
    this.#receive().catch(() => {}); // Ends when the socket is closed.
  }

  /** Stops the job. Later calls change nothing. */
  stop(reason: string): void {
    if (this.#stopReason !== undefined) return;
    this.#stopReason = reason;
    this.#finish(reason).then(this.#settle, (error: unknown) => {
      this.#phase = 'failed';
      this.#problem = messageOf(error);
      this.#settle('failed');
    });
  }

  /** Notes what is known of the benchmark; what comes later replaces it. */
  noteBenchmark(info: BenchmarkInfo): void {
    this.#note({ type: 'benchmark', ...info });
  }

  /** How many hosts are ready, and are expected. */
  get progress(): Pick<Status, 'ready' | 'expected'> {
    return { ready: this.#roster.ready, expected: this.#options.job.expected };
  }

  /** What is known of the job. Listing the hosts takes long where there are many. */
  status(hosts: 'listed' | 'left out'): Status {
    const { paths, job, clock } = this.#options;
    const roster = this.#roster;
    return {
      type: 'status',
      phase: this.#phase,
      expected: job.expected,
      refused: this.#refusals.count,
      interval_ms: job.interval_ms,
      started: this.#started,
      file: paths.series,
      journal: paths.journal,
      problem: this.#problem,
      ready: roster.ready,
      ended: roster.ended,
      samples: roster.samples,
      hosts: hosts === 'listed' ? hostsStatus(roster, job.interval_ms, clock.mono()) : null,
    };
  }

  /**
   * Goes on answering until all who are connected have hung up, `graceMs` at most: a rank whose last answer was
   * lost would wait for it, and somebody who asked for the stop wants to hear that it is done.
   */
  async release(graceMs: number): Promise<void> {
    const { clock, transport } = this.#options;
    const end = clock.mono() + graceMs;
    for (let waitMs = RELEASE_MS; transport.connections > 0 && clock.mono() < end; waitMs *= 2) {
      for (const { rank } of this.#roster.members) this.#voice.repeat(rank);
      const again = Math.min(end, clock.mono() + waitMs);
      while (transport.connections > 0 && clock.mono() < again) await pause(RELEASE_MS);
    }
  }

  /** Gives back the transport. */
  close(): void {
    clearTimeout(this.#patience);
    this.#options.transport.close();
  }

  async #receive(): Promise<void> {
    for await (const [head, body] of this.#options.transport.messages) {
      this.#take({ head: head ?? NOTHING, body: body ?? NOTHING });
      while (this.#batch.full) await this.#batch.flush().then(() => pause(FULL_PAUSE_MS));
    }
  }

  #take(record: RecordBytes): void {
    const received = this.#options.clock.wall();
    let incoming: Incoming;
    try {
      incoming = parseIncoming(record.head);
    } catch (error) {
      this.#refusals.add('a peer', messageOf(error));
      return;
    }
    if (incoming.type === 'ping') this.#voice.answer(incoming, received);
    else if (incoming.type === 'request') this.#requests.take(incoming);
    else this.#rankRecord(incoming, record);
  }

  #rankRecord(record: RankRecord, bytes: RecordBytes): void {
    const verdict = this.#roster.judge(record, bytes.body, this.#options.clock.mono());
    const member = this.#roster.member(record.rank);
    if (verdict === 'duplicate') {
      this.#voice.repeat(record.rank);
    } else if (verdict === 'accepted') {
      this.#batch.add(bytes, member && { member, seq: record.seq }, roleOf(record));
      if (record.type === 'clock') this.#ready();
      else if (record.type === 'bye') this.#bye(record.rank);
    } else {
      this.#refusals.add(`rank ${record.rank}`, verdict.refused);
      if (record.type === 'hello') this.#voice.reject(record.rank, record.id, verdict.refused);
    }
  }

  #ready(): void {
    const { expected } = this.#options.job;
    this.#options.onReady();
    if (expected !== null && this.#roster.ready >= expected) this.#begin();
  }

  #bye(rank: number): void {
    // It waits for this answer before it ends. While a job stops all are answered after each write anyway.
    if (this.#phase === 'sampling') this.#batch.flush().then(() => this.#voice.repeat(rank));
    this.#stopping.notice();
    // All have ended of their own accord: each got the signal that was meant for the job.
    const { expected } = this.#options.job;
    if (this.#roster.ended >= Math.max(1, expected ?? this.#roster.count)) this.stop('all ranks have ended');
  }

  /** Chooses when tick 0 is due: at a multiple of the interval, on every host at the same time. */
  #begin(): void {
    clearTimeout(this.#patience);
    if (this.#phase !== 'waiting') return;
    const { clock, job, schedule } = this.#options;
    const earliest = clock.wall() + Math.min(LEAD_MS, job.interval_ms);
    const start = Math.ceil(earliest / job.interval_ms) * job.interval_ms;
    const chosen = { start, interval_ms: job.interval_ms, ...schedule };
    this.#phase = 'sampling';
    this.#startMono = clock.mono() + start - clock.wall();
    this.#voice.schedule = chosen;
    this.#note({ type: 'start', ...chosen });
    this.#voice.broadcast({ type: 'start', schedule: chosen });
    this.#batch.setPace('slow');
  }

  async #finish(reason: string): Promise<Phase> {
    clearTimeout(this.#patience);
    this.#phase = 'stopping';
    this.#options.onStopping();
    this.#batch.setPace('at once');
    const { clock } = this.#options;
    const since_start_ms = this.#startMono === undefined ? null : clock.mono() - this.#startMono;
    this.#note({ type: 'stop', time: roundToMicroseconds(clock.wall()), since_start_ms, reason });
    await this.#stopping.whenEnded(reason);
    const unwritten = await this.#batch.close();
    this.#phase = 'merging';
    await this.#options.merge(unwritten);
    this.#problem = null; // What could not be written then is in the file now.
    this.#phase = 'done';
    return 'done';
  }

  /** Writes something of the gather's own into the journal. */
  #note(head: JournalRecord): void {
    this.#batch.add({ head: encodeHead(head), body: NOTHING }, undefined, roleOf(head));
  }

  #journalProblem(problem: Error | undefined): void {
    const message =
      problem && `cannot write ${this.#options.paths.journal}: ${problem.message}; samples are kept`;
    if (message !== undefined && this.#problem === null) this.#options.log(message);
    this.#problem = message ?? null;
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
