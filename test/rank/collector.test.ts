import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DeviceNames } from '../../src/procfs/host/complete.ts';
import { Collector, type CollectorOptions } from '../../src/rank/collector.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { messageOf } from '../../src/system/errors.ts';
import type { Ack } from '../../src/wire/control.ts';
import { PROTOCOL, parseIncoming, type Schedule } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { exampleInfo } from '../series/example.ts';
import { FakeTransport, settled } from './fake-transport.ts';
import { StubReader } from './stub-reader.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
/** Begins two seconds after the collector. */
const SCHEDULE: Schedule = { start: NOON + 2000, interval_ms: 1000, max_samples: 100, on_full: 'thin' };

/** A collector of rank 3 that has said hello, the transport it is given, and what it told. */
function collecting(more: Partial<CollectorOptions> = {}) {
  const clock = new ManualClock(NOON);
  const transport = new FakeTransport();
  const reader = new StubReader();
  const sender = new Sender(3, 'abc123');
  const sampler = new Sampler([reader], clock, sender);
  const stops: string[] = [];
  const states: string[] = [];
  const faults: string[] = [];
  const known: number[] = [];
  const collector = new Collector({
    clock,
    sender,
    sampler,
    hostname: 'n3',
    node: 'node-3',
    hostInfo: () => {
      known.push(reader.reads);
      return exampleInfo();
    },
    overhead: () => ({ cpu_user_seconds: 1, cpu_system_seconds: 2, wall_seconds: 3, max_rss_kb: 4 }),
    completedInfo: (info) => info,
    requiredSources: ['loadavg'],
    utcOffsetMinutes: 60,
    outboxBytes: 1e6,
    flushMs: 0,
    isAttended: () => true,
    onWarm: () => {},
    onStop: (reason) => stops.push(reason),
    onReject: (reason) => stops.push(`not wanted: ${reason}`),
    onConnection: (state) => states.push(state),
    onFault: (error) => faults.push(messageOf(error)),
    ...more,
  });
  collector.begin();
  /** The gather answers: with a ping that was `aheadMs` ahead of its clock and took `delayMs` both ways. */
  const answer = async (more: Partial<Ack> & { aheadMs?: number; delayMs?: number } = {}) => {
    const { aheadMs = 0, delayMs = 0, ...ack } = more;
    const heard = clock.wall();
    const there = heard - aheadMs - delayMs / 2;
    const ping = { sent: heard - delayMs, received: there, answered: there };
    await transport.say({ type: 'ack', id: 'abc123', seq: 0, schedule: null, ping, ...ack });
  };
  /** The gather has everything that was given to the transport. */
  const ackAll = async () => {
    await settled();
    const seq = Math.max(...transport.given.map((head) => ('seq' in head ? head.seq : 0)));
    await transport.say({ type: 'ack', id: 'abc123', seq, schedule: null });
  };
  /** It is connected, has compared clocks and knows the schedule; tick 0 is in a second. */
  const start = async (
    schedule: Partial<Schedule> = {},
    ack: { aheadMs?: number; delayMs?: number } = {},
  ) => {
    collector.connect(transport);
    await settled();
    for (let count = 0; count < 4; count++) await answer(ack);
    clock.advance(1000);
    await answer({ ...ack, schedule: { ...SCHEDULE, ...schedule } });
    await ackAll();
  };
  const made = { clock, transport, reader, sampler, known, stops, states, faults, collector };
  return { ...made, answer, ackAll, start };
}
type Collecting = ReturnType<typeof collecting>;

/** The heads of what waits in the outbox. */
function waiting({ collector }: Pick<Collecting, 'collector'>) {
  return collector.undelivered.map(({ head }) => parseIncoming(head));
}

/** What a record is, in a word: for a sample its tick, or which other one it is. */
function word(head: ReturnType<typeof parseIncoming>): string | number {
  if (head.type !== 'samples') return head.type;
  const [taken] = head.taken;
  return taken?.tick ?? taken?.kind ?? 'samples';
}

function words(made: Pick<Collecting, 'collector'>) {
  return waiting(made).map(word);
}

/** Lets time pass as it does: what is done at one moment is over before the next. */
async function pass({ clock }: Pick<Collecting, 'clock'>, ms: number, stepMs = 100): Promise<void> {
  for (let done = 0; done < ms; done += stepMs) {
    clock.advance(stepMs);
    await settled();
  }
}

