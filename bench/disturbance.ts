import { execFile, execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { end, type Program, start } from './lib/program.ts';
import { python, rankOf } from './lib/samplers.ts';
import type { Family } from './lib/section.ts';
import { type Estimate, estimate, median, quantile } from './lib/statistics.ts';
import { compile, SCRATCH } from './lib/workshop.ts';

const ROUNDS = 8;
const SECONDS = 10;
/** In which V8 compiles, and collects what the start has left. */
const SETTLE_MS = 15_000;
const MOST_OUTPUT = 256 * 1024 * 1024;
const run = promisify(execFile);

/** What a benchmark does in one round: the middle and the slow end of how long its units of work take, µs. */
interface Round {
  readonly p50: number;
  readonly p999: number;
}

interface Workload {
  readonly name: string;
  readonly measure: () => Promise<Round>;
}

/** How much slower work gets beside a collector. */
export const disturbance: Family = {
  name: 'disturbance',
  title: 'Disturbance',
  about:
    'Two benchmarks that take turns in running alone, beside a rank, and beside the Python program, both at one ' +
    `sample a second: a loop of fixed work pinned to every core, and fio reading 4 KiB at random. ${ROUNDS} rounds of ` +
    `${SECONDS} s each, from ${SETTLE_MS / 1000} s after the start of the collector. Change of the median and of the 99.9th ` +
    'percentile against the same round alone, in percent, with its 95 % confidence interval (bootstrap over the rounds). ' +
    'An interval that holds 0 means that nothing was seen. Rank 0 runs on the same machine all the time.',
  async run() {
    const workloads = [spinning(), reading()];
    const gather = start(rankOf(0, 1));
    const beside = [undefined, rankOf(1, 1), python(1)];
    // By what runs beside them, then by benchmark, then by round.
    const found = beside.map(() => workloads.map(() => [] as Round[]));
    try {
      await pause(SETTLE_MS);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [at, program] of beside.entries()) {
          const measured = await measureBeside(program, workloads);
          for (const [nth, of] of measured.entries()) found[at]![nth]!.push(of);
        }
      }
    } finally {
      await end(gather);
    }
    const rows = workloads.flatMap(({ name }, nth) =>
      beside.flatMap((program, at) => {
        if (program === undefined) return [];
        const alone = found[0]![nth]!;
        const change = (of: keyof Round) =>
          estimate(
            found[at]![nth]!.map((round, index) => 100 * (round[of] / alone[index]![of] - 1)),
            median,
          );
        return [[name, program.name, change('p50'), change('p999')] as const];
      }),
    );
    return {
      findings: rows.map(
        ([name, program, p50, p999]) =>
          `${name}, beside ${program}: median ${percent(p50)}, 99.9th percentile ${percent(p999)}.`,
      ),
      tables: [
        {
          title: 'Change against running alone, %',
          columns: ['benchmark', 'beside', 'median', 'its interval', '99.9th percentile', 'its interval'],
          rows: rows.map(([name, program, p50, p999]) => [
            name,
            program,
            signed(p50.value),
            `${signed(p50.low)} … ${signed(p50.high)}`,
            signed(p999.value),
            `${signed(p999.low)} … ${signed(p999.high)}`,
          ]),
        },
      ],
      chart: {
        kind: 'bars',
        title: 'Change of the 99.9th percentile beside a collector at one sample a second',
        unit: '%',
        categories: rows.map(([name, program]) => `${name}: ${program}`),
        series: [{ name: '%', values: rows.map(([, , , { value }]) => Number(value.toFixed(2))) }],
      },
    };
  },
};

async function measureBeside(program: Program | undefined, workloads: readonly Workload[]): Promise<Round[]> {
  const child = program && start(program);
  try {
    if (child !== undefined) await pause(SETTLE_MS);
    const rounds: Round[] = [];
    for (const { measure } of workloads) rounds.push(await measure());
    return rounds;
  } finally {
    if (child !== undefined) await end(child);
  }
}

/** A loop of fixed work on every core at the same time. */
function spinning(): Workload {
  const program = compile('spin');
  return {
    name: 'fixed work',
    async measure() {
      const cores = await Promise.all(
        os.cpus().map(async (_, cpu) => {
          const { stdout } = await run(program, [String(cpu), String(SECONDS)], { maxBuffer: MOST_OUTPUT });
          return stdout.trim().split('\n').map(Number);
        }),
      );
      const all = cores.flat();
      return { p50: quantile(all, 0.5), p999: quantile(all, 0.999) };
    },
  };
}

/** fio from a file that is in memory, so that the CPU is what it waits for. */
function reading(): Workload {
  const file = path.join(SCRATCH, 'fio.data');
  const args = [
    '--name=read',
    `--filename=${file}`,
    '--size=256m',
    '--rw=randread',
    '--bs=4k',
    '--ioengine=psync',
  ];
  execFileSync('fio', [...args, '--create_only=1'], { stdio: 'ignore' });
  return {
    name: 'fio',
    async measure() {
      const timed = [
        '--time_based',
        `--runtime=${SECONDS}`,
        '--output-format=json',
        `--numjobs=${os.cpus().length}`,
        '--group_reporting',
      ];
      const { stdout } = await run('fio', [...args, ...timed], { maxBuffer: MOST_OUTPUT });
      const { percentile } = JSON.parse(stdout.slice(stdout.indexOf('{'))).jobs[0].read.clat_ns;
      return { p50: percentile['50.000000'] / 1000, p999: percentile['99.900000'] / 1000 };
    },
  };
}

function percent({ value, low, high }: Estimate): string {
  return `${signed(value)} % (${signed(low)} … ${signed(high)})`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
