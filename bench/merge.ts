import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { SMALL_NODE } from './lib/host-fixture.ts';
import { writeJournal } from './lib/made-journal.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { growth, median } from './lib/statistics.ts';
import { bundle, RANKSTAT, ROOT, SCRATCH } from './lib/workshop.ts';

const HOSTS = 200;
const SAMPLES = 3600;
const ROUNDS = 3;
/** What Python and JSON.stringify can hold in memory. */
const SMALL = { hosts: 10, samples: 1000 };
const BY_HOSTS = [1, 10, 100, 1000, 10_000];
const BY_SAMPLES = [100, 1000, 10_000];

interface Merged {
  readonly seconds: number;
  /** Of the series file. */
  readonly bytes: number;
  readonly journalBytes: number;
  /** The most memory that the process held, KiB. */
  readonly rssKb: number;
}

/** How fast the series file is made and read, and in how much memory. */
export const merging: Family = {
  name: 'merge',
  title: 'Merging and reading',
  about:
    `\`rankstat recover\` of the journal of ${HOSTS} hosts with ${SAMPLES} samples each of a node with 4 CPUs and 2 disks, ` +
    'whole processes, from start to renamed file, synced; MB are 10^6 bytes of uncompressed JSON. Python writes ' +
    `${SMALL.hosts} hosts with ${SMALL.samples} samples, which it holds in memory, by json.dump(indent=2), and JSON.stringify ` +
    `makes a string of the same; neither's reading is counted. Medians of ${ROUNDS} alternating rounds.`,
  async run() {
    const large = path.join(SCRATCH, 'large');
    const small = path.join(SCRATCH, 'small');
    await writeJournal(`${large}.journal`, { hosts: HOSTS, samples: SAMPLES, size: SMALL_NODE });
    await writeJournal(`${small}.journal`, { ...SMALL, size: SMALL_NODE });
    recover(small, '.json');
    const stringify = await bundle('stringify');
    const plain: Merged[] = [];
    const gzip: Merged[] = [];
    const peers = { python: [] as number[], stringify: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      plain.push(recover(large, '.json'));
      gzip.push(recover(large, '.json.gz'));
      const dump = [
        'python3',
        path.join(ROOT, 'bench/peers/dump.py'),
        `${small}.json`,
        `${small}.dump`,
      ] as const;
      peers.python.push(mbPerSecond(output(...dump)));
      peers.stringify.push(mbPerSecond(output(process.execPath, stringify, `${small}.json`)));
    }
    const bytes = plain[0]!.bytes;
    const speed = (merged: readonly Merged[]) => median(merged.map(({ seconds }) => bytes / 1e6 / seconds));
    const reads = {
      summary: timed([RANKSTAT, 'summary', `${large}.json`]),
      validate: timed([RANKSTAT, 'validate', `${large}.json`]),
    };
    for (const ending of ['.json', '.json.gz', '.journal']) rmSync(`${large}${ending}`);
    const byHosts = [];
    for (const hosts of BY_HOSTS) byHosts.push([hosts, await mergedOf(hosts, 100)] as const);
    const bySamples = [];
    for (const samples of BY_SAMPLES) bySamples.push([samples, await mergedOf(10, samples)] as const);
    const ofPython = speed(plain) / median(peers.python);
    return {
      findings: [
        `${speed(plain).toFixed(0)} MB/s ${heldAgainst(PROMISES.merge.speed, speed(plain))}: ${ofPython.toFixed(1)} times Python's ` +
          `json.dump, ${(speed(plain) / median(peers.stringify)).toFixed(2)} times JSON.stringify, which writes no file.`,
        `Compressed ${speed(gzip).toFixed(0)} MB/s, ${(bytes / gzip[0]!.bytes).toFixed(1)} to one.`,
        `${(bytes / 1e9).toFixed(1)} GB are made in ${mib(plain[0]!.rssKb)} MiB, summarized in ${mib(reads.summary.rssKb)} MiB ` +
          `and validated in ${mib(reads.validate.rssKb)} MiB.`,
      ],
      tables: [
        {
          title: 'Speed and memory',
          columns: ['what', 'MB/s', '÷ json.dump', 'RSS, MiB at most'],
          rows: [
            ...(
              [
                ['merge', plain],
                ['merge --gzip', gzip],
              ] as const
            ).map(([name, merged]) => [
              name,
              speed(merged).toFixed(0),
              (speed(merged) / median(peers.python)).toFixed(1),
              mib(Math.max(...merged.map(({ rssKb }) => rssKb))),
            ]),
            ['Python: json.dump(indent=2)', median(peers.python).toFixed(0), '1.0', ''],
            [
              'JSON.stringify',
              median(peers.stringify).toFixed(0),
              (median(peers.stringify) / median(peers.python)).toFixed(1),
              '',
            ],
            ...Object.entries(reads).map(([name, { seconds, rssKb }]) => [
              name,
              (bytes / 1e6 / seconds).toFixed(0),
              '',
              mib(rssKb),
            ]),
          ],
        },
        growthTable('hosts, 100 samples each', byHosts),
        growthTable('samples of 10 hosts', bySamples),
      ],
      chart: {
        kind: 'lines',
        title: 'Merge by the number of hosts, 100 samples each',
        x: 'hosts',
        y: 's, MiB, MB',
        series: [
          { name: 'time, s', points: byHosts.map(([hosts, { seconds }]) => [hosts, seconds]) },
          { name: 'RSS at most, MiB', points: byHosts.map(([hosts, { rssKb }]) => [hosts, rssKb / 1024]) },
          { name: 'series file, MB', points: byHosts.map(([hosts, { bytes }]) => [hosts, bytes / 1e6]) },
        ],
      },
    };
  },
};