/** Ends without waiting. */
async function endAtOnce({ clock, collector }: Pick<Collecting, 'clock' | 'collector'>): Promise<boolean> {
  const ending = collector.end('SIGTERM', 0);
  clock.advance(0);
  return await ending;
}

function pings({ transport }: Pick<Collecting, 'transport'>): number {
  return transport.given.filter(({ type }) => type === 'ping').length;
}

test('hello comes first, then the baseline behind its layout; the host is asked when it is known what can be read', () => {
  const made = collecting();
  assert.equal(words(made), ['hello', 'layout', 'baseline']);
  assert.equal(made.known, [1]);
  assert.equal(waiting(made)[0], {
    type: 'hello',
    rank: 3,
    id: 'abc123',
    seq: 1,
    time: NOON,
    protocol: PROTOCOL,
    hostname: 'n3',
    node: 'node-3',
    utc_offset_minutes: 60,
    required: ['loadavg'],
  });
  assert.equal(JSON.parse(String(made.collector.undelivered[0]?.body)), exampleInfo());
});

test('essentials are the hello and the layouts, also when they are delivered', () => {
  const { collector } = collecting();
  collector.delivered(3);
  assert.equal(
    collector.essentials.map(({ seq }) => seq),
    [1, 2],
  );
  assert.equal(collector.undelivered, []);
});

test('once connected it sends what it has and asks, and asks again until it is answered', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await settled();
  assert.equal(made.transport.given.map(word), ['hello', 'layout', 'baseline', 'ping']);
  await pass(made, 1000);
  assert.is(pings(made), 3);
});

test('each of the first three answers has it ask again at once; after the fourth it tells the clock offset', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await settled();
  for (let count = 1; count <= 3; count++) {
    await made.answer({ aheadMs: 5, delayMs: 2 });
    assert.is(pings(made), 1 + count);
  }
  await made.answer({ aheadMs: 4, delayMs: 1 });
  assert.is(pings(made), 4);
  await made.answer({ aheadMs: 4, delayMs: 1 });
  const clocks = made.transport.given.filter(({ type }) => type === 'clock');
  assert.equal(clocks, [{ type: 'clock', rank: 3, id: 'abc123', seq: 4, offset_ms: 4, error_ms: 0.5 }]);
});

test('an acknowledgement that answers no ping is no answer, but it can ask at once', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  for (let count = 1; count <= 5; count++) {
    await made.ackAll();
    assert.is(pings(made), 1 + count);
  }
  assert.is(
    made.transport.given.some(({ type }) => type === 'clock'),
    false,
  );
});

test('until the schedule is chosen it goes on asking; then it does not', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  for (let count = 0; count < 4; count++) await made.answer();
  const before = pings(made);
  await pass(made, 1000);
  assert.is(pings(made), before + 2);
  await made.answer({ schedule: SCHEDULE });
  await pass(made, 10_000);
  assert.is(pings(made), before + 2);
});

test('a schedule is followed after four answers only: when tick 0 is due depends on the clock offset', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  for (let count = 0; count < 3; count++) await made.answer({ schedule: SCHEDULE });
  await pass(made, 3000);
  assert.is(words(made).includes(0), false);
  await made.answer({ schedule: SCHEDULE });
  await pass(made, 1000);
  assert.is(words(made).includes(2), true); // Of the schedule that has begun meanwhile.
});

test('a start that is told to all is followed at once; only the first schedule counts', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await made.transport.say({ type: 'start', schedule: SCHEDULE });
  await made.transport.say({ type: 'start', schedule: { ...SCHEDULE, interval_ms: 10 } });
  made.clock.advance(3999);
  assert.equal(words(made).slice(3), [0, 1]);
});

/** How long after the schedule was told tick 0 came, ms, if clocks compare like this. */
async function firstTickAfter(ack: { aheadMs?: number; delayMs?: number }): Promise<number> {
  const made = collecting();
  await made.start({ start: NOON + 60_000 }, ack);
  const told = made.clock.mono();
  for (let ms = 0; ms < 200_000 && !words(made).includes(0); ms += 10) made.clock.advance(10);
  return made.clock.mono() - told;
}

