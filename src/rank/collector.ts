import type { DeviceNames } from '../procfs/host/complete.ts';
import type { HostInfo, Overhead } from '../series/schema.ts';
import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { Faults } from '../system/faults.ts';
import type { Ack, Control } from '../wire/control.ts';
import type { Schedule } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import { Asking } from './asking.ts';
import { ClockOffset } from './clock-offset.ts';
import { FlushTimes } from './flush-times.ts';
import { Keeper } from './keep.ts';
import { Link } from './link.ts';
import { NewDevices } from './new-devices.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { byeRecord, clockRecord, helloRecord, infoRecord, lostRecord } from './own-records.ts';
import type { Moment, Sampler } from './sampler.ts';
import type { Sender } from './sender.ts';
import { Ticker } from './ticker.ts';

/** What is told of a collector to whoever has made it. */
export interface CollectorEvents {
  /** Called once, if `onReject` is not, when the gather says that it is over, or nobody attends to this rank. */
  readonly onStop: (reason: string) => void;
  /** Called once, if `onStop` is not, when the gather does not take this rank. */
  readonly onReject: (reason: string) => void;
  /** Called when the connection to the gather breaks, and when it is there (again). */
  readonly onConnection: (state: 'up' | 'down') => void;
}

export interface CollectorOptions extends CollectorEvents {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly sampler: Sampler;
  readonly hostname: string;
  /** What the launcher calls this node, where it says so. */
  readonly node: string | null;
  readonly hostInfo: () => HostInfo;
  /** The same with devices that have come since; the same object if none has. */
  readonly completedInfo: (info: HostInfo, names: DeviceNames) => HostInfo;
  readonly overhead: () => Omit<Overhead, 'bytes_sent' | 'samples' | 'seconds_by_source'>;
  readonly utcOffsetMinutes: number;
  /** Names of the sources that must deliver. */
  readonly requiredSources: readonly string[];
  readonly outboxBytes: number;
  /** What was read is parsed and sent after so long at most, ms; 0: at once. */
  readonly flushMs: number;
  /** Whether whoever started this process is still there; asked at each tick. */
  readonly isAttended: () => boolean;
  /** Called once, when the schedule is known: then all ranks have begun, or are late. */
  readonly onSchedule?: () => void;
  /**
   * Called once what is done at ticks has been done so often that the JavaScript engine has compiled nearly all of it; with
   * intervals below a second never.
   */
  readonly onWarm: () => void;
  /** Called with an error that is a fault of this program, once however often it comes. The collector goes on. */
  readonly onFault: (error: unknown) => void;
}