function growthTable(what: string, merged: readonly (readonly [count: number, Merged])[]) {
  const grows = (of: (merged: Merged) => number) =>
    growth(merged.map(([count, found]) => [count, of(found)])).toFixed(2);
  return {
    title: `Merge by ${what}`,
    columns: [what, 'time, s', 'RSS, MiB at most', 'journal, MB', 'series file, MB'],
    rows: [
      ...merged.map(([count, { seconds, rssKb, journalBytes, bytes }]) => [
        count,
        seconds.toFixed(2),
        mib(rssKb),
        (journalBytes / 1e6).toFixed(1),
        (bytes / 1e6).toFixed(1),
      ]),
      [
        'grows to the power of',
        grows(({ seconds }) => seconds),
        grows(({ rssKb }) => rssKb),
        grows(({ journalBytes }) => journalBytes),
        grows(({ bytes }) => bytes),
      ],
    ],
  };
}

async function mergedOf(hosts: number, samples: number): Promise<Merged> {
  const name = path.join(SCRATCH, `merge-${hosts}-${samples}`);
  await writeJournal(`${name}.journal`, { hosts, samples, size: SMALL_NODE });
  const merged = recover(name, '.json');
  for (const ending of ['.json', '.journal']) rmSync(`${name}${ending}`);
  return merged;
}

function recover(name: string, ending: string): Merged {
  const file = `${name}${ending}`;
  const cost = timed([RANKSTAT, 'recover', `${name}.journal`, '--force', '-o', file]);
  return { ...cost, bytes: statSync(file).size, journalBytes: statSync(`${name}.journal`).size };
}

/** How long a command takes, s, and the most memory that it holds, KiB, as GNU time has it from the kernel. */
function timed(command: readonly string[]): { seconds: number; rssKb: number } {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-q', '-f', '%e %M', ...command], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [seconds = 0, rssKb = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { seconds, rssKb };
}

function output(file: string, ...args: string[]): string {
  return execFileSync(file, args, { encoding: 'utf8', maxBuffer: 1024 * 1024 });
}

/** Of a line of seconds and bytes. */
function mbPerSecond(line: string): number {
  const [seconds = 0, bytes = 0] = line.trim().split(' ').map(Number);
  return bytes / 1e6 / seconds;
}

function mib(kb: number): string {
  return (kb / 1024).toFixed(0);
}