test('tick 0 is due by the own clock, if that is as right as can be told', async () => {
  assert.is(await firstTickAfter({}), 59_000);
  assert.is(await firstTickAfter({ aheadMs: 40, delayMs: 100 }), 59_000);
  assert.is(await firstTickAfter({ aheadMs: -40, delayMs: 100 }), 59_000);
  assert.is(await firstTickAfter({ aheadMs: 50, delayMs: 100 }), 59_000); // It can be right by a hair.
});

test('tick 0 with a clock that is known to be wrong is due when it is on the other hosts', async () => {
  assert.is(await firstTickAfter({ aheadMs: 5000, delayMs: 100 }), 64_000);
  assert.is(await firstTickAfter({ aheadMs: -5000, delayMs: 100 }), 54_000);
  assert.is(await firstTickAfter({ aheadMs: 60, delayMs: 100 }), 59_060);
});

test('ticks are sampled when they are due, and sent at once', async () => {
  const made = collecting();
  await made.start();
  const before = made.transport.given.length;
  made.clock.suspend(2250); // Tick 1 is 250 ms late, tick 0 is past.
  made.clock.advance(0);
  await settled();
  const [sample, ...others] = made.transport.given.slice(before);
  const { layouts, ...rest } = Object(sample);
  assert.equal(rest, {
    type: 'samples',
    rank: 3,
    id: 'abc123',
    seq: 5,
    base: 0,
    taken: [{ time: NOON + 3250, tick: 1, late: 250 }],
  });
  assert.equal([layouts.length, layouts[0][0], layouts[0][2]], [1, 'loadavg', 5]);
  assert.equal(others, []);
});

/** The ticks of each record of samples that was given to the transport since `from`; for others its type. */
function given({ transport }: Pick<Collecting, 'transport'>, from: number) {
  return transport.given
    .slice(from)
    .map((head) => (head.type === 'samples' ? head.taken.map(({ tick, kind }) => tick ?? kind) : head.type));
}

test('below a quarter of a second each of the first hundred samples is parsed at once', async () => {
  for (const [interval_ms, alone] of [
    [200, 100],
    [250, 0],
  ] as const) {
    const made = collecting({ flushMs: 2000 });
    await made.start({ interval_ms });
    const from = made.transport.given.length;
    await pass(made, 125 * interval_ms, interval_ms);
    const records = given(made, from).flatMap((ticks) => (typeof ticks === 'string' ? [] : ticks.length));
    assert.is(
      records.findIndex((count) => count > 1),
      alone,
    );
  }
});

test('two seconds of samples are parsed and sent together', async () => {
  const made = collecting({ flushMs: 2000 });
  await made.start({ interval_ms: 500 });
  const from = made.transport.given.length;
  await pass(made, 2400);
  assert.equal(given(made, from), []);
  await pass(made, 100);
  assert.is(made.reader.reads, 1 + 4); // The baseline; and there was no warming up.
  assert.equal(given(made, from), [[0, 1, 2, 3]]);
  await pass(made, 2000);
  assert.equal(given(made, from), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test('what waits is sent when it ends, before its bye', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  const from = made.transport.given.length;
  await pass(made, 2500);
  assert.equal(given(made, from), []);
  const ending = made.collector.end('SIGTERM', 5000);
  await made.ackAll();
  assert.is(await ending, true);
  assert.equal(given(made, from), [[0, 1, 'final'], 'clock', 'bye']);
  const bye = made.transport.bodies.at(-1);
  assert.is(JSON.parse(String(bye)).samples, 4);
});

test('what waits is parsed for who wants what is not delivered, as the journal of this rank', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  await pass(made, 2500);
  assert.equal(
    waiting(made).map((head) => head.type === 'samples' && head.taken.map(({ tick }) => tick)),
    [[0, 1]],
  );
});

test('while memory is short nothing waits', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  const from = made.transport.given.length;
  await pass(made, 1500);
  Object.defineProperty(made.sampler, 'isMemoryShort', { get: () => true });
  await pass(made, 2000);
  assert.equal(given(made, from), [[0, 1], [2]]);
});

test('when there is no room for more nothing waits', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  const from = made.transport.given.length;
  Object.defineProperty(made.sampler, 'isFull', { get: () => made.sampler.waiting >= 3 });
  await pass(made, 4500);
  assert.equal(given(made, from), [[0, 1, 2]]);
});

