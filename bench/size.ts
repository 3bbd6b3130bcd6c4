import { statSync } from 'node:fs';
import path from 'node:path';
import { merge } from '../src/merge/merge.ts';
import { Parcel } from '../src/wire/parcel.ts';
import type { RecordBytes } from '../src/wire/records.ts';
import { type HostSize, LARGE_NODE, SMALL_NODE } from './lib/host-fixture.ts';
import { recordsOf, writeJournal } from './lib/made-journal.ts';
import type { Family } from './lib/section.ts';
import { growth, median } from './lib/statistics.ts';
import { SCRATCH } from './lib/workshop.ts';

/** More than the key sample that comes round. */
const TICKS = 128;
const DISKS = [1, 10, 100, 1000, 10_000];

interface Sizes {
  readonly size: HostSize;
  /** Numbers in a sample. */
  readonly numbers: number;
  /** Bytes of a sample: most of them, a key sample, and in the mean in the journal and in the series file. */
  readonly wire: number;
  readonly wireKey: number;
  readonly journal: number;
  readonly json: number;
  readonly jsonGzip: number;
}

/** Bytes of a sample on the wire, in the journal and in the series file. */
export const size: Family = {
  name: 'size',
  title: 'Size',
  about:
    'Bytes of one sample: head and body of its record as they are given to ZeroMQ, whose encryption adds 33 bytes to each; ' +
    `in the journal, framing and all; and in the series file. Means over ${TICKS} ticks of made-up nodes on which a ` +
    'quarter of the disks is busy; the counters that move are as many as on a busy machine.',
  async run() {
    const [small, large] = [await sizesOf(SMALL_NODE), await sizesOf(LARGE_NODE)];
    const grown: Sizes[] = [];
    for (const disks of DISKS) grown.push(await sizesOf({ ...SMALL_NODE, disks }));
    const grows = (of: (sizes: Sizes) => number) =>
      growth(
        grown.filter(({ size }) => size.disks >= 100).map((sizes) => [sizes.size.disks, of(sizes)]),
      ).toFixed(2);
    const row = (name: string | number, sizes: Sizes) => [
      name,
      sizes.numbers,
      Math.round(sizes.wire),
      Math.round(sizes.wireKey),
      Math.round(sizes.journal),
      Math.round(sizes.json),
      Math.round(sizes.jsonGzip),
    ];
    const columns = ['numbers', 'wire', 'wire, key sample', 'journal', 'series file', 'compressed'];
    const day = (86_400 / 10) * small.json;
    return {
      findings: [
        `A sample of a small node is ${Math.round(small.wire)} bytes on the wire, ${(small.wire / small.numbers).toFixed(2)} ` +
          `a number; of a large one ${Math.round(large.wire)}, ${(large.wire / large.numbers).toFixed(2)} a number.`,
        `At 10 s a day of a small node is ${(day / 1e6).toFixed(0)} MB in the series file, ` +
          `${(((86_400 / 10) * small.jsonGzip) / 1e6).toFixed(1)} MB compressed, ` +
          `${(((86_400 / 10) * small.journal) / 1e6).toFixed(1)} MB in the journal.`,
      ],
      tables: [
        {
          title: 'Bytes per sample',
          columns: ['node', ...columns],
          rows: [small, large].map((sizes) =>
            row(
              `${sizes.size.cpus} CPUs, ${sizes.size.disks} disks, ${sizes.size.interfaces} interfaces`,
              sizes,
            ),
          ),
        },
        {
          title: 'By the number of disks, bytes per sample',
          columns: ['disks', ...columns],
          rows: [
            ...grown.map((sizes) => row(sizes.size.disks, sizes)),
            [
              'grows as disks to the power of (from 100 on)',
              grows(({ numbers }) => numbers),
              grows(({ wire }) => wire),
              grows(({ wireKey }) => wireKey),
              grows(({ journal }) => journal),
              grows(({ json }) => json),
              grows(({ jsonGzip }) => jsonGzip),
            ],
          ],
        },
      ],
      chart: {
        kind: 'lines',
        title: 'Bytes of a sample by the number of disks',
        x: 'disks',
        y: 'bytes',
        series: [
          { name: 'wire', points: grown.map(({ size, wire }) => [size.disks, wire]) },
          { name: 'journal', points: grown.map(({ size, journal }) => [size.disks, journal]) },
          { name: 'series file', points: grown.map(({ size, json }) => [size.disks, json]) },
          {
            name: 'series file, compressed',
            points: grown.map(({ size, jsonGzip }) => [size.disks, jsonGzip]),
          },
        ],
      },
    };
  },
};

async function sizesOf(node: HostSize): Promise<Sizes> {
  const name = path.join(SCRATCH, `size-${node.cpus}-${node.disks}`);
  const journals = [2, 2 + TICKS].map((samples) => ({ samples, file: `${name}-${samples}.journal` }));
  for (const { samples, file } of journals) {
    await writeJournal(file, { hosts: 1, samples, size: node });
    await merge([file], `${file}.json`);
    await merge([file], `${file}.json.gz`);
  }
  // The difference of two runs: what is there once does not count.
  const perSample = (ending: string) => {
    const [short, long] = journals.map(({ file }) => statSync(`${file}${ending}`).size);
    return (long! - short!) / TICKS;
  };
  const { byTick, numbers } = recordsOf(node, 64);
  const bytes = byTick.map((records) => sentBytes(records.at(-1)!));
  return {
    size: node,
    numbers,
    wire: median(bytes.slice(1)),
    wireKey: bytes[0]!,
    journal: perSample(''),
    json: perSample('.json'),
    jsonGzip: perSample('.json.gz'),
  };
}

/** As it travels, encryption aside. */
function sentBytes(record: RecordBytes): number {
  const parcel = new Parcel();
  parcel.add(record);
  return parcel.frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0);
}
