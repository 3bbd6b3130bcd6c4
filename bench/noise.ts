import os from 'node:os';
import { drawOccupations, slowDown, type TickNoise } from './lib/bulk-synchronous.ts';
import { longestOf, type MeasuredNoise, occupationsOf, totalOf } from './lib/occupation.ts';
import { allEverySecond, aRank, pythonAt } from './lib/phased.ts';
import { demandPeers, nodeExporter, python, rankOf } from './lib/samplers.ts';
import type { Family, Pace, Table } from './lib/section.ts';
import { quantile } from './lib/statistics.ts';

const RANK = rankOf(1, 1).name;
const PYTHON = python(1, 'python').name;
const STEPS_MS = [1, 10, 100] as const;
/** Of the chart and the findings. */
const SHOWN_STEP_MS = 10;
const HOSTS = [100, 1000, 10_000] as const;
const MOST_HOSTS = HOSTS[2];
/** Ticks of all hosts together that are played. */
const HOST_TICKS = 100_000;
const SEED = 1;
const PHASES = ['coinciding', 'independent'] as const;
/** In one round at 10 s, at phases of their own. */
const EACH_AT_TEN = 5;

interface Plan {
  readonly settleMs: number;
  readonly forMs: number;
}

const PLANS: Readonly<Record<Pace, { readonly everySecond: Plan; readonly everyTen: Plan }>> = {
  full: {
    everySecond: { settleMs: 75_000, forMs: 240_000 },
    everyTen: { settleMs: 15_000, forMs: 130_000 },
  },
  short: {
    everySecond: { settleMs: 5000, forMs: 20_000 },
    everyTen: { settleMs: 5000, forMs: 30_000 },
  },
};

/** By which share a code is slowed down, for each number of hosts, step and kind of phases. */
interface Slowed {
  readonly name: string;
  readonly hosts: number;
  readonly stepMs: number;
  readonly phases: (typeof PHASES)[number];
  readonly percent: number;
}

/** How long a collector takes a CPU at a time, and what that does to codes that wait for their slowest host. */
export const noise: Family = {
  name: 'noise',
  title: 'Noise',
  about:
    'What a thread of a benchmark feels of a collector: all programs run on one CPU at the same time, each at a phase of ' +
    'its own, with a loop that notes when and for how long it is off that CPU, and who has it (bench/occupation.c), from ' +
    '75 s after their start on. Then, with the occupations as measured, a bulk-synchronous code is played: each host has a ' +
    'step of work, an occupation that falls into it makes it longer, and all hosts wait for the slowest. Ticks either ' +
    'coincide on all hosts, as those of rankstat do, up to how late each one was, or each host has a phase of its own, as ' +
    'those of a collector that is started anyhow do. Hosts draw their ticks by chance from those that were measured.',
  async run(pace) {
    demandPeers();
    const cpu = os.availableParallelism() - 1;
    const { everySecond, everyTen } = PLANS[pace];
    const second = await occupationsOf(await allEverySecond(), {
      cpu,
      intervalMs: 1000,
      turn: 0,
      ...everySecond,
    });
    const many = Array.from({ length: EACH_AT_TEN }, () => [aRank(10), pythonAt(10)]).flat();
    const ten = byName(await occupationsOf(many, { cpu, intervalMs: 10_000, turn: 0, ...everyTen }));
    const [slowed, slowedAtTen] = [second.flatMap(slowedAt(1000)), ten.flatMap(slowedAt(10_000))];
    return {
      findings: [
        ...[RANK, PYTHON].map(
          (name) => `${name}: ${longestText(second, name)}; at 10 s ${longestText(ten, name)}.`,
        ),
        slowedText(slowed, 'at one sample a second'),
        slowedText(slowedAtTen, 'at one in ten seconds'),
      ],
      tables: [
        occupationTable('Off the CPU at a tick, at one sample a second, ms', second),
        occupationTable('Off the CPU at a tick, at one sample in ten seconds, ms', ten),
        slowedTable('Slow-down at one sample a second, %', slowed),
        slowedTable('Slow-down at one sample in ten seconds, %', slowedAtTen),
      ],
      chart: {
        kind: 'lines',
        title: `Slow-down of a code with steps of ${SHOWN_STEP_MS} ms, at one sample a second`,
        x: 'hosts',
        y: '%',
        series: second
          .filter(({ name }) => name !== nodeExporter.name)
          .flatMap(({ name }) =>
            PHASES.map((phases) => ({ name: `${name}, ${phases}`, points: pointsOf(slowed, name, phases) })),
          )
          .filter(({ name }) => [RANK, PYTHON, 'collectl', 'sadc'].some((shown) => name.startsWith(shown))),
      },
    };
  },
};