test('the last tick that fits waits for none that will not come', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start({ max_samples: 4, on_full: 'stop' });
  const from = made.transport.given.length;
  await pass(made, 2500);
  assert.equal(given(made, from), [[0, 1]]);
  assert.is(made.clock.pending, 0);
});

test('what cannot be parsed is told, and costs nothing else', async () => {
  const made = collecting({ flushMs: 2000 });
  await made.start();
  const from = made.transport.given.length;
  const { reading } = made.reader;
  const { begin } = Object.getPrototypeOf(reading);
  let readings = 0;
  reading.begin = () => {
    readings++;
    if (readings === 3) throw new Error('a fault');
    begin.call(reading);
  };
  await pass(made, 7000);
  assert.equal(made.faults, ['a fault']);
  assert.equal(given(made, from), [[0, 1], [3], [4, 5]]);
});

test('what is sampled is kept within the bound of the schedule', async () => {
  const made = collecting();
  await made.start({ max_samples: 6 });
  made.clock.advance(13_000);
  assert.equal(words(made), [0, 1, 2, 3, 4, 6, 8, 12]); // Four ticks fill it; of 0 2 4 6 and of 0 4 8 12 again.
  const strides = waiting(made).map((head) => (head.type === 'samples' ? head.stride : 0));
  assert.equal(strides, [undefined, undefined, undefined, undefined, 2, 2, 4, 4]);
});

test('when it is full and that means the end, there are no more ticks', async () => {
  const made = collecting();
  await made.start({ max_samples: 6, on_full: 'stop' });
  made.clock.advance(20_000);
  assert.equal(words(made), [0, 1, 2, 3]);
  assert.is(made.clock.pending, 0);
});

test('more than a minute after it has asked last it asks again, with the next sample', async () => {
  const made = collecting();
  await made.start({ interval_ms: 10_000 });
  const asked = pings(made);
  // It has asked 1 s before tick 0.
  await pass(made, 51_000, 1000);
  assert.is(pings(made), asked);
  await pass(made, 10_000, 1000);
  assert.is(pings(made), asked + 1);
  assert.equal(made.transport.given.slice(-2).map(word), [6, 'ping']);
  await pass(made, 60_000, 1000);
  assert.is(pings(made), asked + 1);
  await pass(made, 10_000, 1000);
  assert.is(pings(made), asked + 2);
});

test('when the outbox is more than half full it asks for an acknowledgement with each sample', async () => {
  const made = collecting({ outboxBytes: 5000 });
  await made.start();
  const asked = pings(made);
  let half = 0;
  for (let tick = 0; tick < 40 && half === 0; tick++) {
    await pass(made, 1000, 1000);
    const bytes = made.collector.undelivered.reduce(
      (sum, { head, body }) => sum + head.length + body.length,
      0,
    );
    if (bytes > 2500) half = tick;
    else assert.is(pings(made), asked);
  }
  assert.ok(half > 0);
  assert.is(pings(made), asked + 1);
  await made.ackAll();
  await pass(made, 1000, 1000);
  assert.is(pings(made), asked + 1);
});

test('without room the oldest samples go, one record says so, and the next sample stands alone', async () => {
  const made = collecting({ outboxBytes: 700 });
  await made.start();
  await made.transport.tell('down');
  made.clock.advance(10_000);
  const left = waiting(made);
  const [lost, ...samples] = left;
  assert.ok(lost?.type === 'lost' && lost.from === 5 && lost.rank === 3 && lost.id === 'abc123');
  assert.is(lost.seq, lost.from + lost.samples - 1);
  const [first] = samples;
  assert.ok(first?.type === 'samples' && first.base === 0 && first.seq === lost.seq + 1);
});

test('what it samples by is what it was told first', async () => {
  const made = collecting();
  assert.is(made.collector.schedule, undefined);
  await made.start();
  const { schedule } = made.collector;
  assert.ok(schedule !== undefined);
  made.collector.follow({ ...schedule, start: schedule.start + 1000 });
  assert.is(made.collector.schedule, schedule);
});