/** The data side of one rank: takes samples when they are due and sees to it that the gather gets them. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #outbox: Outbox;
  readonly #essentials: Outgoing[] = [];
  readonly #offset = new ClockOffset();
  readonly #asking: Asking;
  /** Changes when records were acknowledged. */
  readonly #acknowledged: Condition;
  readonly #faults: Faults;
  readonly #flushTimes: FlushTimes;
  readonly #newDevices: NewDevices;
  #link: Link | undefined;
  #ticker: Ticker | undefined;
  #schedule: Schedule | undefined;
  /** Once it has begun. */
  #info: HostInfo | undefined;
  /** The record that told of it anew. */
  #infoSeq = 0;
  #ending = false;
  /** A stop is repeated until all have said bye. */
  #told = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { clock, sender, outboxBytes, completedInfo, onFault } = options;
    const { rank, id } = sender;
    this.#outbox = new Outbox(outboxBytes, (from, seq, samples) =>
      lostRecord({ rank, id, seq }, from, samples),
    );
    this.#asking = new Asking(clock, () => this.#link?.ping());
    this.#acknowledged = new Condition(clock);
    this.#faults = new Faults(onFault);
    this.#flushTimes = new FlushTimes(options);
    this.#newDevices = new NewDevices(clock, completedInfo);
  }

  /**
   * What a reader needs to understand any record: the hello, and the layouts so far. Without them a journal that has
   * only what the gather did not get would be of no use.
   */
  get essentials(): readonly Outgoing[] {
    return this.#essentials;
  }

  /** Records that the gather has not acknowledged, oldest first. What was read and not parsed yet is parsed for it. */
  get undelivered(): readonly Outgoing[] {
    if (this.#options.sampler.waiting > 0) this.#flush();
    return this.#outbox.records();
  }

  /** What it samples by; undefined before it does. */
  get schedule(): Schedule | undefined {
    return this.#schedule;
  }

  /** Notes that the records up to `seq` are safe elsewhere. */
  delivered(seq: number): void {
    this.#outbox.acknowledge(seq);
    this.#acknowledged.changed();
  }

  /** Says hello and takes the baseline sample. Both wait in the outbox until there is a gather. */
  begin(): void {
    const { clock, sender, hostname, node, utcOffsetMinutes, requiredSources, sampler, hostInfo } =
      this.#options;
    const stamp = sender.next();
    const host = {
      time: clock.wall(),
      hostname,
      node,
      utc_offset_minutes: utcOffsetMinutes,
      required: [...requiredSources],
    };
    const baseline = sampler.take({ kind: 'baseline' }); // First, so that the host info can tell which sources gave something.
    this.#info = hostInfo();
    this.#putAll([helloRecord(stamp, host, this.#info), ...baseline]);
  }

  /**
   * Talks with the gather from now on, and asks until the clock offset and the schedule are known.
   * @param transport a connection of this rank alone
   */
  connect(transport: PeerTransport): void {
    const { sender, clock, onConnection } = this.#options;
    this.#link = new Link({
      transport,
      sender,
      outbox: this.#outbox,
      clock,
      onControl: (message, heard) => this.#control(message, heard),
      onConnection,
      faults: this.#faults,
    });
    this.#link.flush();
    this.#asking.now(); // Comes behind the hello, without which it has no answer.
    this.#asking.often();
  }

  /** Begins to sample at ticks. Later calls change nothing. */
  follow(schedule: Schedule): void {
    if (this.#schedule !== undefined || this.#ending) return;
    this.#schedule = schedule;
    this.#options.onSchedule?.();
    const keeper = new Keeper(schedule);
    const startMono = this.#startMono(schedule.start);
    this.#ticker = new Ticker({
      clock: this.#options.clock,
      startMono,
      intervalMs: schedule.interval_ms,
      onTick: (tick, lateMs) => {
        try {
          this.#capture({
            ...{ kind: 'tick', tick, lateMs, stride: keeper.stride },
            intervalMs: schedule.interval_ms,
          });
          this.#flushTimes.ticked(schedule);
          const stride = keeper.sampled(tick);
          if (this.#flushTimes.isDue(schedule, tick, stride)) this.#flush();
          return stride;
        } finally {
          if (!this.#options.isAttended()) this.#tell(this.#options.onStop, 'its launcher is gone');
        }
      },
      onFault: (error) => this.#faults.tell(error),
    });
    this.#flushTimes.warmUp(schedule, this.#ticker.due);
  }

  /**
   * Takes the final sample, says bye, and waits until the gather has everything, `timeoutMs` at most. Later calls only
   * wait.
   * @returns whether it has
   */
  async end(reason: string, timeoutMs: number): Promise<boolean> {
    if (!this.#ending) {
      this.#stop();
      this.#faults.safely(() => this.#capture({ kind: 'final' }));
      this.#faults.safely(() => this.#flush());
      this.#look('at the end');
      this.#faults.safely(() => this.#tellClockOffset());
      this.#faults.safely(() => this.#bye(reason));
    }
    return await this.#acknowledged.until(() => this.#outbox.length === 0, timeoutMs);
  }

  /** Gives back sockets and files. */
  close(): void {
    this.#stop();
    this.#link?.close();
    this.#options.sampler.close();
  }

  /** From now on it neither samples nor asks of its own accord. */
  #stop(): void {
    this.#ending = true;
    this.#ticker?.stop();
    this.#asking.end();
  }

  #capture(moment: Moment): void {
    const { sampler } = this.#options;
    sampler.capture(moment);
    this.#flushTimes.captured(moment);
    if (sampler.step !== undefined) this.#offset.stepped(sampler.step);
  }

  /** Has all that was read parsed and sent. What fails is told, and the rest goes on. */
  #flush(): void {
    const { sampler } = this.#options;
    try {
      sampler.flush((record) => this.#put(record));
    } catch (error) {
      this.#faults.tell(error);
    }
    this.#look();
    if (sampler.step !== undefined) this.#tellClockOffset();
    if (!this.#ending && (this.#asking.isDue || this.#outbox.isHalfFull)) this.#asking.now();
    else this.#link?.flush();
  }

  /** Tells the host anew if a device has come. At the end it is looked for what no list has: a mount that nobody sees. */
  #look(when: 'if some came' | 'at the end' = 'if some came'): void {
    const { clock, sender, sampler } = this.#options;
    this.#newDevices.add(sampler.came);
    const before = this.#info;
    if (before === undefined || (when === 'if some came' && !this.#newDevices.areDue)) return;
    this.#faults.safely(() => {
      this.#info = this.#newDevices.look(before);
      if (this.#info === before) return;
      const record = infoRecord(sender.next(), clock.wall(), this.#info);
      // Who needs the host as it is needs the last one only.
      const last = this.#essentials.findIndex(({ seq }) => seq === this.#infoSeq);
      if (last >= 0) this.#essentials.splice(last, 1);
      this.#infoSeq = record.seq;
      this.#putAll([record]);
    });
  }

  #putAll(records: readonly Outgoing[]): void {
    for (const record of records) if (!this.#put(record)) this.#options.sampler.startOver();
  }

  /** @returns false if the sample that the next one would be packed against is gone */
  #put(record: Outgoing): boolean {
    if (record.role === 'essential') this.#essentials.push(record);
    return this.#outbox.push(record);
  }

  #control(message: Control, heard: number): void {
    if (message.type === 'ack') this.#answered(message, heard);
    else if (message.type === 'start') this.follow(message.schedule);
    else if (message.type === 'stop') this.#tell(this.#options.onStop, message.reason);
    else if (message.type === 'reject') this.#tell(this.#options.onReject, message.reason);
    else message satisfies never;
  }

  #answered({ ping, schedule }: Ack, heard: number): void {
    this.#acknowledged.changed();
    if (this.#ending) return; // What it would say comes after its bye.
    if (ping !== undefined) {
      this.#offset.add({ ...ping, heard });
      if (this.#asking.answered()) this.#tellClockOffset();
    }
    if (!this.#asking.isSure) this.#asking.now();
    else if (schedule !== null) {
      // Only now: when tick 0 is due depends on the clock offset.
      this.follow(schedule);
      this.#asking.settle();
    }
  }

  #tell(whom: (reason: string) => void, reason: string): void {
    if (this.#told) return;
    this.#told = true;
    this.#faults.safely(() => whom(reason));
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
    this.#putAll([clockRecord(sender.next(), estimate)]);
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
    this.#putAll([byeRecord(sender.next(), clock.wall(), reason, cost)]);
    this.#link?.flush();
  }
}
