import { type ChildProcess, spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Context } from 'zeromq';
import { Broker } from '../launch/broker.ts';
import type { GatherAddress } from '../launch/broker-messages.ts';
import { collectorCommand } from '../launch/launcher.ts';
import { publishedHosts } from '../launch/published.ts';
import { jobKeys, newSecret } from '../wire/keys.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import { tcp } from '../wire/sockets.ts';
import type { Log } from './log.ts';
import { rankArguments } from './rank-arguments.ts';
import type { RunOptions } from './run-options.ts';

/** Lines of the launcher's own messages that are shown when it fails. */
const SHOWN_LINES = 5;
/** What collectors themselves say; they are as talkative as `run` is. */
const OURS = /^rankstat(?=\[)/;
/** Merging may take long, but the launcher lives as long as it does; after its end, so long, ms. */
const FILE_VISIBLE_MS = 3000;

/** The collectors of a job, seen from `rankstat run`. */
export class Collectors {
  readonly #broker: Broker;
  readonly #launcher: ChildProcess;
  readonly #log: Log;
  readonly #ended: Promise<string>;
  readonly #stopTimeoutMs: number;
  #gather: GatherAddress | undefined;
  #progress = { ready: 0, expected: null as number | null };
  #changed: () => void = () => {};
  #done: { readonly phase: string; readonly problem: string | null } | undefined;
  readonly #messages: string[] = [];
  #hasEnded = false;

  private constructor(broker: Broker, launcher: ChildProcess, stopTimeoutMs: number, log: Log) {
    this.#broker = broker;
    this.#launcher = launcher;
    this.#stopTimeoutMs = stopTimeoutMs;
    this.#log = log;
    launcher.stderr?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#hasEnded = true;
        resolve(how);
        this.#changed();
      };
      launcher.on('error', (error) => end(error.message));
      launcher.on('exit', (code, signal) => end(signal === null ? `exit code ${code}` : signal));
    });
  }

  /**
   * Opens the broker and starts the launcher of this environment.
   * @throws Error if there is no way to start collectors
   */
  static async start(options: RunOptions, log: Log): Promise<Collectors> {
    const secret = newSecret();
    let collectors: Collectors | undefined;
    const broker = await Broker.open(new Context(), jobKeys(secret), options.ports, {
      onGather: (gather) => collectors?.notice({ gather }),
      onProgress: (ready, expected) => collectors?.notice({ progress: { ready, expected } }),
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
    collectors = new Collectors(broker, child, options.stopTimeout * 1000, log);
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
    progress?: { ready: number; expected: number | null };
    done?: { phase: string; problem: string | null };
  }): void {
    this.#gather = news.gather ?? this.#gather;
    this.#progress = news.progress ?? this.#progress;
    this.#done = news.done ?? this.#done;
    this.#changed();
  }

  /** Waits until all hosts are there, or `timeoutMs`. Says what is missing. */
  async ready(timeoutMs: number): Promise<void> {
    const began = performance.now();
    const isReady = () => this.#progress.expected !== null && this.#progress.ready >= this.#progress.expected;
    await this.#until(() => isReady() || this.#hasEnded || this.#done !== undefined, timeoutMs);
    const { ready, expected } = this.#progress;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (this.#done !== undefined || this.#hasEnded) {
      const problem = this.#done?.problem ?? `the launcher ended: ${await this.#ended}`;
      this.#log.warn(`nothing is recorded, the benchmark runs all the same: ${problem}`);
      this.#showMessages();
    } else if (isReady()) {
      this.#log.info(`${ready} of ${expected} hosts ready after ${seconds} s; ${this.#gather?.file}`);
    } else {
      this.#log.warn(`${ready} of ${expected ?? '?'} hosts ready after ${seconds} s; the benchmark starts`);
      this.#showMessages();
    }
  }

  /** Has it noted what is known of the benchmark. */
  async benchmark(benchmark: BenchmarkInfo): Promise<void> {
    await this.#broker.tellRank0({ op: 'benchmark', benchmark });
  }

  /**
   * Stops the collectors and waits for the file.
   * @returns the file; undefined if there is none, which was then said
   */
  async stop(reason: string): Promise<string | undefined> {
    await this.#broker.tellRank0({ op: 'stop', reason });
    if (this.#gather === undefined) await this.#until(() => this.#hasEnded, this.#stopTimeoutMs);
    // Rank 0 lives until the file is merged, however long that takes; and so does the launcher.
    else await this.#until(() => this.#done !== undefined || this.#hasEnded, Number.POSITIVE_INFINITY);
    if (!this.#hasEnded) await this.#until(() => this.#hasEnded, this.#stopTimeoutMs);
    if (!this.#hasEnded) this.#leave();
    this.#broker.close();
    return await this.#file();
  }

  /**
   * Leaves a launcher that does not end. If a host is cut off, its collector ends by itself when the network is back,
   * and writes down what it could not deliver: a signal to srun would kill it before it can.
   */
  #leave(): void {
    if (this.#gather === undefined) this.#launcher.kill('SIGTERM');
    else this.#log.warn('the launcher of the collectors still waits for a host; it is left to end by itself');
    this.#launcher.unref();
  }

  async #file(): Promise<string | undefined> {
    const gather = this.#gather;
    if (gather === undefined) return undefined;
    if (this.#done?.phase === 'done') {
      if (await visible(gather.file)) return gather.file;
      this.#log.info(`${gather.file} is on ${gather.hostname}`);
      return undefined;
    }
    const recover = `the samples are in ${gather.journal}: see rankstat recover --help`;
    const problem = this.#done?.problem ?? `rank 0 ended before the file was written; ${recover}`;
    this.#log.warn(`on ${gather.hostname}: ${problem}`);
    this.#showMessages();
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

  #hear(text: string): void {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      if (OURS.test(line)) {
        this.#log.info(line.replace(OURS, ''));
        continue;
      }
      this.#log.detail(line);
      this.#messages.push(line);
      if (this.#messages.length > SHOWN_LINES) this.#messages.shift();
    }
  }

  #showMessages(): void {
    for (const line of this.#messages.splice(0)) this.#log.warn(`  ${line}`);
  }
}

/** On a shared file system another host's file can take a moment to be seen. */
async function visible(file: string): Promise<boolean> {
  const end = performance.now() + FILE_VISIBLE_MS;
  for (;;) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there || performance.now() > end) return there;
    await pause(50);
  }
}