test('a stop is told once, though it is repeated; so is that it is not wanted', async () => {
  const made = collecting();
  await made.start();
  await made.transport.say({ type: 'stop', reason: 'SIGTERM' });
  await made.transport.say({ type: 'stop', reason: 'SIGTERM' });
  await made.transport.say({ type: 'reject', id: 'abc123', reason: 'rank 3 of 2' });
  assert.equal(made.stops, ['SIGTERM']);
  const other = collecting();
  await other.start();
  await other.transport.say({ type: 'reject', id: 'abc123', reason: 'rank 3 of 2' });
  assert.equal(other.stops, ['not wanted: rank 3 of 2']);
});

test('that nobody attends to it is told once, after the sample of that tick', async () => {
  let attended = true;
  const made = collecting({ isAttended: () => attended });
  await made.start();
  made.clock.advance(1000);
  assert.equal(made.stops, []);
  attended = false;
  made.clock.advance(3000);
  assert.equal(made.stops, ['its launcher is gone']);
  assert.equal(words(made), [0, 1, 2, 3]);
});

test('what becomes of the connection is told', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await made.transport.tell('up');
  await made.transport.tell('down');
  assert.equal(made.states, ['up', 'down']);
});

test('ending: a final sample, the clock offset, bye with what it has cost; done when it is acknowledged', async () => {
  const made = collecting();
  await made.start({}, { aheadMs: 3, delayMs: 1 });
  made.clock.advance(1500);
  await settled();
  const sent = made.transport.given
    .filter(({ type }) => type !== 'ping')
    .reduce((sum, head) => sum + JSON.stringify(head).length, 0);
  const ending = made.collector.end('SIGTERM', 5000);
  assert.equal(words(made), [0, 'final', 'clock', 'bye']);
  const bye = waiting(made).at(-1);
  assert.equal(bye, { type: 'bye', rank: 3, id: 'abc123', seq: 8, time: NOON + 2500, reason: 'SIGTERM' });
  const cost = JSON.parse(String(made.collector.undelivered.at(-1)?.body));
  assert.ok(cost.bytes_sent > sent); // Bodies, too.
  assert.equal(
    { ...cost, bytes_sent: 0, seconds_by_source: Object.keys(cost.seconds_by_source) },
    {
      cpu_user_seconds: 1,
      cpu_system_seconds: 2,
      wall_seconds: 3,
      max_rss_kb: 4,
      bytes_sent: 0,
      samples: 3,
      seconds_by_source: ['loadavg'],
    },
  );
  await made.ackAll();
  assert.is(await ending, true);
  assert.is(made.clock.pending, 0);
  assert.equal(made.transport.given.slice(-4).map(word), [0, 'final', 'clock', 'bye']);
});

test('ending without an acknowledgement takes as long as it may, and no longer', async () => {
  const made = collecting();
  await made.start();
  let delivered: boolean | undefined;
  const ending = made.collector.end('SIGTERM', 5000).then((all) => {
    delivered = all;
  });
  await made.transport.say({ type: 'ack', id: 'abc123', seq: 5, schedule: null });
  made.clock.advance(4999);
  await settled();
  assert.is(delivered, undefined);
  made.clock.advance(1);
  await ending;
  assert.is(delivered, false);
  assert.is(made.collector.undelivered.length, 2);
});

test('ending is done, too, when the records are safe elsewhere', async () => {
  const made = collecting();
  const ending = made.collector.end('SIGTERM', 5000);
  made.collector.delivered(100);
  assert.is(await ending, true);
});

test('ending without a gather: bye says that nothing was sent, and there is no clock offset', async () => {
  const made = collecting();
  assert.is(await endAtOnce(made), false);
  assert.equal(words(made), ['hello', 'layout', 'baseline', 'final', 'bye']);
  assert.is(JSON.parse(String(made.collector.undelivered.at(-1)?.body)).bytes_sent, 0);
});

test('ending a second time says nothing again, but waits', async () => {
  const made = collecting();
  await made.start();
  const endings = [made.collector.end('SIGTERM', 5000), made.collector.end('its launcher is gone', 5000)];
  assert.equal(words(made), ['final', 'clock', 'bye']);
  await made.ackAll();
  assert.equal(await Promise.all(endings), [true, true]);
});