/** Those of the same name together. */
function byName(all: readonly MeasuredNoise[]): MeasuredNoise[] {
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => ({
    name,
    ticks: all.filter((other) => other.name === name).flatMap(({ ticks }) => ticks),
  }));
}

function slowedAt(intervalMs: number) {
  return ({ name, ticks: measured }: MeasuredNoise): Slowed[] =>
    HOSTS.flatMap((hosts) =>
      PHASES.flatMap((phases) => {
        const ticks = HOST_TICKS / hosts;
        const drawn = drawOccupations({ hosts, intervalMs, ticks, phases, measured, seed: SEED });
        return STEPS_MS.map((stepMs) => ({
          name,
          hosts,
          stepMs,
          phases,
          percent: 100 * slowDown(drawn, stepMs, ticks * intervalMs),
        }));
      }),
    );
}

function percentOf(slowed: readonly Slowed[], wanted: Omit<Slowed, 'percent'>): number {
  const is = ({ name, hosts, stepMs, phases }: Slowed) =>
    name === wanted.name && hosts === wanted.hosts && stepMs === wanted.stepMs && phases === wanted.phases;
  return slowed.find(is)?.percent ?? Number.NaN;
}

function pointsOf(
  slowed: readonly Slowed[],
  name: string,
  phases: Slowed['phases'],
): (readonly [hosts: number, percent: number])[] {
  return HOSTS.map((hosts) => [hosts, percentOf(slowed, { name, hosts, phases, stepMs: SHOWN_STEP_MS })]);
}

function longestText(all: readonly MeasuredNoise[], name: string): string {
  const { ticks = [] } = all.find((measured) => measured.name === name) ?? {};
  const [p50, p99, most] = quantiles(ticks, longestOf);
  return `the longest time it has the CPU at a tick is ${p50} ms in half of the ticks, ${p99} ms in 99 of 100, ${most} ms at most`;
}

function slowedText(slowed: readonly Slowed[], cadence: string): string {
  const of = (name: string, phases: Slowed['phases']) =>
    percentOf(slowed, { name, phases, hosts: MOST_HOSTS, stepMs: SHOWN_STEP_MS }).toFixed(3);
  return (
    `${MOST_HOSTS} hosts in steps of ${SHOWN_STEP_MS} ms are slowed down by a rank on each ${cadence} by ` +
    `${of(RANK, 'coinciding')} % if all sample at the same moment, as they do, and by ${of(RANK, 'independent')} % if each had a ` +
    `phase of its own; by the Python program ${of(PYTHON, 'coinciding')} and ${of(PYTHON, 'independent')} %.`
  );
}

function occupationTable(title: string, all: readonly MeasuredNoise[]): Table {
  const names = ['p50', 'p99', 'max'];
  return {
    title,
    columns: [
      'program',
      'ticks',
      ...names.map((name) => `longest, ${name}`),
      ...names.map((name) => `all of the tick, ${name}`),
    ],
    rows: all.map(({ name, ticks }) => [
      name,
      ticks.length,
      ...quantiles(ticks, longestOf),
      ...quantiles(ticks, totalOf),
    ]),
  };
}

function quantiles(ticks: readonly TickNoise[], of: (tick: TickNoise) => number): string[] {
  const values = ticks.map(of);
  return [0.5, 0.99, 1].map((share) => quantile(values, share).toFixed(2));
}

function slowedTable(title: string, slowed: readonly Slowed[]): Table {
  const names = [...new Set(slowed.map(({ name }) => name))];
  return {
    title,
    columns: [
      'program',
      'hosts',
      ...STEPS_MS.flatMap((step) => PHASES.map((phases) => `steps of ${step} ms, ${phases}`)),
    ],
    rows: names.flatMap((name) =>
      HOSTS.map((hosts) => [
        name,
        hosts,
        ...STEPS_MS.flatMap((stepMs) =>
          PHASES.map((phases) => percentOf(slowed, { name, hosts, stepMs, phases }).toFixed(3)),
        ),
      ]),
    ),
  };
}
