import { type Clock, HeldClock, roundToMicroseconds } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { Faults, faultLine } from '../system/faults.ts';
import { absentHosts } from '../wire/absent-hosts.ts';
import type { JobPhase, Status } from '../wire/control.ts';
import {
  type AbsentHost,
  type BenchmarkInfo,
  bareRecord,
  type JobFacts,
  type OwnNote,
  PROTOCOL,
  type RecordBytes,
  type Schedule,
} from '../wire/records.ts';
import type { GatherTransport } from '../wire/transport.ts';
import { Absent } from './absent.ts';
import { Intake } from './intake.ts';
import { Batch } from './journal/batch.ts';
import type { AppendableJournal, ReadableJournal } from './journal/files.ts';
import { roleOf } from './journal/places.ts';
import { Refusals } from './refusals.ts';
import { release } from './release.ts';
import { Requests } from './requests.ts';
import { Roster } from './roster.ts';
import { hostsStatus } from './roster-status.ts';
import { Stopping } from './stopping.ts';
import { Voice } from './voice.ts';

export interface GatherOptions {
  readonly transport: GatherTransport;
  readonly clock: Clock;
  readonly journal: AppendableJournal & ReadableJournal;
  /** Where the files of the job are, for messages and for those who ask. */
  readonly paths: { readonly series: string; readonly journal: string };
  readonly job: JobFacts;
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
  /** Waits for the end of writing as long as that gets on. @throws Error that says what does not */
  readonly whileItMoves: <T>(work: Promise<T>) => Promise<T>;
  /** Makes the series file; is given the records that could not be written into the journal. */
  readonly merge: (unwritten: readonly RecordBytes[]) => Promise<void>;
  readonly log: (message: string) => void;
}

/** So many hosts that have not come are told by their names. */
const MOST_MISSING = 11;
/** The first tick is not sooner than this, so that all ranks hear of it before. */
const LEAD_MS = 100;

/**
 * The gathering side of a job, and where that is: waiting for ranks, sampling, stopping, merging, and done or failed. What
 * it is made of takes in records, writes them to the journal, tells the ranks, and answers requests.
 */
export class Gather {
  readonly #options: GatherOptions;
  readonly #roster: Roster;
  readonly #voice: Voice;
  readonly #batch: Batch;
  readonly #stopping: Stopping;
  readonly #refusals: Refusals;
  readonly #faults: Faults;
  readonly #started: number;
  /** Resolves with `done` or `failed` when the series file is made or could not be. Never rejects. */
  readonly finished: Promise<JobPhase>;
  #settle: (phase: JobPhase) => void = () => {};
  #phase: JobPhase = 'waiting';
  #problem: string | null = null;
  readonly #cancelPatience: () => void;
  /** From the choice of tick 0 on nobody can set it: it is what hosts compare theirs with, and what is noted goes by. */
  readonly #clock: HeldClock;
  /** When tick 0 is due, monotonic ms. */
  #startMono: number | undefined;
  #stopReason: string | undefined;
  /** Records of its own so far. */
  #notes = 0;
  readonly #absent = new Absent();

