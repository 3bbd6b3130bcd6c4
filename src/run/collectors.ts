import type { FromBroker } from '../launch/rendezvous/broker/messages.ts';
import { messageOf } from '../system/errors.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import { type CollectorsParts, sayLastWords } from './collectors-parts.ts';
import { untilEnded } from './ending.ts';
import { findFile, LAST_WORD_MS } from './find-file.ts';
import { areOver, areReady, areSettled, type Heard } from './heard.ts';
import * as wording from './wording.ts';

/** Collectors that nobody waits for any more have made their file after so long, ms. */
const MERGE_MS = 600_000;

/** A launcher that was told to end, and does not, is killed after so long, ms. */
const ABORTED_MS = 15_000;

/** What the collectors leave. */
export interface Collected {
  /** The series file, if there is one that this host sees; what else there is was said. */
  readonly file: string | undefined;
  /** Whether they ended before they were told to: the end of the benchmark is then not recorded. */
  readonly endedEarly: boolean;
}

/**
 * The collectors of a job, seen from `rankstat run`: told what to do, and waited for, never longer than is said here.
 */
export class Collectors {
  readonly #parts: CollectorsParts;
  readonly #heard: Heard;
  /** `ended`: before they were told to, which was said. `left`: to themselves. */
  #phase: 'starting' | 'recording' | 'ended' | 'stopping' | 'left' = 'starting';

  constructor(parts: CollectorsParts) {
    this.#parts = parts;
    this.#heard = parts.heard;
  }

  /** What the benchmark's environment needs so that `rankstat mark` in it finds this job. */
  get environment(): Record<string, string> {
    const file = this.#heard.gather?.rendezvous;
    return file === undefined || file === null ? {} : { RANKSTAT_RENDEZVOUS: `file:${file}` };
  }

  /** Where the samples will be found by someone who does not wait for them. */
  get whereabouts(): string {
    return wording.whereabouts(this.#heard);
  }

  /** Waits until all hosts are there or can come no more, `timeoutMs` at most. Says what is missing. */
  async ready(timeoutMs: number): Promise<void> {
    const { clock, log, line } = this.#parts;
    const heard = this.#heard;
    const began = clock.mono();
    await heard.until(() => {
      if (areSettled(heard) || this.#phase === 'left') return true;
      line.show(wording.starting(heard));
      return false;
    }, timeoutMs);
    line.clear();
    if (this.#phase === 'left') return;
    if (areOver(heard)) {
      this.#sayEnded();
      return;
    }
    if (heard.isLost) {
      this.#phase = 'ended';
      log.warn(wording.rank0Lost(heard));
      return;
    }
    this.#phase = 'recording';
    const tookMs = clock.mono() - began;
    if (areReady(heard) && heard.absent === 0) {
      log.info(wording.allReady(heard, tookMs));
    } else {
      log.warn(wording.notAllReady(heard, tookMs));
      if (!areReady(heard)) sayLastWords(this.#parts);
    }
    this.#watch().catch((error: unknown) => log.detail(messageOf(error)));
  }

  /** Has it noted what is known of the benchmark. */
  async benchmark(benchmark: BenchmarkInfo): Promise<void> {
    await this.#tell({ op: 'benchmark', benchmark });
  }

  /** Stops the collectors and waits for the file. Says why if there is none. */
  async stop(reason: string): Promise<Collected> {
    const endedEarly = areOver(this.#heard);
    try {
      if (endedEarly && this.#phase !== 'ended') this.#sayEnded();
      this.#phase = 'stopping';
      await this.#tell({ op: 'stop', reason });
      const rank0 = await untilEnded(this.#parts);
      await this.#clearUp();
      return { file: await findFile(this.#parts, rank0, endedEarly ? 'said' : 'unsaid'), endedEarly };
    } finally {
      this.#parts.broker.close();
    }
  }

  /** Leaves them to finish by themselves, which hosts that rank 0 has not heard would not do. */
  leave(): void {
    const { launcher, passesOn } = this.#parts;
    if (passesOn === 'always') launcher.kill('SIGUSR1');
    launcher.leave(MERGE_MS);
    this.#end();
  }

  /** Gives up before the benchmark has begun. */
  abort(): void {
    this.#parts.launcher.kill('SIGTERM');
    this.#parts.launcher.leave(ABORTED_MS);
    this.#end();
  }

  /** A rank 0 that was killed has left the file by which others find the job. */
  async #clearUp(): Promise<void> {
    const { gather, done } = this.#heard;
    if (done === undefined && typeof gather?.rendezvous === 'string')
      await this.#parts.remove(gather.rendezvous);
  }

  #end(): void {
    this.#phase = 'left';
    this.#parts.broker.close();
    this.#heard.changed();
  }

  /** Says it if they end before they are told to. */
  async #watch(): Promise<void> {
    const heard = this.#heard;
    const isTold = () => this.#phase !== 'recording';
    await heard.until(() => areOver(heard) || isTold());
    await heard.until(() => heard.done !== undefined || isTold(), LAST_WORD_MS);
    if (!isTold()) this.#sayEnded();
  }

  #sayEnded(): void {
    this.#phase = 'ended';
    this.#parts.log.warn(wording.endedEarly(this.#heard));
    if (this.#heard.done?.phase !== 'done') sayLastWords(this.#parts);
  }

  /** The broker can be closed by now, or its socket be broken: then nobody hears it, and that is all. */
  async #tell(message: FromBroker): Promise<void> {
    try {
      await this.#parts.broker.tellRank0(message);
    } catch (error) {
      this.#parts.log.detail(`rank 0 cannot be told of ${message.op}: ${messageOf(error)}`);
    }
  }
}
