import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { timed } from './lib/gnu-time.ts';
import { type HostSize, LARGE_NODE, SMALL_NODE } from './lib/host-fixture.ts';
import { writeJournal } from './lib/made-journal.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family, Table } from './lib/section.ts';
import { median, spreadText } from './lib/statistics.ts';
import { RANKSTAT, ROOT, SCRATCH } from './lib/workshop.ts';

const ROUNDS = { full: 5, short: 1 };
/** With SMALL_NODE 440 MB of JSON, with LARGE_NODE 270. */
const SMALL = { hosts: 50, samples: 1000, size: SMALL_NODE };
const LARGE = { hosts: 4, samples: 500, size: LARGE_NODE };
/** A python3 that has the package duckdb. */
const PYTHON = process.env.BENCH_PYTHON ?? 'python3';
const PEERS = path.join(ROOT, 'bench/peers/samples.py');
/** Prints what bench/peers/samples.py prints. */
const JQ =
  'reduce inputs as $one ([0, 0]; [.[0] + 1, .[1] + ([$one.diskstats[].sectors_read] | add)]) | "\\(.[0]) \\(.[1])"';

/** What is timed: one of our commands on the series file, or a peer on the samples alone, one a line. */
interface Reading {
  readonly name: string;
  readonly command: (files: Files) => readonly [string, ...string[]];
  readonly isPeer?: true;
}

interface Files {
  readonly series: string;
  /** Its samples, one a line: what peers can read piece by piece. */
  readonly samples: string;
  readonly output: string;
}

interface Cost {
  readonly mbPerSecond: number;
  /** The most memory that the process held, KiB. */
  readonly rssKb: number;
}

const python: Reading = {
  name: 'Python: json.loads of each line',
  command: ({ samples }) => [PYTHON, PEERS, 'json', samples],
  isPeer: true,
};
const jq: Reading = {
  name: 'jq',
  command: ({ samples }) => ['jq', '-n', '-r', JQ, samples],
  isPeer: true,
};
const duckdb: Reading = {
  name: 'DuckDB: read_json',
  command: ({ samples }) => [PYTHON, PEERS, 'duckdb', samples],
  isPeer: true,
};
const READINGS: readonly Reading[] = [
  { name: 'summary', command: ({ series }) => [RANKSTAT, 'summary', series] },
  { name: 'report', command: ({ series, output }) => [RANKSTAT, 'report', series, '-o', output] },
  { name: 'validate', command: ({ series }) => [RANKSTAT, 'validate', series] },
  {
    name: 'convert --to csv',
    command: ({ series, output }) => [RANKSTAT, 'convert', series, '--to', 'csv', '--force', '-o', output],
  },
  python,
  ...(runs('jq', '--version') ? [jq] : []),
  ...(runs(PYTHON, '-c', 'import duckdb') ? [duckdb] : []),
];

/** How fast series files are read, in CPU time, and in how much memory. */
export const readers: Family = {
  name: 'readers',
  title: 'Reading',
  about:
    'Commands that read a series file of our layout, whole processes: MB (10^6 bytes) of JSON for each second of CPU time, ' +
    'user and system, of all threads. `report` and `convert` write their files. Peers are given the samples alone, one a line, ' +
    'which suits them best, and add up one number of each disk; DuckDB is told what it is to take, and has one thread. ' +
    `Medians of ${ROUNDS.full} alternating rounds, with the lowest and the highest.`,
  async run(pace) {
    const small = await measured('small', SMALL, ROUNDS[pace]);
    const large = await measured('large', LARGE, ROUNDS[pace]);
    const promised = PROMISES.readers;
    const finding = (name: string, promise: (typeof promised)[keyof typeof promised]) => {
      const speed = median(speedsOf(small, name));
      const ofLarge = median(speedsOf(large, name));
      return `\`${name}\`: ${speed.toFixed(0)} MB/s ${heldAgainst(promise, speed)}, ${ofLarge.toFixed(0)} MB/s of large nodes.`;
    };
    const ofPython = median(speedsOf(small, 'summary')) / median(speedsOf(small, python.name));
    return {
      findings: [
        finding('summary', promised.summary),
        finding('report', promised.report),
        finding('validate', promised.validate),
        finding('convert --to csv', promised.convertCsv),
        ...[jq, duckdb]
          .filter((peer) => !READINGS.includes(peer))
          .map(({ name }) => `Not installed here: ${name}.`),
        `A summary is made ${ofPython.toFixed(1)} times as fast as Python parses the lines.`,
      ],
      tables: [tableOf(titleOf(SMALL), small), tableOf(titleOf(LARGE), large)],
      chart: {
        kind: 'bars',
        title: 'Reading samples of small nodes',
        unit: 'MB/s',
        categories: [...small.keys()],
        series: [
          {
            name: 'MB per second of CPU time',
            values: [...small.keys()].map((name) => median(speedsOf(small, name))),
          },
        ],
      },
    };
  },
};

type Costs = ReadonlyMap<string, readonly Cost[]>;

function speedsOf(costs: Costs, name: string): number[] {
  return (costs.get(name) ?? []).map(({ mbPerSecond }) => mbPerSecond);
}

function titleOf({ hosts, samples, size }: { hosts: number; samples: number; size: HostSize }): string {
  return `${hosts} hosts with ${samples} samples each of a node with ${size.cpus} CPUs and ${size.disks} disks`;
}

function tableOf(title: string, costs: Costs): Table {
  const ofPython = median(speedsOf(costs, python.name));
  return {
    title,
    columns: ['what', 'MB/s', '÷ Python', 'RSS, MiB at most'],
    rows: [...costs].map(([name, found]) => {
      const speeds = speedsOf(costs, name);
      const mib = Math.max(...found.map(({ rssKb }) => rssKb)) / 1024;
      return [name, spreadText(speeds, 0), (median(speeds) / ofPython).toFixed(1), mib.toFixed(0)];
    }),
  };
}

async function measured(
  name: string,
  job: { hosts: number; samples: number; size: HostSize },
  rounds: number,
): Promise<Costs> {
  const at = (ending: string) => path.join(SCRATCH, `readers-${name}${ending}`);
  const files = { series: at('.json'), samples: at('.ndjson'), output: at('.out') };
  await writeJournal(at('.journal'), job);
  timed([RANKSTAT, 'recover', at('.journal'), '--force', '-o', files.series]);
  rmSync(at('.journal'));
  await pipeline(Readable.from(samplesOf(files.series)), createWriteStream(files.samples));
  const costs = new Map<string, Cost[]>(READINGS.map((reading) => [reading.name, []]));
  const said = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, isPeer } of READINGS) {
      const { cpuSeconds, rssKb, stdout } = timed(command(files));
      const bytes = statSync(isPeer ? files.samples : files.series).size;
      costs.get(name)!.push({ mbPerSecond: bytes / 1e6 / cpuSeconds, rssKb });
      if (isPeer) said.add(stdout.trim());
    }
  }
  if (said.size !== 1) throw new Error(`peers have read different things: ${[...said].join(', ')}`);
  for (const file of Object.values(files)) rmSync(file);
  return costs;
}

function runs(file: string, ...args: readonly string[]): boolean {
  return spawnSync(file, args).status === 0;
}

/** The lines of a series file that are samples, without the commas between them. */
async function* samplesOf(series: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(series) })) {
    if (line.startsWith('{"timestamp"')) yield `${line.endsWith(',') ? line.slice(0, -1) : line}\n`;
  }
}
