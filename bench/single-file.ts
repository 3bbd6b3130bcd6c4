import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { nodeBinary, SHIPPED } from '../scripts/package/node-binary.mjs';
import { makeSingle } from '../scripts/package/single.mjs';
import { makeTarball } from '../scripts/package/tarball.mjs';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { median, spreadText } from './lib/statistics.ts';
import { ROOT, SCRATCH } from './lib/workshop.ts';

const ROUNDS = 21;
const ALONE = { ...process.env, RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1' };

/** What it costs that all of rankstat is one file. */
export const singleFile: Family = {
  name: 'single-file',
  title: 'One file',
  about:
    'The single executable against the portable tarball, unpacked, both with the same Node.js: the time from exec until a ' +
    'rank has taken its first sample, and the CPU time of `rankstat sample`, as ratios of pairs: medians, lowest and ' +
    `highest of ${ROUNDS} alternating rounds. Paths that a rank opens below the folder of either are counted by strace.`,
  async run() {
    const folder = path.join(SCRATCH, 'single-file');
    mkdirSync(folder);
    const { arch } = process;
    const node = nodeBinary(arch, SHIPPED, path.join(ROOT, 'node_modules/.cache/node-shipped'));
    const single = path.join(folder, 'one', 'rankstat');
    await makeSingle({ arch, node, file: single });
    const tarball = await makeTarball({ arch, node, folder, seconds: 0 });
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    const installed = path.join(folder, path.basename(tarball, '.tar.gz'), 'bin/rankstat');
    const first: number[] = [];
    const sample: number[] = [];
    const ms = { single: [] as number[], installed: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      const before = await untilFirstSample(installed, folder);
      const now = await untilFirstSample(single, folder);
      ms.installed.push(before);
      ms.single.push(now);
      first.push(now / before);
      const cpuBefore = cpuMs([installed, 'sample']);
      sample.push(cpuMs([single, 'sample']) / cpuBefore);
    }
    const paths = openedBelow(single, path.dirname(single));
    const promised = PROMISES.singleFile;
    return {
      findings: [
        `A rank opens ${paths.length} path of the single executable ${heldAgainst(promised.paths, paths.length)}.`,
        `${median(ms.single).toFixed(0)} ms from exec to the first sample, of the tarball ${median(ms.installed).toFixed(0)} ms: ` +
          `${spreadText(first, 2)} times ${heldAgainst(promised.firstOfInstallation, median(first))}.`,
        `\`rankstat sample\` takes ${spreadText(sample, 2)} times the CPU time.`,
        `${(statSync(single).size / 1e6).toFixed(0)} MB.`,
      ],
      tables: [],
      chart: {
        kind: 'lines',
        title: 'From exec to the first sample, rounds in order of time',
        x: 'round',
        y: 'ms',
        series: [
          { name: 'single executable', points: inOrder(ms.single) },
          { name: 'portable tarball', points: inOrder(ms.installed) },
        ],
      },
    };
  },
};

function inOrder(values: readonly number[]): [number, number][] {
  return [...values].sort((a, b) => a - b).map((value, nth) => [nth + 1, value]);
}

/** From exec until the baseline sample was taken, ms by the wall clock. */
async function untilFirstSample(rankstat: string, folder: string): Promise<number> {
  const results = path.join(folder, 'first');
  const from = Date.now();
  spawnSync(rankstat, ['rank', '--quiet', '--duration', '0.01', '--results-dir', results], { env: ALONE });
  const name = readdirSync(results).find((one) => one.endsWith('_timeseries.json')) ?? '';
  const { samples_by_host } = JSON.parse(readFileSync(path.join(results, name), 'utf8'));
  const [samples] = Object.values<{ timestamp: string }[]>(samples_by_host);
  await rm(results, { recursive: true });
  return Date.parse(samples?.[0]?.timestamp ?? '') - from;
}

/** CPU time of a command from exec to its end, by bash, which tells of it to the ms. */
function cpuMs(command: readonly string[]): number {
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null', 'bash', ...command];
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stderr } = spawnSync('bash', timed, { encoding: 'utf8', env });
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  if (status !== 0 || Number.isNaN(system)) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  return (user + system) * 1000;
}

/** What a rank opens below a folder, each path once; that the kernel opens what it executes is counted, too. */
function openedBelow(rankstat: string, folder: string): string[] {
  const trace = path.join(folder, '..', 'trace');
  const results = path.join(folder, '..', 'traced');
  const rank = [rankstat, 'rank', '--quiet', '--duration', '0.1', '--results-dir', results];
  spawnSync('strace', ['-f', '-e', 'trace=file', '-o', trace, ...rank], { env: ALONE });
  const opened = readFileSync(trace, 'utf8')
    .split('\n')
    .flatMap((line) => /\b(?:open|openat|execve)\([^"]*"([^"]+)".* = \d+$/.exec(line)?.[1] ?? []);
  return [...new Set(opened.map((file) => path.resolve(file)))].filter((file) =>
    file.startsWith(`${folder}/`),
  );
}