test('nothing comes after bye: no sample, though it is said within a tick, and no answer to an answer', async () => {
  const made: Collecting = collecting({
    isAttended: () => false,
    onStop: (reason) => {
      ending = made.collector.end(reason, 60_000);
    },
  });
  let ending: Promise<boolean> | undefined;
  made.collector.connect(made.transport);
  await made.transport.say({ type: 'start', schedule: SCHEDULE });
  for (let count = 0; count < 3; count++) await made.answer();
  await pass(made, 5000);
  await made.answer({ schedule: { ...SCHEDULE, interval_ms: 10 } }); // It would be the fourth.
  await made.transport.say({ type: 'start', schedule: { ...SCHEDULE, interval_ms: 10 } });
  made.collector.follow(SCHEDULE);
  await pass(made, 5000);
  assert.equal(words(made).slice(-4), [0, 'final', 'clock', 'bye']);
  assert.equal(made.transport.given.slice(-4).map(word), [0, 'final', 'clock', 'bye']);
  await made.ackAll();
  assert.is(await ending, true);
});

test('connected only when it ends, it does not ask', async () => {
  const made = collecting();
  const ending = made.collector.end('SIGTERM', 5000);
  made.collector.connect(made.transport);
  await pass(made, 1000);
  assert.is(pings(made), 0);
  await made.ackAll();
  assert.is(await ending, true);
});

test('closed, it gives back what it has, and nothing happens any more', async () => {
  const made = collecting();
  await made.start();
  made.collector.close();
  assert.is(made.transport.closed, true);
  assert.is(made.reader.closed, true);
  assert.is(made.clock.pending, 0);
  const before = made.reader.reads;
  made.collector.follow(SCHEDULE);
  made.clock.advance(5000);
  assert.is(made.reader.reads, before);
  assert.equal(made.faults, []);
});

test('closed before it was connected, it gives back its files', () => {
  const { collector, reader } = collecting();
  collector.close();
  assert.is(reader.closed, true);
});

/** After how many ticks it has told that it is warm; undefined if it has not after 220. */
function warmAfter(schedule: Partial<Schedule>, readMs: number): number | undefined {
  let warm: number | undefined;
  let ticks = 0;
  const { clock, reader, collector } = collecting({
    onWarm: () => {
      assert.is(warm, undefined);
      warm = ticks;
    },
  });
  reader.onRead = () => clock.suspend(readMs);
  collector.follow({ ...SCHEDULE, ...schedule });
  reader.onRead = () => ticks++;
  while (ticks < 220) clock.advance(500);
  return warm;
}

test('it is warm after two hundred readings, those for nothing included, and says so once', () => {
  assert.is(warmAfter({}, 0.1), 0);
  assert.is(warmAfter({}, 1), 150);
  assert.is(warmAfter({ start: NOON }, 1), 200);
  assert.is(warmAfter({ interval_ms: 999 }, 1), undefined);
});

/** How many times it reads for nothing when it learns the schedule, if a reading takes so long, ms. */
function warmUpReads(schedule: Partial<Schedule>, readMs: number): number {
  const { clock, reader, collector } = collecting();
  const before = reader.reads;
  reader.onRead = () => clock.suspend(readMs);
  collector.follow({ ...SCHEDULE, ...schedule });
  return reader.reads - before;
}

test('before tick 0 it reads for nothing: two hundred times, for 50 ms, a quarter of the time left at most', () => {
  assert.is(warmUpReads({}, 0.1), 200);
  assert.is(warmUpReads({}, 1), 50);
  assert.is(warmUpReads({ start: NOON + 100 }, 1), 25);
  assert.is(warmUpReads({ start: NOON }, 1), 0);
});

test('one that comes when the others have begun has until its own first tick', () => {
  assert.is(warmUpReads({ start: NOON - 10_250 }, 1), 50);
  assert.is(warmUpReads({ start: NOON - 10_960 }, 1), 10);
});

test('with an interval below a second it does not', () => {
  assert.is(warmUpReads({ interval_ms: 999 }, 1), 0);
  assert.is(warmUpReads({ interval_ms: 1000 }, 1), 50);
});

test('a sampler that throws is told once; ticks come, what it samples later is sent, without a hole', async () => {
  const made = collecting();
  await made.start();
  made.clock.advance(1000);
  made.reader.onRead = () => {
    throw new Error('a fault');
  };
  made.clock.advance(2000);
  made.reader.onRead = () => {};
  made.clock.advance(2000);
  assert.equal(made.faults, ['a fault']);
  assert.equal(
    waiting(made).map((head) => head.type === 'samples' && [head.seq, head.taken[0]?.tick, head.base]),
    [
      [5, 0, 0],
      [6, 3, 0],
      [7, 4, 6],
    ],
  );
});

