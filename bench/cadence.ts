import { type CostUntil, CostWindows } from './lib/cost-windows.ts';
import { allEverySecond, aRank, pythonAt, reads, wakesAt } from './lib/phased.ts';
import type { TreeCost } from './lib/process-cost.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import { demandPeers } from './lib/samplers.ts';
import type { Family, Pace, Table } from './lib/section.ts';
import { costsAt, type Sampler, sideBySide } from './lib/side-by-side.ts';
import { median, spreadText } from './lib/statistics.ts';

const RANK = 'rankstat, a rank';
/** Bounds of the three windows, s after the start. V8 compiles what runs at each tick in the first two. */
const FIRST_S = 15;
const WARMING_S = 75;
const WARM_S = 135;

interface Plan {
  readonly rounds: number;
  /** Bounds of the windows, s after the start. */
  readonly bounds: readonly number[];
}

interface Plans {
  readonly everySecond: Plan;
  readonly tenASecond: Plan;
  /** All rounds at once, at phases of their own: there is a tick every 10 s only. */
  readonly everyTen: Plan;
}

const PLANS: Readonly<Record<Pace, Plans>> = {
  full: {
    everySecond: { rounds: 5, bounds: [FIRST_S, WARMING_S, WARM_S] },
    tenASecond: { rounds: 5, bounds: [FIRST_S, WARMING_S] },
    everyTen: { rounds: 5, bounds: [FIRST_S, WARM_S] },
  },
  short: {
    everySecond: { rounds: 1, bounds: [5, 15, 25] },
    tenASecond: { rounds: 1, bounds: [5, 15] },
    everyTen: { rounds: 2, bounds: [5, 25] },
  },
};

/** CPU time and memory of the whole process tree at a real interval, against the programs that do the like. */
export const cadence: Family = {
  name: 'cadence',
  title: 'At the real cadence',
  about:
    'Time on a CPU of the whole process tree, from schedstat of all its threads. All programs run at the same time, each ' +
    'at a phase of its own, so that no two sample at the same moment and all see the same machine; from round to round ' +
    'their order is another. Three windows: the first 15 s, in which programs start; 15 to 75 s, in which V8 compiles what ' +
    'runs at each tick; and 75 to 135 s, when all is warm, which is what the promise is about. Median, and lowest and ' +
    'highest of all rounds. Python reads and parses the same five files as the collector that this project succeeds ' +
    '(bench/peers/collector.py). sadc, collectl and node_exporter are those of the distribution, each on the nearest set ' +
    'of metrics. "Wakes up" is a Node.js process with a timer and nothing else.',
  async run(pace) {
    demandPeers();
    const { everySecond, tenASecond, everyTen } = PLANS[pace];
    const second = new CostWindows(await roundsOf(await allEverySecond(), 1000, everySecond));
    const fastOnes = [reads(0.1), await wakesAt(0.1), aRank(0.1), pythonAt(0.1)];
    const tenth = new CostWindows(await roundsOf(fastOnes, 100, tenASecond));
    const many = Array.from({ length: everyTen.rounds }, () => [aRank(10), pythonAt(10)]);
    const ten = new CostWindows(await roundsOf(many.flat(), 10_000, { ...everyTen, rounds: 1 }));
    const last = everySecond.bounds.length - 1;
    const promised = PROMISES.cadence;
    const warm = (name: string) => second.ratios(RANK, name, last);
    const [ofPython, ofCollectl, ofSadc] = ['Python', 'collectl', 'sadc'].map(warm);
    const warming = second.ratios(RANK, 'Python', last - 1);
    const fast = tenth.ratios(RANK, 'Python', 1);
    const [readsOnly, timerOnly] = ['C program: reads', 'Node.js: wakes up'].map((name) =>
      tenth.ratios(name, 'Python', 1),
    );
    const floor = readsOnly!.map((ratio, round) => ratio + timerOnly![round]!);
    const slow = ten.ratios(RANK, 'Python', 1);
    const percent = ten.msPerSecond(RANK, 1).map((ms) => ms / 10);
    const switches = second.switchesPerSecond(RANK, last);
    const preemptions = second.preemptionsPerSecond(RANK, last);
    const [privateMb, privateMbOfPython] = [RANK, 'Python'].map((name) => second.atEnd(name, privateMemory));
    return {
      findings: [
        `Warm, a rank needs ${spreadText(ofPython!, 2)} times the CPU time of the Python program ` +
          `${heldAgainst(promised.warmOfPython, median(ofPython!))}, ${spreadText(ofCollectl!, 2)} times that of collectl ` +
          `${heldAgainst(promised.warmOfCollectl, median(ofCollectl!))}, ${spreadText(ofSadc!, 2)} times that of sadc ` +
          `${heldAgainst(promised.warmOfSadc, median(ofSadc!))}.`,
        `In the first minute, 15 to 75 s after its start, ${spreadText(warming, 2)} times that of the Python program ` +
          `${heldAgainst(promised.warmingOfPython, median(warming))}.`,
        `At ten samples a second ${spreadText(fast, 2)} times that of the Python program ` +
          `${heldAgainst(promised.fastOfPython, median(fast))}; ` +
          `the reads of a C program and the timer of a Node.js that does nothing else together ${spreadText(floor, 2)} times.`,
        `At 10 s ${spreadText(slow, 2)} times that of the Python program ` +
          `${heldAgainst(promised.slowOfPython, median(slow))}: ` +
          `${spreadText(percent, 4)} % of a core ${heldAgainst(promised.slowOfCore, median(percent))}.`,
        `${spreadText(switches, 1)} context switches a second ${heldAgainst(promised.contextSwitches, median(switches))}; ` +
          `in ${spreadText(preemptions, 1)} of them another thread took the CPU, of the rank itself or of rank 0, which here ` +
          'runs beside it at the same moment.',
        `Its private memory is ${spreadText(privateMb!, 1)} MB ${heldAgainst(promised.privateMemory, median(privateMb!))}; that of ` +
          `the Python program ${spreadText(privateMbOfPython!, 1)} MB.`,
      ],
      tables: [
        tableOf('One sample a second', second, everySecond),
        tableOf('Ten samples a second', tenth, tenASecond),
        tableOf('One sample in ten seconds', ten, everyTen),
      ],
      chart: {
        kind: 'bars',
        title: 'CPU time at one sample a second',
        unit: 'ms per second',
        categories: second.names,
        series: everySecond.bounds.slice(1).map((to, at) => ({
          name: `${everySecond.bounds[at]} to ${to} s after the start`,
          values: second.names.map((name) => Number(median(second.msPerSecond(name, at + 1)).toFixed(2))),
        })),
      },
    };
  },
};

