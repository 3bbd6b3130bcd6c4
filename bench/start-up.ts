import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Context } from 'zeromq';
import { read } from '../src/launch/rendezvous/file/file.ts';
import { ask } from '../src/wire/client.ts';
import { jobKeys } from '../src/wire/keys.ts';
import { treeCost } from './lib/process-cost.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { growth, median, spreadText } from './lib/statistics.ts';
import { RANKSTAT, ROOT, SCRATCH } from './lib/workshop.ts';

const ROUNDS = 21;
const RANKS = [1, 2, 4, 8, 16, 32, 64];
/** Asking costs what it measures, where there are more ranks than processors. */
const ASK_EVERY_MS = 50;
/** What a pair does after it is ready, with its readings for nothing, is not of its start. */
const ASK_PAIR_EVERY_MS = 10;
const PYTHON = ['python3', '-c', 'import json,socket,threading'] as const;

/** What a start costs: files of the installation, time to the first sample, many at once. */
export const startUp: Family = {
  name: 'start-up',
  title: 'Start-up',
  about:
    'Paths below the installation that a rank opens, counted by strace; the time from exec until a rank has taken its ' +
    'first sample, against a Python that imports three modules and does nothing; `rankstat sample`, against a Node.js ' +
    'with an empty program; the CPU time of a rank beside rank 0 from exec until that has compared clocks with it, which is ' +
    `asked every ${ASK_PAIR_EVERY_MS} ms: medians, lowest and highest of ${ROUNDS} alternating rounds. And ranks that are started ` +
    'at once on this machine, each as if it were on a node of its own, until rank 0 has them all.',
  async run() {
    const paths = openedPaths();
    const nothing = path.join(SCRATCH, 'nothing.cjs');
    writeFileSync(nothing, '');
    const first: number[] = [];
    const python: number[] = [];
    const sample: Spent[] = [];
    const node: Spent[] = [];
    const ready: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      first.push(await untilFirstSample());
      const from = performance.now();
      spawnSync(PYTHON[0], PYTHON.slice(1));
      python.push(performance.now() - from);
      sample.push(spent([RANKSTAT, 'sample']));
      node.push(spent([process.execPath, nothing]));
      ready.push((await together(2, ASK_PAIR_EVERY_MS)).cpuMsOfLast);
    }
    const many = [];
    for (const ranks of RANKS) many.push(await together(ranks, ASK_EVERY_MS));
    const most = many.at(-1)!;
    const promised = PROMISES.startUp;
    const ofNode = (what: keyof Spent) => sample.map((one, round) => one[what] / node[round]![what]);
    return {
      findings: [
        `A rank opens ${paths.length} paths below the installation ${heldAgainst(promised.paths, paths.length)}: ` +
          `${paths.join(', ')}.`,
        `${median(first).toFixed(0)} ms from exec to the first sample; Python's imports take ${median(python).toFixed(0)} ms: ` +
          `${(median(first) / median(python)).toFixed(1)} times.`,
        `${spreadText(ready, 0)} ms of CPU time from exec until rank 0 has compared clocks with a rank ` +
          `${heldAgainst(promised.cpu, median(ready))}.`,
        `\`rankstat sample\` takes ${spreadText(
          sample.map(({ cpuMs }) => cpuMs),
          0,
        )} ms of CPU time, ` +
          `${spreadText(ofNode('cpuMs'), 2)} times that of a Node.js that does nothing ` +
          `${heldAgainst(promised.sampleOfNode, median(ofNode('cpuMs')))}; by the wall clock ` +
          `${spreadText(
            sample.map(({ wallMs }) => wallMs),
            0,
          )} ms, ${spreadText(ofNode('wallMs'), 2)} times.`,
        `${most.ranks} ranks on this machine are all there after ${most.seconds.toFixed(2)} s ` +
          `${heldAgainst(promised.of64, most.seconds)}, with ${(most.cpuMs / most.ranks).toFixed(0)} ms of CPU time each.`,
      ],
      tables: [
        {
          title: 'Ranks that start at once on one machine',
          columns: ['ranks', 'until rank 0 has them all, s', 'CPU time per rank, ms'],
          rows: [
            ...many.map(({ ranks, seconds, cpuMs }) => [
              ranks,
              seconds.toFixed(2),
              (cpuMs / ranks).toFixed(0),
            ]),
            [
              'grows to the power of',
              growth(many.map(({ ranks, seconds }) => [ranks, seconds])).toFixed(2),
              '',
            ],
          ],
        },
      ],
      chart: {
        kind: 'lines',
        title: 'Ranks that start at once on one machine',
        x: 'ranks',
        y: 's',
        series: [
          { name: 'until rank 0 has them all', points: many.map(({ ranks, seconds }) => [ranks, seconds]) },
        ],
      },
    };
  },
};