test('that nobody attends to it is noticed though the sampler throws', async () => {
  const made = collecting({ isAttended: () => false });
  await made.start();
  made.reader.onRead = () => {
    throw new Error('a fault');
  };
  made.clock.advance(1000);
  assert.equal(made.stops, ['its launcher is gone']);
});

test('when it cannot be told whether anybody attends, it goes on sampling', async () => {
  const made = collecting({
    isAttended: () => {
      throw new Error('a fault');
    },
  });
  await made.start();
  made.clock.advance(3000);
  assert.equal(words(made), [0, 1, 2]);
  assert.equal(made.faults, ['a fault']);
});

test('when the one who is told of the stop throws, it goes on sampling and hearing', async () => {
  const made = collecting({
    onStop: () => {
      throw new Error('a fault');
    },
  });
  await made.start();
  await made.transport.say({ type: 'stop', reason: 'SIGTERM' });
  await made.transport.say({ type: 'stop', reason: 'SIGTERM' });
  made.clock.advance(2000);
  assert.equal(words(made), [0, 1]);
  await made.ackAll();
  assert.equal(words(made), []);
  assert.equal(made.faults, ['a fault']);
});

test('when the one who is told of the connection throws, it goes on sending', async () => {
  const made = collecting({
    onConnection: () => {
      throw new Error('a fault');
    },
  });
  made.collector.connect(made.transport);
  await settled();
  await made.transport.tell('down');
  await made.transport.tell('up');
  const all = ['hello', 'layout', 'baseline', 'ping'];
  assert.equal(made.transport.given.map(word), [...all, ...all]);
  assert.equal(made.faults, ['a fault']);
});

test('whatever throws at the end, bye is said if it can be, and it ends', async () => {
  const made = collecting();
  made.reader.onRead = () => {
    throw new Error('a fault');
  };
  assert.is(await endAtOnce(made), false);
  assert.equal(words(made), ['hello', 'layout', 'baseline', 'bye']);
  assert.equal(made.faults, ['a fault']);
  const other = collecting({
    overhead: () => {
      throw new Error('no cost');
    },
  });
  assert.is(await endAtOnce(other), false);
  assert.equal(words(other), ['hello', 'layout', 'baseline', 'final']);
  assert.equal(other.faults, ['no cost']);
});

test('bye is sent though nothing else is', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await settled();
  made.reader.onRead = () => {
    throw new Error('a fault');
  };
  const ending = made.collector.end('SIGTERM', 5000);
  await made.ackAll();
  assert.is(await ending, true);
  assert.equal(made.transport.given.map(word), ['hello', 'layout', 'baseline', 'ping', 'bye']);
});

test('a device that has come is looked at, and told behind the sample that has it', async () => {
  const completed = exampleInfo({ kernel: 'looked again' });
  const made = collecting({
    completedInfo: (info, { disks }) => (disks.includes('sdb') ? completed : info),
  });
  await made.start();
  made.clock.advance(2250);
  await made.ackAll();
  let disks: string[] | undefined = ['sda']; // Nothing that /sys says anything new of.
  Object.defineProperty(made.sampler, 'came', { get: () => disks && { disks, interfaces: [], others: [] } });
  made.clock.advance(1000);
  disks = ['sda', 'sdb'];
  made.clock.advance(1000);
  disks = undefined;
  made.clock.advance(1000);
  const types = waiting(made).map(({ type }) => type);
  assert.equal(types, ['samples', 'samples', 'info', 'samples']);
  const info = made.collector.undelivered[2];
  assert.equal([info?.role, JSON.parse(String(info?.body)).kernel], ['essential', 'looked again']);
});

test('where no device has come none is looked for', async () => {
  let looks = 0;
  const made = collecting({
    completedInfo: (info) => {
      looks++;
      return info;
    },
  });
  await made.start();
  await pass(made, 70_000, 1000);
  assert.is(looks, 0);
});

