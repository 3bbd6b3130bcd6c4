import { costOf, end, type Program, type Running, start } from './lib/program.ts';
import {
  alone,
  collectl,
  floorAt,
  missingPeers,
  nodeExporter,
  python,
  rankOf,
  sadc,
} from './lib/samplers.ts';
import type { Family } from './lib/section.ts';
import { readableFiles } from './lib/sources.ts';
import { median } from './lib/statistics.ts';
import { bundle, compile, NODE_SETTINGS } from './lib/workshop.ts';

const ROUNDS = 3;
/** In which V8 compiles, and collects what the start has left. */
const SETTLE_MS = 15_000;
const WINDOW_MS = 20_000;
/** At the default interval there are few ticks in a window. */
const SLOW_S = 10;
const SLOW_WINDOW_MS = 100_000;
const GOAL_OF_PYTHON = 0.8;
const GOAL_PERCENT = 0.03;
const GOAL_PRIVATE_MB = 15;

/** CPU time and memory of the whole process tree at a real interval, against the programs that do the like. */
export const cadence: Family = {
  name: 'cadence',
  title: 'At the real cadence',
  about:
    `Time on a CPU of the whole process tree, from schedstat of all its threads, at one sample a second, over ` +
    `${ROUNDS} rounds of ${WINDOW_MS / 1000} s in which the programs take turns. The first ${SETTLE_MS / 1000} s, in which programs ` +
    'start and V8 compiles what runs at each tick, have a column of their own. Python reads and parses ' +
    'the same five files as the collector that this project succeeds (bench/peers/collector.py). sadc, collectl and ' +
    'node_exporter are those of the distribution, each on the nearest set of metrics. "Wakes up" is a Node.js ' +
    'process with a timer and nothing else.',
  async run() {
    const missing = missingPeers();
    if (missing.length > 0)
      throw new Error(`missing: apt-get install --no-install-recommends ${missing.join(' ')}`);
    const programs = await programsAt(1);
    const gather = start(rankOf(0, 1));
    const found = new Map<string, Running[]>(programs.map(({ name }) => [name, []]));
    try {
      for (let round = 0; round < ROUNDS; round++) {
        for (const program of programs)
          found.get(program.name)?.push(await costOf(program, SETTLE_MS, WINDOW_MS));
      }
    } finally {
      await end(gather);
    }
    const slowly = await slow();
    const rank = rankOf(1, 1).name;
    const ms = (name: string) => median((found.get(name) ?? []).map(({ cpuMsPerSecond }) => cpuMsPerSecond));
    const mean = (name: string, of: keyof Running) =>
      median((found.get(name) ?? []).map((running) => running[of]));
    const ofPython = ms(rank) / ms('Python');
    return {
      findings: [
        `A rank needs ${ofPython.toFixed(2)} times the CPU time of the Python program (promised: at most ` +
          `${GOAL_OF_PYTHON}), ${(ms(rank) / ms('collectl')).toFixed(2)} times that of collectl, ` +
          `${(ms(rank) / ms('node_exporter')).toFixed(2)} times that of node_exporter, ` +
          `${(ms(rank) / ms('sadc')).toFixed(1)} times that of sadc.`,
        `At ${SLOW_S} s it needs ${slowly.rank.toFixed(4)} % of a core (promised: at most ${GOAL_PERCENT} %), the Python ` +
          `program ${slowly.python.toFixed(4)} %.`,
        `Its private memory is ${(mean(rank, 'rssAnonKb') / 1024).toFixed(1)} MiB (promised: at most ${GOAL_PRIVATE_MB} MB); ` +
          `that of the Python program ${(mean('Python', 'rssAnonKb') / 1024).toFixed(1)} MiB.`,
      ],
      tables: [
        {
          title: 'One sample a second',
          columns: [
            'program',
            `CPU in the first ${SETTLE_MS / 1000} s, ms`,
            'CPU, ms per s',
            '÷ Python',
            'context switches per s',
            'threads',
            'private MiB',
            'RSS MiB',
          ],
          rows: programs.map(({ name }) => [
            name,
            mean(name, 'cpuMsBefore').toFixed(0),
            ms(name).toFixed(2),
            (ms(name) / ms('Python')).toFixed(2),
            mean(name, 'contextSwitchesPerSecond').toFixed(1),
            mean(name, 'threads'),
            (mean(name, 'rssAnonKb') / 1024).toFixed(1),
            (mean(name, 'rssKb') / 1024).toFixed(1),
          ]),
        },
      ],
      chart: {
        kind: 'bars',
        title: 'CPU time at one sample a second',
        unit: 'ms per second',
        categories: programs.map(({ name }) => name),
        series: [{ name: 'CPU', values: programs.map(({ name }) => Number(ms(name).toFixed(2))) }],
      },
    };
  },
};

async function programsAt(intervalS: number): Promise<Program[]> {
  const wake = await bundle('wake');
  return [
    floorAt(compile('floor'), readableFiles(), intervalS * 1000),
    sadc,
    {
      name: 'Node.js: wakes up',
      command: [process.execPath, ...NODE_SETTINGS, wake, String(intervalS * 1000)],
    },
    rankOf(1, intervalS),
    alone(intervalS),
    python(intervalS),
    collectl,
    nodeExporter,
  ];
}

/** Percent of a core at the default interval. */
async function slow(): Promise<{ rank: number; python: number }> {
  const gather = start(rankOf(0, SLOW_S));
  try {
    const [ours, theirs] = await Promise.all(
      [rankOf(1, SLOW_S), python(SLOW_S)].map((program) => costOf(program, SETTLE_MS, SLOW_WINDOW_MS)),
    );
    return { rank: ours!.cpuMsPerSecond / 10, python: theirs!.cpuMsPerSecond / 10 };
  } finally {
    await end(gather);
  }
}
