import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type HostSize, LARGE_NODE, SMALL_NODE, writeHost } from './lib/host-fixture.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { readableFiles } from './lib/sources.ts';
import { growth, median } from './lib/statistics.ts';
import { bundle, compile, NODE_SETTINGS, SCRATCH } from './lib/workshop.ts';

const ROUNDS = 11;
const SAMPLES = 4000;
const DISKS = [1, 10, 100, 1000, 10_000];

/** CPU time of a sample on the path of every tick, against a C program that only reads the same files. */
export const hotPath: Family = {
  name: 'hot-path',
  title: 'Hot path',
  about:
    `CPU time of one sample of all default sources, taken ${SAMPLES} times without a pause, by the account of the ` +
    'kernel for the whole process. The C program preads the same files to their end, with descriptors that stay ' +
    'open, and does nothing with what it read. Reading and parsing is the part that knows kernels; a sample is ' +
    `packed and put into the outbox, too. Medians of ${ROUNDS} alternating rounds.`,
  async run() {
    const floor = compile('floor');
    const sampler = await bundle('sampler');
    const files = readableFiles();
    const us = { floor: [] as number[], read: [] as number[], sample: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      us.floor.push(Number(execFileSync(floor, ['0', String(SAMPLES), ...files], { encoding: 'utf8' })));
      us.read.push(sampling(sampler, NODE_SETTINGS, SAMPLES, 'read').cpuUs);
      us.sample.push(sampling(sampler, NODE_SETTINGS, SAMPLES, 'sample').cpuUs);
    }
    const ratio = (over: readonly number[]) => median(over.map((value, round) => value / us.floor[round]!));
    const garbage = [SMALL_NODE, LARGE_NODE].map((size) => [size, allocation(sampler, size)] as const);
    const [small, large] = garbage;
    const grown = DISKS.map((disks) => [disks, ofCopy(sampler, { ...SMALL_NODE, disks })] as const);
    return {
      findings: [
        `A sample costs ${ratio(us.sample).toFixed(2)} times what the C program needs ` +
          `${heldAgainst(PROMISES.hotPath.ofC, ratio(us.sample))}; ` +
          `reading and parsing alone ${ratio(us.read).toFixed(2)} times.`,
        `A sample allocates ${kib(small![1])} KiB on a small node and ${kib(large![1])} KiB on a large one, the packed ` +
          'sample included.',
      ],
      tables: [
        {
          title: 'CPU time per sample',
          columns: ['what', 'µs, median', 'µs, lowest', '÷ C'],
          rows: [
            ['C program: reads', median(us.floor).toFixed(1), Math.min(...us.floor).toFixed(1), '1.00'],
            [
              'reads and parses',
              median(us.read).toFixed(1),
              Math.min(...us.read).toFixed(1),
              ratio(us.read).toFixed(2),
            ],
            [
              'whole sample',
              median(us.sample).toFixed(1),
              Math.min(...us.sample).toFixed(1),
              ratio(us.sample).toFixed(2),
            ],
          ],
        },
        {
          title: 'Allocated per sample',
          columns: ['node', 'reading and parsing, bytes', 'whole sample, bytes'],
          rows: garbage.map(([{ cpus, disks, interfaces }, { read, sample }]) => [
            `${cpus} CPUs, ${disks} disks, ${interfaces} interfaces`,
            Math.round(read),
            Math.round(sample),
          ]),
        },
        {
          title:
            'By the number of disks, from copies of kernel files, which are read without a kernel that prints them',
          columns: ['disks', 'µs per sample'],
          rows: [
            ...grown.map(([disks, cpuUs]) => [disks, cpuUs.toFixed(1)]),
            [
              'grows as disks to the power of (from 100 on)',
              growth(grown.filter(([disks]) => disks >= 100)).toFixed(2),
            ],
          ],
        },
      ],
      chart: {
        kind: 'bars',
        title: 'CPU time of one sample',
        unit: 'µs',
        categories: ['C: reads', 'rankstat: reads and parses', 'rankstat: whole sample'],
        series: [
          { name: 'µs', values: [us.floor, us.read, us.sample].map((values) => Math.round(median(values))) },
        ],
      },
    };
  },
};

interface Sampling {
  readonly cpuUs: number;
  readonly bytes: number;
}

function sampling(
  program: string,
  settings: readonly string[],
  samples: number,
  what: string,
  ...roots: string[]
) {
  const args = [...settings, program, String(samples), what, ...roots];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Sampling;
}

/** CPU time of a sample of a made-up node, µs. */
function ofCopy(program: string, size: HostSize): number {
  const { procfs, sysfs } = writeHost(path.join(SCRATCH, `disks-${size.disks}`), size, 1);
  return sampling(program, NODE_SETTINGS, 1000, 'sample', procfs, sysfs).cpuUs;
}

/** What is allocated per sample, bytes, with a heap so large that nothing is collected meanwhile. */
function allocation(program: string, size: HostSize): { read: number; sample: number } {
  const roots = writeHost(path.join(SCRATCH, `host-${size.cpus}`), size, 1);
  const settings = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const of = (what: string) => sampling(program, settings, 2000, what, roots.procfs, roots.sysfs).bytes;
  return { read: of('read'), sample: of('sample') };
}

function kib({ sample }: { sample: number }): string {
  return (sample / 1024).toFixed(1);
}
