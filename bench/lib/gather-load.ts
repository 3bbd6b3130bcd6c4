import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { readSeries } from '../../src/series/reader.ts';
import { SMALL_NODE, writeHost } from './host-fixture.ts';
import { treeCost } from './process-cost.ts';
import { bundle, RANKSTAT, SCRATCH } from './workshop.ts';

/** What it takes to gather from so many ranks at one sample a second. */
export interface GatherCost {
  readonly ranks: number;
  /** From the start of the played ranks until all are connected and have compared clocks, s. */
  readonly readyS: number;
  /** CPU time of rank 0 until then, ms. */
  readonly readyCpuMs: number;
  /** CPU time of rank 0 per second while all send, ms; and per record, µs. */
  readonly cpuMsPerSecond: number;
  readonly cpuUsPerRecord: number;
  /** Private memory of rank 0 when all are there, and at the end, KiB. */
  readonly rssAnonKb: number;
  readonly rssAnonEndKb: number;
  /** From the stop until the last bye was acknowledged, s; and CPU time of rank 0 until then, ms. */
  readonly stopToByeS: number;
  readonly stopCpuMs: number;
  /** Samples that the ranks sent, and how many of them are not in the file. */
  readonly sent: number;
  readonly lost: number;
}

const RANKS_PER_PROCESS = 4900;
/** What is played. */
export interface Played {
  readonly ranks: number;
  readonly intervalS: number;
  /** How long it runs before it is measured, and while, ms. */
  readonly settleMs: number;
  readonly forMs: number;
}

/** Plays ranks to a real rank 0 on a CPU of its own, and stops the job. */
export async function gatherFrom({ ranks, intervalS, settleMs, forMs }: Played): Promise<GatherCost> {
  const results = path.join(SCRATCH, `gather-${ranks}`);
  mkdirSync(results, { recursive: true });
  const rendezvous = path.join(results, 'rendezvous');
  const { procfs, sysfs } = writeHost(path.join(SCRATCH, 'played'), SMALL_NODE, 1);
  const program = await bundle('ranks');
  const job = [
    '--interval',
    String(intervalS),
    '--results-dir',
    results,
    '--rendezvous',
    `file:${rendezvous}`,
  ];
  const zero = rankZero(ranks + 1, [...job, '--procfs', procfs, '--sysfs', sysfs]);
  try {
    while (!existsSync(rendezvous)) await pause(10);
    const began = performance.now();
    const players = Array.from({ length: Math.ceil(ranks / RANKS_PER_PROCESS) }, (_, nth) => {
      const first = 1 + nth * RANKS_PER_PROCESS;
      const count = Math.min(RANKS_PER_PROCESS, ranks + 1 - first);
      const args = [program, rendezvous, String(first), String(count), procfs, sysfs];
      return linesOf(
        spawn('taskset', ['-c', '1', process.execPath, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
      );
    });
    await Promise.all(players.map((next) => next()));
    const readyS = (performance.now() - began) / 1000;
    const ready = treeCost(zero.pid!);
    await pause(settleMs);
    const [before, from] = [treeCost(zero.pid!), performance.now()];
    await pause(forMs);
    const [after, seconds] = [treeCost(zero.pid!), (performance.now() - from) / 1000];
    const ended = once(zero, 'exit');
    const beforeStop = treeCost(zero.pid!);
    const stopped = performance.now();
    const stop = spawn(RANKSTAT, ['stop', '--quiet', '--rendezvous', `file:${rendezvous}`], {
      stdio: 'inherit',
    });
    const told = once(stop, 'exit');
    const sent = (await Promise.all(players.map((next) => next())))
      .map(Number)
      .reduce((sum, count) => sum + count, 0);
    const stopToByeS = (performance.now() - stopped) / 1000;
    const atBye = treeCost(zero.pid!);
    await Promise.all([ended, told]);
    const cpuMsPerSecond = (after.cpuMs - before.cpuMs) / seconds;
    return {
      ranks,
      readyS,
      readyCpuMs: ready.cpuMs,
      cpuMsPerSecond,
      cpuUsPerRecord: (1000 * cpuMsPerSecond * intervalS) / ranks,
      rssAnonKb: before.rssAnonKb,
      rssAnonEndKb: after.rssAnonKb,
      stopToByeS,
      stopCpuMs: atBye.cpuMs - beforeStop.cpuMs,
      sent,
      lost: sent - (await samplesOfPlayed(results)),
    };
  } finally {
    zero.kill('SIGKILL');
    await rm(results, { recursive: true, force: true });
  }
}

function rankZero(size: number, job: readonly string[]): ChildProcess {
  const patience = ['--stop-timeout', '120', '--ready-timeout', '600'];
  return spawn('taskset', ['-c', '0', RANKSTAT, 'rank', '--quiet', ...job, ...patience], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      RANKSTAT_RANK: '0',
      RANKSTAT_SIZE: String(size),
      RANKSTAT_LOCAL_RANK: '0',
      SLURM_JOB_ID: 'bench',
    },
  });
}

/** The next line that a process prints, each time it is called. */
function linesOf({ stdout }: ChildProcess): () => Promise<string> {
  const lines = createInterface({ input: stdout! })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the process that plays ranks has ended');
    return value;
  };
}

async function samplesOfPlayed(results: string): Promise<number> {
  const name = readdirSync(results).find((file) => file.endsWith('_timeseries.json'));
  if (name === undefined) throw new Error('rank 0 left no file');
  const { header, samples } = await readSeries(path.join(results, name));
  for await (const _ of samples) break; // The file is closed then.
  return Object.values(header.host_status)
    .filter(({ rank }) => rank !== 0)
    .reduce((sum, { samples }) => sum + samples, 0);
}
