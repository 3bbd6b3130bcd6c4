// Plays many ranks in one process, with real records over real sockets, encrypted. Each has the connection of a rank,
// says hello, compares clocks, sends a sample at each tick, and at the stop a final one and bye. All send the
// same numbers, packed once, so that the gather has ten times the work that this process has.
//
// Arguments: the rendezvous file, the first rank, how many, the roots to read. Prints a line when all are connected
// and have compared clocks, and when all have ended one that says how many samples they sent.
import { Context } from 'zeromq';
import { read } from '../../src/launch/rendezvous/file/file.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { DEFAULT_SOURCES } from '../../src/procfs/registry.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { systemClock } from '../../src/system/clock.ts';
import { parseControl } from '../../src/wire/control.ts';
import { jobKeys } from '../../src/wire/keys.ts';
import { Parcel } from '../../src/wire/parcel.ts';
import { encodeHead, PROTOCOL, type RankRecord, type RecordBytes } from '../../src/wire/records.ts';
import { connectToGather } from '../../src/wire/sockets.ts';
import type { Endpoint, PeerTransport } from '../../src/wire/transport.ts';
import { exampleInfo } from '../../test/series/example.ts';

const [rendezvous = '', first = '1', count = '1', procfs = '/proc', sysfs = '/sys'] = process.argv.slice(2);
const { secret, addresses } = await read(rendezvous);
const keys = jobKeys(secret);
const to = addresses[0] as Endpoint;
const clock = systemClock();
const context = new Context({ maxSockets: 3 * Number(count) + 16 });
const CONNECT_AT_ONCE = 1000;

/** One sampler for all: what it packs is the body of every rank's record. */
const sampler = new Sampler(
  DEFAULT_SOURCES.map((source) => new SourceReader(source, { procfs, sysfs })),
  clock,
  new Sender(0),
);
const opening = sampler
  .take({ kind: 'baseline' })
  .map(({ head, body }) => ({ head: JSON.parse(String(head)), body }));
const delta = sampler.take({ kind: 'tick', tick: 0, intervalMs: 1000, lateMs: 0.5, stride: 1 }).at(-1)!;
const info = Buffer.from(
  JSON.stringify(
    exampleInfo({ sources: Object.fromEntries(DEFAULT_SOURCES.map(({ name }) => [name, 'ok'])) }),
  ),
);
const NOTHING = Buffer.alloc(0);

class Played {
  readonly #sender: Sender;
  readonly #transport: PeerTransport;
  readonly #queue: RecordBytes[] = [];
  #ping: RecordBytes | undefined;
  /** The first message has no ping: it waits for the connection. */
  #opening = true;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  #base = 0;
  #pings = 0;
  #sending = false;
  #isReady = () => {};
  #isEnded = () => {};
  #stopped = false;
  #last = Number.MAX_SAFE_INTEGER;
  samples = 0;

