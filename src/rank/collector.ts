import { stringifyExact } from '../exact/json.ts';
import type { HostInfo, Overhead } from '../series/schema.ts';
import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import type { Ack, Control } from '../wire/control.ts';
import { encodeHead, PROTOCOL, type Schedule } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import { ClockOffset } from './clock-offset.ts';
import { Keeper } from './keep.ts';
import { Link } from './link.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { bare, type Moment, type Sampler } from './sampler.ts';
import type { Sender } from './sender.ts';
import { Ticker } from './ticker.ts';

export interface CollectorOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly sampler: Sampler;
  readonly hostname: string;
  /** What the launcher calls this node, where it says so. */
  readonly node: string | null;
  readonly hostInfo: () => HostInfo;
  readonly overhead: () => Omit<Overhead, 'bytes_sent' | 'samples' | 'seconds_by_source'>;
  readonly utcOffsetMinutes: number;
  readonly outboxBytes: number;
  /** Whether whoever started this process is still there; asked at each tick. */
  readonly isAttended: () => boolean;
  /** Called once when the gather says that it is over, that this rank is not wanted, or nobody attends to it. */
  readonly onStop: (reason: string) => void;
  /** Called with an error that is a fault of this program. The collector goes on. */
  readonly onFault: (error: unknown) => void;
  /** Called when the connection to the gather breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
}

/** Pings before the run, so that the first estimate of the clock offset is a good one. */
const FIRST_PINGS = 4;
const PING_EVERY_MS = 60_000;
/** Readings for nothing before tick 0, and how long they may take, ms: see `Sampler.warmUp`. */
const WARM_UP_READINGS = 100;
const WARM_UP_MS = 50;
/** With shorter intervals the engine has soon compiled what it needs. */
const WARM_UP_FROM_INTERVAL_MS = 1000;
/** Until the clock offset and the schedule are known, the gather is asked so often: answers can be missed. */
const ASK_EVERY_MS = 200;