test('devices that come within a minute are looked at together when it is over; the last info counts', async () => {
  const looks: [atMs: number, DeviceNames][] = [];
  const made = collecting({
    completedInfo: (info, names) => {
      looks.push([made.clock.wall() - NOON, names]);
      return { ...info, kernel: `look ${looks.length}` };
    },
  });
  await made.start();
  let came: DeviceNames | undefined;
  Object.defineProperty(made.sampler, 'came', { get: () => came });
  const essentials = () =>
    made.collector.essentials.map(({ head, body }) => {
      const { type } = parseIncoming(head);
      return type === 'info' ? JSON.parse(String(body)).kernel : type;
    });
  const first = { disks: ['sda', 'sdb'], interfaces: [], others: [] };
  // Each list is all that there are of its kind, if it is not empty.
  for (const now of [
    first,
    { disks: [], interfaces: ['eth0', 'eth1'], others: [] },
    { disks: ['sda', 'sdb', 'sdc', 'sdd'], interfaces: [], others: [] },
    { disks: ['sdc', 'sdd'], interfaces: [], others: [] },
    undefined,
  ]) {
    came = now;
    await pass(made, 1000);
  }
  assert.equal(looks, [[2000, first]]);
  assert.equal(essentials(), ['hello', 'layout', 'look 1']);
  await pass(made, 120_000, 1000);
  const both = { disks: ['sdc', 'sdd'], interfaces: ['eth0', 'eth1'], others: [] };
  assert.equal(looks, [
    [2000, first],
    [62_000, both],
  ]);
  assert.equal(essentials(), ['hello', 'layout', 'look 2']);
});

test('at the end it is looked once more: what no list has may have come; that is told before the bye', async () => {
  const looks: DeviceNames[] = [];
  const made = collecting({
    completedInfo: (info, names) => {
      looks.push(names);
      return { ...info, kernel: 'at the end' };
    },
  });
  await made.start();
  await pass(made, 3000);
  assert.equal(looks, []);
  const ended = made.collector.end('over', 1);
  await pass(made, 1);
  await ended;
  assert.equal(looks, [{ disks: [], interfaces: [], others: [] }]);
  const types = waiting(made).map(({ type }) => type);
  assert.equal(types.slice(-4), ['samples', 'info', 'clock', 'bye']);
});

test('what is told in between does not make the next sample stand alone', async () => {
  const made = collecting();
  made.collector.connect(made.transport);
  await made.transport.say({ type: 'start', schedule: SCHEDULE });
  await pass(made, 2500);
  for (let count = 0; count < 4; count++) await made.answer();
  await pass(made, 1000);
  const told = waiting(made).slice(3);
  assert.equal(told.map(word), [0, 'clock', 1]);
  assert.equal(
    told.map((head) => head.type === 'samples' && head.base),
    [0, false, 4],
  );
});

test('ticks that pass while samples wait do not have them wait for more', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  const from = made.transport.given.length;
  await pass(made, 1000);
  made.clock.suspend(6000); // The process is stopped: ticks 1 to 5 pass, and with them the five seconds.
  await pass(made, 500);
  assert.equal(given(made, from), [[0, 6]]);
});

test('without a gather it samples all the same, and nobody is asked', async () => {
  const made = collecting();
  made.collector.follow({ ...SCHEDULE, interval_ms: 30_000 });
  await pass(made, 100_000, 1000);
  assert.equal(words(made).slice(3), [0, 1, 2, 3]);
  assert.equal(made.faults, []);
});

test('a clock that is set is told at once, with the samples that waited', async () => {
  const made = collecting({ flushMs: 5000 });
  await made.start();
  await pass(made, 1500);
  const from = made.transport.given.length;
  made.clock.set(made.clock.wall() + 3_600_000);
  await pass(made, 1000);
  assert.equal(given(made, from), [[0, 1], 'clock']);
  const [sample] = made.transport.given.slice(from);
  assert.ok(sample?.type === 'samples');
  assert.equal(
    sample.taken.map(({ step }) => step),
    [undefined, 3_600_000],
  );
});

test('a clock that is set is in the next sample, and the new offset is told', async () => {
  const made = collecting();
  await made.start();
  made.clock.advance(2250);
  await made.ackAll();
  made.clock.set(made.clock.wall() + 3_600_000);
  made.clock.advance(1000);
  const [sample, clock, ...others] = waiting(made);
  assert.ok(sample?.type === 'samples' && clock?.type === 'clock');
  assert.equal(others, []);
  assert.is(sample.taken[0]?.step, 3_600_000);
  assert.is(clock.offset_ms, 3_600_000);
});

test.run();
