import fs from 'node:fs';
import path from 'node:path';
import { SINGLE } from '../field.ts';
import { textIfThere } from '../host/small-file.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { SwitchedOff } from '../reading/switched-off.ts';
import { COLON, EQUALS, type Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

const FILE = 'driver/nvidia-fs/stats';
const SWITCH = '/sys/module/nvidia_fs/parameters/rw_stats_enabled';
const OFF = `${SWITCH} is 0, so that reads and writes are not counted`;

/**
 * What is recorded of each line, by the driver's names. Bandwidths and latencies are left out: the driver's own averages, over
 * a second or so at some time.
 */
const WANTED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Batches: 'n ok err',
    Reads: 'n ok err readMiB io_state_err',
    'Sparse Reads': 'n io holes pages',
    Writes: 'n ok err writeMiB io_state_err pg-cache pg-cache-fail pg-cache-eio',
    Mmap: 'n ok err munmap',
    'Bar1-map': 'n ok err free callbacks active delay-frees',
    Error: 'cpu-gpu-pages sg-ext dma-map dma-ref',
    Ops: 'Read Write BatchIO',
  }).map(([line, keys]) => [line, new Set(keys.split(' '))]),
);
/** The line that says whether reads and writes are counted. */
const SWITCH_LINE = 'IO stats';
/** By their first words. */
const LINES: ReadonlyMap<string, string> = new Map(
  [...WANTED.keys(), SWITCH_LINE].map((line) => [line.replace(/ .*/, ''), line]),
);
const ROWS: readonly TreeRow[] = [...WANTED].flatMap(([line, keys]) =>
  [...keys].map((key) => ({ name: `${line} ${key}`, presence: 'sometimes' }) as const),
);

/**
 * `/proc/driver/nvidia-fs/stats`: what GPUDirect Storage has read and written past the page cache, MiB, how often, and what
 * went wrong. `Ops` is what is under way, `Bar1-map active` what is mapped. Only where the driver counts it, which somebody
 * has to switch on. Disks and networks count the same bytes.
 * @see `nvfs_stats_show` in nvfs-stat.c of https://github.com/NVIDIA/gds-nvidia-fs
 */
export const gds: Source = {
  name: 'gds',
  about: 'GPUDirect Storage: reads and writes, MiB, errors, mappings; those under way',
  reference: 'nvfs_stats_show in nvfs-stat.c of https://github.com/NVIDIA/gds-nvidia-fs',
  root: 'procfs',
  files: [],
  lookedFor: [FILE],
  find: (root) => {
    const file = path.join(root, FILE);
    if (fs.statSync(file, { throwIfNoEntry: false }) === undefined) return [];
    if (/^IO stats: Disabled/m.test(textIfThere(file))) throw new SwitchedOff(OFF);
    return [FILE];
  },
  inOnePiece: true,
  optional: true,
  byDefault: true,
  shape: {
    kind: 'tree',
    path: (row) => {
      const blank = row.lastIndexOf(' ');
      return [row.slice(0, blank), row.slice(blank + 1)];
    },
    rows: ROWS,
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading): void {
    while (text.nextLine()) {
      if (!text.word()) continue;
      const line = LINES.get(text.toString());
      if (line === undefined || !text.upTo(COLON)) reading.ignoreRest(text);
      else if (line === SWITCH_LINE) demandCounts(text);
      else parseLine(text, reading, line);
    }
    reading.demandRows();
  },
};

/** `Enabled, peer IO stats: Disabled`. */
function demandCounts(text: Text): void {
  if (text.word() && text.startsWith('Disabled')) throw new SwitchedOff(OFF);
}

/** `n=6400 ok=6399 err=1 readMiB=6399 io_state_err=0`, or, on a second line of that name, averages. */
function parseLine(text: Text, reading: Reading, line: string): void {
  const keys = WANTED.get(line);
  while (text.upTo(EQUALS)) {
    const key = text.toString();
    if (keys?.has(key) !== true) {
      if (reading.add(text, undefined)) continue;
      reading.ignoreRest(text);
      return;
    }
    reading.row(wordOf(`${line} ${key}`));
    const read = reading.next(text, SINGLE[0]);
    if (read === undefined) reading.reject(text, `${key}= without a number`);
    if (!read) return;
    reading.endRow();
  }
}