/** The data side of one rank: takes samples when they are due and sees to it that the gather gets them. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #outbox: Outbox;
  #essentials: Outgoing[] = [];
  readonly #offset = new ClockOffset();
  #link: Link | undefined;
  #ticker: Ticker | undefined;
  #asking: NodeJS.Timeout | undefined;
  #schedule: Schedule | undefined;
  #pings = 0;
  #lastPing = 0;
  #emptied: (() => void) | undefined;
  #ending = false;
  /** A stop is repeated until all have said bye. */
  #told = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { rank, id } = options.sender;
    this.#outbox = new Outbox(options.outboxBytes, (from, to, samples) =>
      bare({ type: 'lost', rank, id, seq: to, from, samples }, to),
    );
  }

  /**
   * What a reader needs to understand any record: the hello, and the layouts so far. Without them a journal that has
   * only what the gather did not get would be of no use.
   */
  get essentials(): readonly Outgoing[] {
    return this.#essentials;
  }

  /** Records that the gather has not acknowledged, oldest first. */
  get undelivered(): readonly Outgoing[] {
    return this.#outbox.records();
  }

  /** Notes that the records up to `seq` are safe elsewhere. */
  delivered(seq: number): void {
    this.#outbox.acknowledge(seq);
    if (this.#outbox.length === 0) this.#emptied?.();
  }

  /** Says hello and takes the baseline sample. Both wait in the outbox until there is a gather. */
  begin(): void {
    const { clock, sender, hostname, node, utcOffsetMinutes, sampler, hostInfo } = this.#options;
    const baseline = () => sampler.take({ kind: 'baseline' });
    const head = encodeHead({
      type: 'hello',
      ...sender.next(),
      time: roundToMicroseconds(clock.wall()),
      protocol: PROTOCOL,
      hostname,
      node,
      utc_offset_minutes: utcOffsetMinutes,
    });
    const { seq } = sender;
    const records = baseline(); // First, so that the host info can tell which sources gave something.
    const body = Buffer.from(stringifyExact(hostInfo()));
    this.#put([{ seq, role: 'essential', head, body }, ...records]);
  }

  /**
   * Talks with the gather from now on, and asks until the clock offset and the schedule are known.
   * @param transport subscribed to the topics of this rank
   */
  connect(transport: PeerTransport): void {
    const { sender, clock, onConnection, onFault } = this.#options;
    this.#link = new Link({
      transport,
      sender,
      outbox: this.#outbox,
      clock,
      onControl: (message, heard) => this.#control(message, heard),
      onConnection,
      onFault,
    });
    this.#link.flush();
    this.#asking = setInterval(() => this.#ping(), ASK_EVERY_MS);
  }

  /** Begins to sample at ticks. Later calls change nothing. */
  follow(schedule: Schedule): void {
    if (this.#schedule !== undefined || this.#ending) return;
    this.#schedule = schedule;
    const keeper = new Keeper(schedule);
    const startMono = this.#startMono(schedule.start);
    this.#ticker = new Ticker({
      clock: this.#options.clock,
      startMono,
      intervalMs: schedule.interval_ms,
      onTick: (tick, lateMs) => {
        this.#sample({ kind: 'tick', tick, lateMs, stride: keeper.stride });
        if (!this.#options.isAttended()) this.#tell('its launcher is gone');
        return keeper.sampled(tick);
      },
      onFault: this.#options.onFault,
    });
    this.#warmUp(schedule, startMono);
  }

  /**
   * Takes the final sample, says bye, and waits until the gather has everything, `timeoutMs` at most.
   * @returns whether it has
   */
  async end(reason: string, timeoutMs: number): Promise<boolean> {
    this.#ending = true;
    this.#ticker?.stop();
    clearInterval(this.#asking);
    this.#sample({ kind: 'final' });
    this.#tellClockOffset();
    this.#bye(reason);
    const delivered = this.#whenEmpty(timeoutMs);
    this.#link?.flush();
    return await delivered;
  }

  /** Gives back sockets and files. */
  close(): void {
    this.#ending = true;
    this.#ticker?.stop();
    clearInterval(this.#asking);
    this.#link?.close();
    this.#options.sampler.close();
  }

  /** In the time until tick 0, which others need, too: ranks that share a core, the benchmark's start. */
  #warmUp({ interval_ms }: Schedule, startMono: number): void {
    const { clock, sampler } = this.#options;
    const now = clock.mono();
    if (interval_ms < WARM_UP_FROM_INTERVAL_MS) return;
    sampler.warmUp(WARM_UP_READINGS, now + Math.min(WARM_UP_MS, (startMono - now) / 4));
  }

  #sample(moment: Moment): void {
    this.#put(this.#options.sampler.take(moment));
    const now = this.#options.clock.mono();
    const asks = now - this.#lastPing > PING_EVERY_MS || this.#outbox.isHalfFull;
    if (moment.kind === 'tick' && asks) this.#ping();
    else this.#link?.flush();
  }

  #put(records: readonly Outgoing[]): void {
    for (const record of records) {
      if (record.role === 'essential') this.#essentials.push(record);
      if (!this.#outbox.push(record)) this.#options.sampler.startOver();
    }
  }

  #control(message: Control, heard: number): void {
    if (message.type === 'ack') this.#acknowledged(message, heard);
    else if (message.type === 'start') this.follow(message.schedule);
    else this.#tell(message.reason);
  }

  #tell(reason: string): void {
    if (this.#told) return;
    this.#told = true;
    this.#options.onStop(reason);
  }

  #acknowledged({ ping, schedule }: Ack, heard: number): void {
    if (ping !== undefined) {
      this.#offset.add({ ...ping, heard });
      this.#pings++;
      if (this.#pings === FIRST_PINGS) this.#tellClockOffset();
    }
    if (this.#pings < FIRST_PINGS) {
      if (!this.#ending) this.#ping();
    } else if (schedule !== null) {
      // Only now: when tick 0 is due depends on the clock offset.
      this.follow(schedule);
      clearInterval(this.#asking);
    }
    if (this.#outbox.length === 0) this.#emptied?.();
  }

  #ping(): void {
    this.#lastPing = this.#options.clock.mono();
    this.#link?.ping();
  }

  /**
   * When tick 0 is due on the monotonic clock. The host's own wall clock says, as on every other host, unless it
   * is known to be wrong: further from rank 0's than the error of that estimate.
   */
  #startMono(startWall: number): number {
    const { clock } = this.#options;
    const estimate = this.#offset.best(clock.wall());
    const wrongBy = estimate && Math.abs(estimate.offsetMs) > estimate.errorMs ? estimate.offsetMs : 0;
    return clock.mono() + startWall + wrongBy - clock.wall();
  }

  #tellClockOffset(): void {
    const { clock, sender } = this.#options;
    const estimate = this.#offset.best(clock.wall());
    if (estimate === undefined) return;
    const offset_ms = roundToMicroseconds(estimate.offsetMs);
    const error_ms = Math.ceil(estimate.errorMs * 1000) / 1000;
    const stamp = sender.next();
    this.#put([bare({ type: 'clock', ...stamp, offset_ms, error_ms }, stamp.seq)]);
    this.#link?.flush();
  }

  #bye(reason: string): void {
    const { clock, sender, sampler, overhead } = this.#options;
    const cost: Overhead = {
      ...overhead(),
      bytes_sent: this.#link?.bytesSent ?? 0,
      samples: sampler.samples,
      seconds_by_source: sampler.secondsBySource(),
    };
    const stamp = sender.next();
    const head = encodeHead({ type: 'bye', ...stamp, time: roundToMicroseconds(clock.wall()), reason });
    this.#put([{ seq: stamp.seq, role: 'kept', head, body: Buffer.from(JSON.stringify(cost)) }]);
  }

  async #whenEmpty(timeoutMs: number): Promise<boolean> {
    if (this.#outbox.length === 0) return true;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#emptied = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
