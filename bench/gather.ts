import { type GatherCost, gatherFrom } from './lib/gather-load.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { growth } from './lib/statistics.ts';

/** What is promised for the stop is of so many. */
const MOST_RANKS = 9600;
const RANKS = [10, 100, 1000, 4000, MOST_RANKS];
const TEN_THOUSAND = 10_000;
const WINDOW_MS = 30_000;
/** For the growth with the length of the run: as many records as an hour and a half of 100 ranks at a second. */
const LONG = { ranks: 1000, intervalS: 0.2, settleMs: 40_000, forMs: 80_000 };

/** What gathering costs rank 0, by the number of ranks. */
export const gather: Family = {
  name: 'gather',
  title: 'Gathering',
  about:
    'Ranks that are played by few processes, each with the encrypted connection of a rank and real records, to a ' +
    'real rank 0 that is bound to one CPU; the players share the other. One sample a second, of a node with 4 CPUs ' +
    `and 2 disks, for ${WINDOW_MS / 1000} s.`,
  async run() {
    const costs: GatherCost[] = [];
    for (const ranks of RANKS) {
      costs.push(await gatherFrom({ ranks, intervalS: 1, settleMs: 2000, forMs: WINDOW_MS }));
    }
    const long = await gatherFrom(LONG);
    const records = (ms: number) => Math.round((LONG.ranks * ms) / 1000 / LONG.intervalS);
    const perRecord = (1024 * (long.rssAnonEndKb - long.rssAnonKb)) / records(LONG.forMs);
    const most = costs.at(-1)!;
    const grows = (of: (cost: GatherCost) => number) =>
      growth(costs.filter(({ ranks }) => ranks >= 100).map((cost) => [cost.ranks, of(cost)])).toFixed(2);
    const promises = PROMISES.gather;
    const ofCore = most.cpuMsPerSecond / 10;
    const readyCpu = most.readyCpuMs / most.ranks;
    const lost = costs.reduce((sum, cost) => sum + cost.lost, 0);
    const perRankKb = (most.rssAnonKb - costs[0]!.rssAnonKb) / (most.ranks - costs[0]!.ranks);
    return {
      findings: [
        `${most.ranks} ranks at one sample a second take ${ofCore.toFixed(1)} % of a core ` +
          `${heldAgainst(promises.ofCore, (ofCore * TEN_THOUSAND) / most.ranks)}: ${most.cpuUsPerRecord.toFixed(1)} µs a record.`,
        `They are all connected ${most.readyS.toFixed(1)} s after they start, with ` +
          `${readyCpu.toFixed(2)} ms of CPU time of rank 0 for each ${heldAgainst(promises.readyCpu, readyCpu)}: a handshake, ` +
          'a hello, eight layouts, a sample, four comparisons of clocks.',
        `A rank takes ${perRankKb.toFixed(0)} KiB at rank 0 ${heldAgainst(promises.memory, perRankKb)}, nearly all of it the ` +
          'buffers of its connection.',
        `From the stop to the last bye ${most.stopToByeS.toFixed(2)} s ${heldAgainst(promises.stop, most.stopToByeS)}, with ` +
          `${(most.stopCpuMs / most.ranks).toFixed(2)} ms of CPU time of rank 0 for each rank.`,
        `${lost} of ${costs.reduce((sum, { sent }) => sum + sent, 0)} samples lost ${heldAgainst(promises.lost, lost)}.`,
        `With ${LONG.ranks} ranks rank 0 holds ${(long.rssAnonKb / 1024).toFixed(0)} MiB after ` +
          `${records(LONG.settleMs)} records and ${(long.rssAnonEndKb / 1024).toFixed(0)} MiB after ` +
          `${records(LONG.settleMs + LONG.forMs)}: ${perRecord.toFixed(1)} bytes a record ` +
          `${heldAgainst(promises.memoryOfRecords, perRecord)}.`,
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
            'CPU of it, ms',
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
              cost.stopCpuMs.toFixed(0),
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
              grows(({ stopCpuMs }) => stopCpuMs),
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
