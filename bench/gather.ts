import { type GatherCost, gatherFrom } from './lib/gather-load.ts';
import type { Family } from './lib/section.ts';
import { growth } from './lib/statistics.ts';

/** The most that fit 20 000 descriptors, of which a rank takes two. */
const MOST_RANKS = 9600;
const RANKS = [10, 100, 1000, 4000, MOST_RANKS];
const WINDOW_MS = 30_000;
/** For the growth with the length of the run: as many records as an hour and a half of 100 ranks at a second. */
const LONG = { ranks: 1000, intervalS: 0.2, settleMs: 40_000, forMs: 80_000 };

/** What gathering costs rank 0, by the number of ranks. */
export const gather: Family = {
  name: 'gather',
  title: 'Gathering',
  about:
    'Ranks that are played by few processes, each with the two encrypted connections of a rank and real records, to a ' +
    'real rank 0 that is bound to one CPU; the players share the other. One sample a second, of a node with 4 CPUs ' +
    `and 2 disks, for ${WINDOW_MS / 1000} s. A descriptor limit of 20 000 allows ${MOST_RANKS} ranks here.`,
  async run() {
    const costs: GatherCost[] = [];
    for (const ranks of RANKS) {
      costs.push(await gatherFrom({ ranks, intervalS: 1, settleMs: 2000, forMs: WINDOW_MS }));
    }
    const long = await gatherFrom(LONG);
    const records = (ms: number) => Math.round((LONG.ranks * ms) / 1000 / LONG.intervalS);
    const most = costs.at(-1)!;
    const grows = (of: (cost: GatherCost) => number) =>
      growth(costs.filter(({ ranks }) => ranks >= 100).map((cost) => [cost.ranks, of(cost)])).toFixed(2);
    const perRankKb = (most.rssAnonKb - costs[0]!.rssAnonKb) / (most.ranks - costs[0]!.ranks);
    return {
      findings: [
        `${most.ranks} ranks at one sample a second take ${(most.cpuMsPerSecond / 10).toFixed(1)} % of a core ` +
          `(promised: 10 000 ranks on one core): ${most.cpuUsPerRecord.toFixed(1)} µs a record.`,
        `They are all connected ${most.readyS.toFixed(1)} s after they start, with ` +
          `${(most.readyCpuMs / most.ranks).toFixed(2)} ms of CPU time of rank 0 for each: two handshakes, a hello, ` +
          'eight layouts, a sample, four comparisons of clocks.',
        `A rank takes ${perRankKb.toFixed(0)} KiB at rank 0, nearly all of it the buffers of its two connections.`,
        `From the stop to the last bye ${most.stopToByeS.toFixed(2)} s; the most of it is libzmq, which goes through all ` +
          'subscriptions for each connection that closes.',
        `${costs.reduce((sum, { lost }) => sum + lost, 0)} of ${costs.reduce((sum, { sent }) => sum + sent, 0)} samples lost.`,
        `With ${LONG.ranks} ranks rank 0 holds ${(long.rssAnonKb / 1024).toFixed(0)} MiB after ` +
          `${records(LONG.settleMs)} records and ${(long.rssAnonEndKb / 1024).toFixed(0)} MiB after ` +
          `${records(LONG.settleMs + LONG.forMs)}.`,
      ],
      tables: [
        {
          title: 'Rank 0 by the number of ranks',
          columns: [
            'ranks',
            'ready, s',
            'CPU until then, ms',
            'CPU, ms per s',
            'µs per record',
            'private MiB',
            'stop to bye, s',
            'samples',
            'lost',
          ],
          rows: [
            ...costs.map((cost) => [
              cost.ranks,
              cost.readyS.toFixed(2),
              cost.readyCpuMs.toFixed(0),
              cost.cpuMsPerSecond.toFixed(1),
              cost.cpuUsPerRecord.toFixed(1),
              (cost.rssAnonKb / 1024).toFixed(0),
              cost.stopToByeS.toFixed(2),
              cost.sent,
              cost.lost,
            ]),
            [
              'grows as ranks to the power of (from 100 on)',
              grows(({ readyS }) => readyS),
              grows(({ readyCpuMs }) => readyCpuMs),
              grows(({ cpuMsPerSecond }) => cpuMsPerSecond),
              grows(({ cpuUsPerRecord }) => cpuUsPerRecord),
              grows(({ rssAnonKb }) => rssAnonKb),
              grows(({ stopToByeS }) => stopToByeS),
              '',
              '',
            ],
          ],
        },
      ],
      chart: {
        kind: 'lines',
        title: 'Rank 0 by the number of ranks, at one sample a second',
        x: 'ranks',
        y: 'ms, MiB',
        series: [
          {
            name: 'CPU, ms per second',
            points: costs.map(({ ranks, cpuMsPerSecond }) => [ranks, cpuMsPerSecond]),
          },
          {
            name: 'CPU until all are ready, ms',
            points: costs.map(({ ranks, readyCpuMs }) => [ranks, readyCpuMs]),
          },
          {
            name: 'private memory, MiB',
            points: costs.map(({ ranks, rssAnonKb }) => [ranks, rssAnonKb / 1024]),
          },
          {
            name: 'stop to the last bye, ms',
            points: costs.map(({ ranks, stopToByeS }) => [ranks, stopToByeS * 1000]),
          },
        ],
      },
    };
  },
};
