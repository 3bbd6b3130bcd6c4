import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Context } from 'zeromq';
import { publishedHosts } from '../launch/network/published.ts';
import { Broker } from '../launch/rendezvous/broker.ts';
import type { GatherAddress, Progress } from '../launch/rendezvous/broker-messages.ts';
import { collectorCommand, type Starter } from '../launch/start/launcher.ts';
import { systemClock } from '../system/clock.ts';
import { exists } from '../system/files.ts';
import type { Log } from '../system/log.ts';
import { type ProgressLine, shareOf } from '../system/progress-line.ts';
import { rankArguments } from '../terminal/rank-arguments.ts';
import { tcp } from '../wire/curve.ts';
import { jobKeys, newSecret } from '../wire/keys.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import { LauncherProcess } from './launcher-process.ts';
import type { RunOptions } from './run-options.ts';

/** How long a file of another host can take to be seen, ms. */
const FILE_VISIBLE_MS = 3000;
/** Beyond the stop timeout, so long a silence of rank 0 means that it does not answer any more, ms. */
const SILENCE_MS = 3000;
const KILL_AFTER_MS = 1000;

interface StartedWith {
  readonly starter: Starter;
  readonly stopTimeoutMs: number;
  readonly log: Log;
  readonly line: ProgressLine;
}

/** The collectors of a job, seen from `rankstat run`. */
export class Collectors {
  readonly #broker: Broker;
  readonly #launcher: LauncherProcess;
  readonly #log: Log;
  readonly #line: ProgressLine;
  readonly #showMerged: (share: number) => void;
  readonly #stopTimeoutMs: number;
  #gather: GatherAddress | undefined;
  #progress: Progress = { ready: 0, expected: null, merged: null };
  /** Shows how far it is while somebody waits for that. */
  #show: (progress: Progress) => void = () => {};
  #changed: () => void = () => {};
  #done: { readonly phase: string; readonly problem: string | null } | undefined;
  readonly #starter: Starter;
  /** How the launcher has ended, once it has. */
  #launcherEnd: string | undefined;
  #stopping = false;
  /** Somebody was told that nothing is recorded. */
  #isKnownToFail = false;
  #early = false;
  /** When rank 0 was heard last, monotonic ms. It says something twice a second while it stops and merges. */
  #heard = 0;

  private constructor(
    broker: Broker,
    launcher: ChildProcess,
    { starter, stopTimeoutMs, log, line }: StartedWith,
  ) {
    this.#broker = broker;
    this.#starter = starter;
    const onEnd = (how: string) => {
      this.#launcherEnd = how;
      this.#changed();
    };
    this.#launcher = new LauncherProcess(launcher, { clock: systemClock(), log, onEnd });
    this.#stopTimeoutMs = stopTimeoutMs;
    this.#log = log;
    this.#line = line;
    this.#showMerged = shareOf('rankstat: merging', line, () => performance.now());
  }