  constructor(options: GatherOptions) {
    const { transport, journal, size, patienceMs, stopTimeoutMs, job, log } = options;
    const clock = new HeldClock(options.clock);
    this.#options = options;
    this.#clock = clock;
    this.#started = clock.wall();
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const faults = new Faults((error, kind) => log(`${faultLine(error)} (${kind}; said once)`));
    const refusals = new Refusals(log);
    const roster = new Roster(size, job.interval_ms);
    const voice = new Voice({
      transport,
      roster,
      clock,
      onFault: faults.of('an answer'),
    });
    const batch = new Batch({
      clock,
      journal,
      onWritten: (members) => voice.acknowledge(members),
      onProblem: (problem) => this.#journalProblem(problem),
      onFault: faults.of('a write'),
    });
    const requests = new Requests({
      clock,
      journal,
      intervalMs: job.interval_ms,
      roster,
      voice,
      own: batch.own,
      status: (hosts) => this.status(hosts),
      onMark: (label) => this.#note({ type: 'mark', time: roundToMicroseconds(clock.wall()), label }),
      onBenchmark: (info) => this.noteBenchmark(info),
      onStop: (reason) => this.stop(reason),
    });
    const intake = new Intake({
      transport,
      clock,
      roster,
      batch,
      voice,
      requests,
      refusals,
      faults,
      onReady: () => this.#ready(),
      onBye: () => this.#bye(),
      log,
    });
    this.#faults = faults;
    this.#refusals = refusals;
    this.#roster = roster;
    this.#voice = voice;
    this.#batch = batch;
    this.#stopping = new Stopping({ clock, roster, voice, stopTimeoutMs, log });
    this.#note({ type: 'job', protocol: PROTOCOL, time: roundToMicroseconds(this.#started), ...job });
    this.#cancelPatience = clock.after(patienceMs, () => this.#begin());
    intake.receive().catch(faults.of('receiving'));
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

  /** Notes that a host has said that it is not recorded: nothing waits for it any more. */
  noteAbsent(absent: AbsentHost): void {
    this.#absent.note(absent);
    this.#beginIfAllAreThere();
  }

  /** How many hosts are ready, and are expected, and the names of those that have not come. */
  get progress(): Pick<Status, 'ready' | 'expected'> & { readonly missing: string[] } {
    const { job } = this.#options;
    return {
      ready: this.#roster.ready,
      expected: job.expected,
      missing: absentHosts(job, [...this.#roster.members], undefined, this.#absent.hosts).slice(
        0,
        MOST_MISSING,
      ),
    };
  }

  /** Whether all hosts have come, are not waited for any more, or have ended. */
  get hasBegun(): boolean {
    return this.#phase !== 'waiting';
  }

  /** How many hosts have sent samples. */
  get collected(): number {
    let count = 0;
    for (const { samples } of this.#roster.members) if (samples > 0) count++;
    return count;
  }

  /** What is known of the job. Listing the hosts takes long where there are many. */
  status(hosts: 'listed' | 'left out'): Status {
    const { paths, job } = this.#options;
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
      hosts: hosts === 'listed' ? hostsStatus(roster, job.interval_ms, this.#clock.mono()) : null,
    };
  }

  /** Goes on answering until all have hung up who are connected, `graceMs` at most. */
  async release(graceMs: number): Promise<void> {
    const { transport } = this.#options;
    await release({ clock: this.#clock, transport, roster: this.#roster, voice: this.#voice }, graceMs);
  }

  /** Gives back the transport. What others still have under way comes to nothing. */
  close(): void {
    this.#cancelPatience();
    this.#voice.close();
    this.#options.transport.close();
  }

  #ready(): void {
    this.#faults.safely(this.#options.onReady, 'being ready');
    this.#beginIfAllAreThere();
  }

  #beginIfAllAreThere(): void {
    const { ready } = this.#roster;
    const awaited = this.#absent.awaited(this.#options.job.expected);
    if (awaited !== null && ready > 0 && ready >= awaited) this.#begin();
  }

  #bye(): void {
    // It waits for an answer before it ends. While a job stops all is written at once anyway.
    if (this.#phase === 'sampling') this.#batch.flush().catch(this.#faults.of('a bye'));
    this.#stopping.notice();
    // All have ended of their own accord: each got the signal that was meant for the job.
    const awaited = this.#absent.awaited(this.#options.job.expected);
    if (this.#roster.ended >= Math.max(1, awaited ?? this.#roster.count)) this.stop('all ranks have ended');
  }

  /** Chooses when tick 0 is due: at a multiple of the interval, on every host at the same time. */
  #begin(): void {
    this.#cancelPatience();
    if (this.#phase !== 'waiting') return;
    const { job, schedule } = this.#options;
    const clock = this.#clock;
    clock.hold();
    const earliest = clock.wall() + Math.min(LEAD_MS, job.interval_ms);
    const start = Math.ceil(earliest / job.interval_ms) * job.interval_ms;
    const chosen = { start, interval_ms: job.interval_ms, ...schedule };
    this.#phase = 'sampling';
    this.#startMono = clock.mono() + start - clock.wall();
    this.#voice.schedule = chosen;
    this.#note({ type: 'start', ...chosen, ...this.#absent.field });
    this.#voice.broadcast({ type: 'start', schedule: chosen });
    // What all samples need is not left to the slow pace: ranks can be ready before their hello is written.
    this.#batch.flush().catch(this.#faults.of('a write'));
    this.#batch.setPace('slow');
  }

  async #finish(reason: string): Promise<JobPhase> {
    this.#cancelPatience();
    this.#phase = 'stopping';
    this.#faults.safely(this.#options.onStopping, 'stopping');
    this.#batch.setPace('at once');
    const clock = this.#clock;
    const since_start_ms = this.#startMono === undefined ? null : clock.mono() - this.#startMono;
    const time = roundToMicroseconds(clock.wall());
    this.#note({ type: 'stop', time, since_start_ms, reason, ...this.#absent.field });
    await this.#stopping.whenEnded(reason).catch(this.#faults.of('the stop'));
    const unwritten = await this.#options.whileItMoves(this.#batch.close());
    this.#phase = 'merging';
    await this.#options.merge(unwritten);
    this.#problem = null; // What could not be written then is in the file now.
    this.#phase = 'done';
    return 'done';
  }

  /** Writes something of the gather's own into the journal. */
  #note(note: OwnNote): void {
    const head = { ...note, nth: ++this.#notes };
    this.#batch.add(bareRecord(head), undefined, roleOf(head));
  }

  #journalProblem(problem: Error | undefined): void {
    const message =
      problem && `cannot write ${this.#options.paths.journal}: ${problem.message}; samples are kept`;
    if (message !== undefined && this.#problem === null) this.#options.log(message);
    this.#problem = message ?? null;
  }
}