/** All rounds of programs that run side by side. */
async function roundsOf(
  samplers: readonly Sampler[],
  intervalMs: number,
  { rounds, bounds }: Plan,
): Promise<CostUntil[][]> {
  const times = bounds.map((seconds) => seconds * 1000);
  const share = intervalMs / samplers.reduce((sum, { room }) => sum + room, 0);
  const found: CostUntil[][] = [];
  for (let turn = 0; turn < rounds; turn++)
    found.push(...(await sideBySide(samplers, { intervalMs, turn }, costsAt(times, share / 2))));
  return found;
}

function tableOf(title: string, costs: CostWindows, { bounds }: Plan): Table {
  const windows = bounds.slice(1).map((to, at) => ({ at: at + 1, name: `${bounds[at]}–${to} s` }));
  const last = windows.length;
  return {
    title,
    columns: [
      'program',
      `CPU in the first ${bounds[0]} s, ms`,
      ...windows.map(({ name }) => `${name}: CPU, ms per s`),
      ...windows.map(({ name }) => `${name}: ÷ Python`),
      'context switches per s',
      'threads',
      'private MB',
      'RSS MB',
    ],
    rows: costs.names.map((name) => [
      name,
      median(costs.cpuMs(name, 0)).toFixed(0),
      ...windows.map(({ at }) => spreadText(costs.msPerSecond(name, at), 2)),
      ...windows.map(({ at }) => spreadText(costs.ratios(name, 'Python', at), 2)),
      median(costs.switchesPerSecond(name, last)).toFixed(1),
      median(costs.atEnd(name, ({ threads }) => threads)),
      median(costs.atEnd(name, privateMemory)).toFixed(1),
      median(costs.atEnd(name, ({ rssKb }) => (rssKb * 1024) / 1e6)).toFixed(1),
    ]),
  };
}

/** MB. */
function privateMemory({ rssAnonKb }: TreeCost): number {
  return (rssAnonKb * 1024) / 1e6;
}