  /**
   * Opens the broker and starts the launcher of this environment.
   * @param line where progress is shown; what `log` says must clear it
   * @throws Error if there is no way to start collectors
   */
  static async start(options: RunOptions, log: Log, line: ProgressLine): Promise<Collectors> {
    const secret = newSecret();
    let collectors: Collectors | undefined;
    const broker = await Broker.open(new Context(), jobKeys(secret), options.ports, {
      onGather: (gather) => collectors?.notice({ gather }),
      onProgress: (progress) => collectors?.notice({ progress }),
      onDone: (done) => collectors?.notice({ done }),
    });
    const { launcher, argv, why } = await collectorCommand(
      options.launcher,
      process.env,
      rankArguments(options),
    );
    log.detail(`collectors are started by ${launcher}: ${why}`);
    const nodes = launcher === 'local' ? 1 : null;
    const hosts = await publishedHosts({ env: process.env, only: options.interface, nodes });
    const [file = '', ...args] = argv;
    const child = spawn(file, args, {
      // Ctrl-C is for the benchmark: the collectors are stopped afterwards.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        RANKSTAT_RENDEZVOUS: hosts.map((host) => tcp(host, broker.port)).join(','),
        RANKSTAT_SECRET: secret,
      },
    });
    const stopTimeoutMs = options.stopTimeout * 1000;
    collectors = new Collectors(broker, child, { starter: launcher, stopTimeoutMs, log, line });
    return collectors;
  }

  /** What the benchmark's environment needs so that `rankstat mark` in it finds this job. */
  get environment(): NodeJS.ProcessEnv {
    const file = this.#gather?.rendezvous;
    return file === undefined || file === null ? {} : { RANKSTAT_RENDEZVOUS: `file:${file}` };
  }

  /** Takes in what the broker heard. */
  notice(news: {
    gather?: GatherAddress;
    progress?: Progress;
    done?: { phase: string; problem: string | null };
  }): void {
    this.#gather = news.gather ?? this.#gather;
    this.#progress = news.progress ?? this.#progress;
    this.#done = news.done ?? this.#done;
    this.#heard = performance.now();
    if (news.progress !== undefined) this.#show(news.progress);
    if (news.done !== undefined && !this.#stopping) {
      this.#early = true;
      this.#log.warn('the collectors were stopped: what comes now is not recorded');
    }
    this.#changed();
  }

  /** Waits until all hosts are there, or `timeoutMs`. Says what is missing. */
  async ready(timeoutMs: number): Promise<void> {
    const began = performance.now();
    const isReady = () => this.#progress.expected !== null && this.#progress.ready >= this.#progress.expected;
    this.#line.show('rankstat: the collectors start …');
    this.#show = ({ ready, expected }) =>
      this.#line.show(`rankstat: ${ready} of ${expected ?? '?'} hosts ready …`);
    await this.#until(() => isReady() || this.#hasLauncherEnded || this.#done !== undefined, timeoutMs);
    this.#show = () => {};
    this.#line.clear();
    const { ready, expected } = this.#progress;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (this.#done !== undefined || this.#hasLauncherEnded) {
      const problem = this.#done?.problem ?? `the launcher ended: ${this.#launcherEnd}`;
      this.#log.warn(`nothing is recorded, the benchmark runs all the same: ${problem}`);
      this.#isKnownToFail = true;
      this.#showLastWords();
    } else if (isReady()) {
      this.#log.info(`${ready} of ${expected} hosts ready after ${seconds} s; ${this.#gather?.file}`);
    } else {
      this.#log.warn(`${ready} of ${expected ?? '?'} hosts ready after ${seconds} s; the benchmark starts`);
      this.#showLastWords();
    }
  }

  /** Has it noted what is known of the benchmark. */
  async benchmark(benchmark: BenchmarkInfo): Promise<void> {
    await this.#broker.tellRank0({ op: 'benchmark', benchmark });
  }

  /** Whether they ended before they were told to: the end of the benchmark is then not recorded. */
  get endedEarly(): boolean {
    return this.#early;
  }

  /** Leaves them to finish by themselves. */
  leave(): void {
    this.#launcher.leave();
  }

  /** Where the samples will be found by someone who does not wait for them. */
  get whereabouts(): string {
    if (this.#gather === undefined) return 'No rank 0 was heard';
    const { file, journal, hostname } = this.#gather;
    return `On ${hostname}, ${file} may still come; if not: rankstat recover ${journal}`;
  }

  /** Gives up before the benchmark has begun. */
  abort(): void {
    this.#launcher.kill('SIGTERM');
    this.#broker.close();
  }

  /**
   * Stops the collectors and waits for the file, however long merging takes, as long as rank 0 is heard.
   * @returns the file; undefined if there is none, which was then said
   */
  async stop(reason: string): Promise<string | undefined> {
    this.#stopping = true;
    this.#heard = performance.now();
    this.#show = ({ merged }) => {
      if (merged !== null) this.#showMerged(merged);
    };
    await this.#broker.tellRank0({ op: 'stop', reason });
    const over = () => this.#done !== undefined || this.#hasLauncherEnded;
    const most = this.#gather === undefined ? this.#stopTimeoutMs : this.#stopTimeoutMs + SILENCE_MS;
    for (let silent = 0; !over() && silent < most; silent = performance.now() - this.#heard) {
      await this.#until(over, most - silent);
    }
    this.#line.clear();
    if (over()) await this.#until(() => this.#hasLauncherEnded, this.#stopTimeoutMs);
    if (!this.#hasLauncherEnded) await this.#endLauncher();
    this.#broker.close();
    return await this.#file();
  }

  /**
   * Leaves a launcher that does not end. If a host is cut off, its collector ends by itself when the network is back,
   * and writes down what it could not deliver: a signal to srun would kill it before it can.
   */
  async #endLauncher(): Promise<void> {
    if (this.#gather !== undefined && this.#starter !== 'local') {
      this.#log.warn('the launcher of the collectors still waits for a host; it is left to end by itself');
      this.#launcher.leave();
    } else {
      this.#launcher.kill('SIGTERM');
      await this.#until(() => this.#hasLauncherEnded, KILL_AFTER_MS);
      if (!this.#hasLauncherEnded) this.#launcher.kill('SIGKILL');
    }
    this.#launcher.unref();
  }

  get #hasLauncherEnded(): boolean {
    return this.#launcherEnd !== undefined;
  }

  /** Shows what the launcher has said last, which is why it failed. */
  #showLastWords(): void {
    for (const line of this.#launcher.takeLastWords()) this.#log.warn(`  ${line}`);
  }

  async #file(): Promise<string | undefined> {
    const gather = this.#gather;
    if (gather === undefined) {
      if (!this.#isKnownToFail) this.#log.warn('nothing was recorded: no collector has come');
      this.#showLastWords();
      return undefined;
    }
    if (this.#done?.phase === 'done') {
      if (await visible(gather.file)) return gather.file;
      this.#log.info(`${gather.file} is on ${gather.hostname}`);
      return undefined;
    }
    const recover = `the samples are in ${gather.journal}: see rankstat recover --help`;
    const unknown = `rank 0 ${this.#hasLauncherEnded ? 'ended before the file was written' : 'does not answer'}; ${recover}`;
    const problem = this.#done?.problem ?? unknown;
    this.#log.warn(`on ${gather.hostname}: ${problem}`);
    this.#showLastWords();
    return undefined;
  }

  async #until(condition: () => boolean, timeoutMs: number): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const timer = Number.isFinite(timeoutMs) ? setTimeout(resolve, timeoutMs) : undefined;
      this.#changed = () => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#changed = () => {};
  }
}

/** On a shared file system another host's file can take a moment to be seen. */
async function visible(file: string): Promise<boolean> {
  const end = performance.now() + FILE_VISIBLE_MS;
  for (;;) {
    const there = await exists(file);
    if (there || performance.now() > end) return there;
    await pause(50);
  }
}
