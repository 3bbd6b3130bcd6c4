import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Counters, CPU_KINDS } from './counters.ts';
import { type Ailment, NOTHING_WRONG, WELL } from './effects.ts';
import { type Course, runOf, type Setup, Weather } from './lock-step.ts';
import type { Machine } from './machine.ts';
import type { PhasePlan, Workload } from './workload.ts';

const QUIET: Machine = {
  name: 'n1',
  rank: 0,
  cpus: 4,
  memoryKb: 16_000_000,
  kernel: '6.1.0',
  portMbps: 10_000,
  diskModel: 'disk',
  cpuSpeed: 1,
  ioSpeed: 1,
  netSpeed: 1,
  portion: 1,
  cost: 1,
  daemons: 0,
  uptime: 86_400,
  memoryUsed: 0.05,
  swappedKb: 0,
  dropsPerSecond: 0,
  stolen: 0,
  offsetMs: 0,
  offsetErrorMs: 0,
  irqCpu: 0,
};

/** All of the time of a step is reading. */
const READ: PhasePlan = {
  label: 'read',
  seconds: 100,
  pace: 'lock-step',
  compute: 0,
  io: 1,
  exchange: 0,
  overlapped: false,
  direction: 'read',
  cores: 0.5,
  spins: false,
  portShare: 0,
};

function setupOf(phase: Partial<PhasePlan>, ailment: Ailment = NOTHING_WRONG): Setup {
  const workload: Workload = {
    name: 'disk in lock-step',
    type: 'ior',
    command: ['ior'],
    storage: 'disk',
    readMbps: 1000,
    writeMbps: 1000,
    queue: 8,
    mounts: ['/mnt/data'],
    sharedNoise: 0,
    ownNoise: 0,
    phases: [{ ...READ, ...phase }],
    hasMarks: true,
  };
  const machines = ['n1', 'n2', 'n3'].map((name, rank) => ({ ...QUIET, name, rank }));
  return { machines, missing: -1, workload, ailment, intervalSeconds: 10, seed: 'test' };
}

const always = { from: 0, to: Number.POSITIVE_INFINITY };
const halfAsFast: Ailment = { hosts: new Set([1]), ...always, effects: { ...WELL, ioSpeed: 0.5 } };
/** What the noise of this little bit of CPU speed and rare odd moments makes of a second. */
const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within * expected, `${actual} for ${expected}`);

/** What a host has counted in the benchmark. */
function counted(weather: Weather, { segments, begin, end }: Course, host: number) {
  const counters = new Counters(weather, host, { isHead: false, isCron: false });
  const before = { ...counters.data };
  const cpu = counters.total.slice();
  let seconds = 0;
  for (const segment of segments) {
    if (segment.start < begin || segment.start >= end) continue;
    counters.advance(segment, segment.start, segment.end - segment.start);
    seconds += segment.end - segment.start;
  }
  const { data } = counters;
  return {
    seconds,
    mb: ((data.sectorsRead - before.sectorsRead) * 512) / 1e6,
    busy: (data.doingMs - before.doingMs) / 1000 / seconds,
    await: (data.readingMs - before.readingMs) / (data.reads - before.reads),
    queue: (data.weightedMs - before.weightedMs) / 1000 / seconds,
    cpu: counters.total.map((ticks, kind) => ticks - cpu[kind]!),
  };
}

test('in lock-step all are as slow as the slowest, and only that one is busy all of the time', () => {
  const weather = new Weather(setupOf({}, halfAsFast));
  const course = runOf(weather);
  near(course.end - course.begin, 200, 0.03);
  const [one, slow] = [counted(weather, course, 0), counted(weather, course, 1)];
  near(one.mb, 100_000, 0.02);
  near(slow.mb, 100_000, 0.02);
  near(slow.busy, 0.985, 0.01);
  near(one.busy, 0.985 / 2, 0.04);
  // Eight requests of 0.256 MB at once: at 1000 MB/s each takes 2.048 ms × what is not waiting, at 500 twice that.
  near(one.await, 2.048 * 0.985, 0.04);
  near(slow.await, 4.096 * 0.985, 0.04);
  near(slow.queue, 8 * 0.985, 0.01);
});

test('without steps each does its own work, and waits for the others at the end only', () => {
  const weather = new Weather(setupOf({ pace: 'free' }, halfAsFast));
  const course = runOf(weather);
  near(course.end - course.begin, 200, 0.03);
  const [one, slow] = [counted(weather, course, 0), counted(weather, course, 1)];
  near(one.mb, 100_000, 0.02);
  near(slow.mb, 100_000, 0.02);
  // The first half of the time at full speed, nothing then.
  near(one.busy, 0.985 / 2, 0.04);
});

test('where time is up all end together, and the slow one has done less', () => {
  const weather = new Weather(setupOf({ pace: 'timed' }, halfAsFast));
  const course = runOf(weather);
  near(course.end - course.begin, 100, 1e-9);
  near(counted(weather, course, 0).mb, 100_000, 0.03);
  near(counted(weather, course, 1).mb, 50_000, 0.03);
});

test('all CPU time is spent on something, and a hypervisor takes its share of what is busy only', () => {
  const stolen: Ailment = {
    hosts: new Set([1]),
    ...always,
    effects: { ...WELL, stolen: 0.25, cpuSpeed: 0.75 },
  };
  const weather = new Weather(setupOf({ compute: 1, io: 0, cores: 1, spins: true }, stolen));
  const course = runOf(weather);
  near(course.end - course.begin, 100 / 0.75, 0.02);
  for (const host of [0, 1]) {
    const { cpu, seconds } = counted(weather, course, host);
    near(
      cpu.reduce((sum, ticks) => sum + ticks, 0),
      4 * 100 * seconds,
      1e-9,
    );
    const shareOf = (kind: (typeof CPU_KINDS)[number]) => cpu[CPU_KINDS.indexOf(kind)]! / (4 * 100 * seconds);
    // MPI spins while it waits for the slow one: nobody is idle.
    near(1 - shareOf('idle') - shareOf('iowait'), 1, 0.01);
    if (host === 1) near(shareOf('steal'), 0.25, 0.05);
    else assert.is(shareOf('steal'), 0);
  }
});

test('while storage stands still requests are under way, and their time is counted when they end', () => {
  const still: Ailment = { hosts: null, from: 40, to: 80, effects: { ...WELL, ioSpeed: 1e-6 } };
  const weather = new Weather(setupOf({}, still));
  const course = runOf(weather);
  near(course.end - course.begin, 140, 0.03);
  const found = counted(weather, course, 0);
  near(found.mb, 100_000, 0.02);
  near(found.busy, 0.985, 0.01);
  // Eight requests waited 40 s.
  near(found.await * (100_000 / 0.256), 8 * 140_000 * 0.985, 0.03);
});

test.run();