const ALONE = { ...process.env, RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1' };

/** What a rank opens below the checkout, each path once. */
function openedPaths(): string[] {
  const trace = path.join(SCRATCH, 'trace');
  const rank = [
    RANKSTAT,
    'rank',
    '--quiet',
    '--duration',
    '0.1',
    '--results-dir',
    path.join(SCRATCH, 'traced'),
  ];
  spawnSync('strace', ['-f', '-e', 'trace=file', '-o', trace, ...rank], { env: ALONE });
  const opened = readFileSync(trace, 'utf8')
    .split('\n')
    .flatMap((line) => /\bopen(?:at)?\([^"]*"([^"]+)".* = \d+$/.exec(line)?.[1] ?? []);
  const below = opened.map((file) => path.resolve(file)).filter((file) => file.startsWith(`${ROOT}/`));
  return [...new Set(below)].map((file) => path.relative(ROOT, file));
}

/** From exec until the baseline sample was taken, ms by the wall clock. */
async function untilFirstSample(): Promise<number> {
  const results = path.join(SCRATCH, 'first');
  const from = Date.now();
  spawnSync(RANKSTAT, ['rank', '--quiet', '--duration', '0.01', '--results-dir', results], { env: ALONE });
  const [name = ''] = readdirSync(results);
  const { samples_by_host } = JSON.parse(readFileSync(path.join(results, name), 'utf8'));
  const [samples] = Object.values<{ timestamp: string }[]>(samples_by_host);
  await rm(results, { recursive: true });
  return Date.parse(samples?.[0]?.timestamp ?? '') - from;
}

interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What a command takes from exec to its end, by bash, which tells of CPU time to the ms. */
function spent(command: readonly string[]): Spent {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null', 'bash', ...command];
  const { status, stderr } = spawnSync('bash', timed, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [wallS = Number.NaN, userS = Number.NaN, systemS = Number.NaN] = stderr.trim().split(' ').map(Number);
  if (status !== 0 || Number.isNaN(systemS)) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  return { wallMs: wallS * 1000, cpuMs: (userS + systemS) * 1000 };
}

interface Together {
  readonly ranks: number;
  readonly seconds: number;
  /** Of all of them. */
  readonly cpuMs: number;
  /** Of the one with the highest rank. */
  readonly cpuMsOfLast: number;
}

/** Starts ranks at once and waits until rank 0 has compared clocks with all of them. */
async function together(ranks: number, askEveryMs: number): Promise<Together> {
  const results = path.join(SCRATCH, 'together');
  mkdirSync(results, { recursive: true });
  const rendezvous = path.join(results, 'rendezvous');
  const from = performance.now();
  const children = Array.from({ length: ranks }, (_, rank) => {
    const args = [
      'rank',
      '--quiet',
      '--interval',
      '1',
      '--results-dir',
      results,
      '--rendezvous',
      `file:${rendezvous}`,
    ];
    const me = {
      RANKSTAT_RANK: String(rank),
      RANKSTAT_SIZE: String(Math.max(2, ranks)),
      RANKSTAT_LOCAL_RANK: '0',
    };
    return spawn(RANKSTAT, args, {
      stdio: 'ignore',
      env: { ...process.env, ...me, SLURM_JOB_ID: `bench${rank}` },
    });
  });
  try {
    await untilReady(rendezvous, ranks, askEveryMs);
    const seconds = (performance.now() - from) / 1000;
    const costs = children.map(({ pid }) => treeCost(pid!).cpuMs);
    return { ranks, seconds, cpuMs: costs.reduce((sum, ms) => sum + ms, 0), cpuMsOfLast: costs.at(-1)! };
  } finally {
    await stop(children);
    await rm(results, { recursive: true });
  }
}

async function untilReady(rendezvous: string, ranks: number, askEveryMs: number): Promise<void> {
  const context = new Context();
  for (;;) {
    await pause(askEveryMs);
    const found = await read(rendezvous).catch(() => undefined);
    const [to] = found?.addresses ?? [];
    if (found === undefined || to === undefined) continue;
    const gather = { context, keys: jobKeys(found.secret), to };
    const status = await ask(gather, { op: 'phase' }, 1000);
    if (status !== undefined && status.ready >= ranks) return;
  }
}

async function stop(children: readonly ChildProcess[]): Promise<void> {
  const ended = children.map((child) => once(child, 'exit'));
  children[0]!.kill('SIGUSR1');
  await Promise.all(ended);
}