  constructor(rank: number) {
    this.#sender = new Sender(rank);
    this.#transport = connectToGather(context, keys, to);
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#isEnded = resolve;
    });
    const hostname = `node${String(rank).padStart(5, '0')}`;
    const facts = { protocol: PROTOCOL, hostname, node: null, utc_offset_minutes: 0, required: [] };
    this.#put({ type: 'hello', ...this.#sender.next(), time: clock.wall(), ...facts }, info);
    for (const { head, body } of opening) this.#put({ ...head, ...this.#sender.next() }, body);
    this.#base = this.#sender.seq;
    this.samples = 1;
    this.#listen().catch(() => {});
  }

  sample(tick: number, kind?: 'final'): void {
    if (this.#stopped && kind === undefined) return;
    const moment = kind === undefined ? { tick, late: 0.5 } : { tick: null, kind };
    const base = this.#base;
    const taken = [{ time: clock.wall(), ...moment }];
    this.#put({ type: 'samples', ...this.#sender.next(), base, taken }, delta.body);
    this.#base = this.#sender.seq;
    this.samples++;
  }

  ask(): void {
    if (this.#pings >= 4) return;
    const { rank, id, seq } = this.#sender;
    this.#ping = { head: encodeHead({ type: 'ping', rank, id, seq, time: clock.wall() }), body: NOTHING };
    this.#send().catch(() => {});
  }

  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.sample(0, 'final');
    const cost = { cpu_user_seconds: 1, cpu_system_seconds: 1, wall_seconds: 60, max_rss_kb: 60_000 };
    const body = Buffer.from(JSON.stringify({ ...cost, bytes_sent: 1, samples: 1, seconds_by_source: {} }));
    this.#put({ type: 'bye', ...this.#sender.next(), time: clock.wall(), reason: 'stop' }, body);
    this.#last = this.#sender.seq;
  }

  #put(head: RankRecord, body: Uint8Array): void {
    this.#queue.push({ head: encodeHead(head), body });
    this.#send().catch(() => {});
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    await undefined; // What is said at the same moment travels together, as with a rank.
    for (let isFirst = this.#opening; this.#queue.length > 0 || this.#ping !== undefined; isFirst = false) {
      const parcel = new Parcel();
      while (this.#queue[0] !== undefined && parcel.add(this.#queue[0])) this.#queue.shift();
      if (this.#ping !== undefined && !isFirst && parcel.add(this.#ping)) this.#ping = undefined;
      this.#opening = false;
      await this.#transport.send(parcel.frames);
    }
    this.#sending = false;
  }

  async #listen(): Promise<void> {
    for await (const [bytes] of this.#transport.messages) {
      const message = parseControl(bytes ?? NOTHING);
      if (message.type === 'stop') this.#stop();
      if (message.type === 'start') startTicks(message.schedule.start, message.schedule.interval_ms);
      if (message.type !== 'ack' || message.id !== this.#sender.id) continue;
      if (message.schedule !== null) startTicks(message.schedule.start, message.schedule.interval_ms);
      if (message.ping !== undefined && ++this.#pings === 4) {
        this.#put({ type: 'clock', ...this.#sender.next(), offset_ms: 0, error_ms: 1 }, NOTHING);
        this.#isReady();
      } else if (message.ping !== undefined) this.ask();
      if (message.seq < this.#last) continue;
      this.#isEnded();
      this.#transport.close();
      return;
    }
  }
}

const ranks: Played[] = [];
let ticking = false;
let areReady = () => {};
const allReady = new Promise<void>((resolve) => {
  areReady = resolve;
});

/**
 * All sample at the same time, as real ranks do, and none before all are there: what their coming takes is measured for
 * itself. A tick that was missed is none, as with them.
 */
function startTicks(start: number, intervalMs: number): void {
  if (ticking) return;
  ticking = true;
  let tick = 0;
  const next = () => {
    tick = Math.max(tick + 1, Math.ceil((clock.wall() - start) / intervalMs));
    setTimeout(all, start + tick * intervalMs - clock.wall());
  };
  const all = () => {
    for (const rank of ranks) rank.sample(tick);
    next();
  };
  allReady.then(next, () => {});
}

for (let nth = 0; nth < Number(count); nth += CONNECT_AT_ONCE) {
  const some = Array.from(
    { length: Math.min(CONNECT_AT_ONCE, Number(count) - nth) },
    (_, at) => new Played(Number(first) + nth + at),
  );
  ranks.push(...some);
  const asking = setInterval(() => {
    for (const rank of some) rank.ask();
  }, 500);
  for (const rank of some) rank.ask();
  await Promise.all(some.map(({ ready }) => ready));
  clearInterval(asking);
}
areReady();
process.stdout.write('ready\n');
await Promise.all(ranks.map(({ ended }) => ended));
process.stdout.write(`${ranks.reduce((sum, { samples }) => sum + samples, 0)}\n`, () => process.exit());
