import path from 'node:path';
import { BLKIO_KEYS, FIXED_ROWS, IO_KEYS, rowOfLimit, rowOfValue, rowsOfKeys } from '../cgroup/file-rows.ts';
import { jobFiles } from '../cgroup/job-files.ts';
import { CGROUP_LEVELS } from '../cgroup/place.ts';
import { SINGLE } from '../field.ts';
import { parseRestAsRow } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import { type Word, wordOf } from '../reading/rows.ts';
import { EQUALS, type Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';
import { PRESSURE_FIELDS, parsePressure } from './pressure.ts';

const PRESSURE = 'pressure ';
const PRESSURE_FILE = /^(cpu|memory|io)\.pressure$/;
const DEVICE = /^\d+:\d+$/;
/** The last line of blkio's files has no device. */
const TOTAL = 'Total';
/** From so many bytes on a limit of version 1 is none: `LONG_MAX`, rounded down to the size of a page. */
const NO_LIMIT = 2n ** 62n;

const PRESSURE_ROWS = ['cpu', 'memory', 'io'].flatMap((resource) =>
  ['some', 'full'].map((kind) => `${PRESSURE}${resource} ${kind}`),
);
const DEVICE_ROWS = [
  ...IO_KEYS.map((key) => `io 8:0 ${key}`),
  ...[...BLKIO_KEYS.values()].map((key) => `blkio 8:0 ${key}`),
];
const ROWS: readonly TreeRow[] = [
  ...[...FIXED_ROWS, ...PRESSURE_ROWS].map((name) => ({ name, presence: 'sometimes' }) as const),
  ...DEVICE_ROWS.map((name) => ({ name, presence: 'example' }) as const),
];

/**
 * The cgroup of the job that this process is a part of, as its files are named: CPU time and throttling, memory, I/O by
 * device where that is counted, waiting. What has no limit has no number for it. Which cgroup that is, and whether it is
 * the job's at all, is in the host's `job_cgroup`: by default none but the job's is read. A collector's own, where no batch
 * system has made one for the job, need not have the benchmark in it, and what all of the node does other sources tell.
 */
export const cgroup: Source = {
  name: 'cgroup',
  about: "the job's cgroup: CPU time, memory in bytes, I/O, pressure",
  reference:
    'https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/index.html',
  root: 'sysfs',
  files: [],
  lookedFor: ['fs/cgroup/*'],
  find: (_, roots) => jobFiles(roots, ['job']),
  leastSeconds: 10,
  inOnePiece: true,
  optional: true,
  byDefault: true,
  ifNamed: { elseOnly: 'in a job', find: (_, roots) => jobFiles(roots, CGROUP_LEVELS) },
  shape: { kind: 'tree', path: (row) => row.split(' '), varying: 1, rows: ROWS },
  fields: (row) => (row.startsWith(PRESSURE) ? PRESSURE_FIELDS : SINGLE),
  least: (row) => (row.startsWith(PRESSURE) ? PRESSURE_FIELDS.length : SINGLE.length),
  parse(text: Text, reading: Reading, file: string): void {
    const name = path.posix.basename(file);
    const value = rowOfValue(name);
    const limit = rowOfLimit(name);
    const resource = PRESSURE_FILE.exec(name)?.[1];
    if (value !== undefined) parseValue(text, reading, value);
    else if (limit !== undefined) parseLimit(text, reading, limit);
    else if (resource !== undefined) {
      const row = (kind: string) => wordOf(`${PRESSURE}${resource} ${kind}`);
      parsePressure(text, reading, row('some'), row('full'));
    } else if (name === 'io.stat') parseIo(text, reading);
    else if (name.startsWith('blkio.')) parseBlkio(text, reading);
    else parseKeys(text, reading, name);
  },
};

function parseValue(text: Text, reading: Reading, row: Word): void {
  if (text.nextLine()) parseRestAsRow(text, reading, row);
  reading.demandRows();
}

/** `max`, 9223372036854771712, or a number. */
function parseLimit(text: Text, reading: Reading, row: Word): void {
  // A number that becomes one which is none, and the word, have to be noticed. Limits hardly ever change.
  reading.learnWhole();
  if (!text.nextLine() || !text.word()) throw new Error('the file is empty');
  if (isNoLimit(text.toString())) return;
  reading.row(row);
  if (reading.number(text, SINGLE[0])) reading.endRow();
  reading.demandRows();
}

function isNoLimit(word: string): boolean {
  return word === 'max' || (/^\d{19,20}$/.test(word) && BigInt(word) >= NO_LIMIT);
}

/** `usage_usec 7250000`: a key and a number a line. */
function parseKeys(text: Text, reading: Reading, name: string): void {
  let rows: ReadonlyMap<string, Word> | undefined;
  while (text.nextLine()) {
    if (!text.word()) continue;
    const key = text.toString();
    rows ??= rowsOfKeys(name, key);
    if (rows === undefined) throw new Error('no file of a cgroup that is known');
    const row = rows.get(key);
    if (row !== undefined) parseRestAsRow(text, reading, row);
    // What limits say once more, with 19 digits where there are none, takes long as a number.
    else if (key.startsWith('hierarchical_') || !reading.add(text, undefined)) reading.ignoreRest(text);
  }
  if (rows === undefined) throw new Error('the file is empty');
  reading.demandRowsIfLines();
}

/** `8:0 rbytes=180224 wbytes=0 rios=3 wios=0 dbytes=0 dios=0`, and what controllers of I/O add; nothing at first. */
function parseIo(text: Text, reading: Reading): void {
  while (text.nextLine()) {
    const device = deviceOf(text, reading);
    // A device alone, without numbers, is printed by some kernels.
    if (device !== undefined && text.has(EQUALS)) parseDevice(text, reading, device);
  }
  endOfDevices(reading);
}

function parseDevice(text: Text, reading: Reading, device: string): void {
  for (const key of IO_KEYS) {
    if (!text.upTo(EQUALS)) return;
    if (!text.is(key)) break;
    reading.row(wordOf(`io ${device} ${key}`));
    const read = reading.next(text, SINGLE[0]);
    if (read === undefined) reading.reject(text, `${key}= without a number`);
    if (!read) return;
    reading.endRow();
  }
  reading.ignoreRest(text);
}

/** `8:0 Read 4096`, `8:0 Write 0`, `8:0 Sync 4096`, … of each device, and at the end `Total 4096`. */
function parseBlkio(text: Text, reading: Reading): void {
  while (text.nextLine()) {
    const device = deviceOf(text, reading, TOTAL);
    if (device === undefined) continue;
    const key = device === TOTAL || !text.word() ? undefined : BLKIO_KEYS.get(text.toString());
    if (key !== undefined) parseRestAsRow(text, reading, wordOf(`blkio ${device} ${key}`));
    else reading.add(text, undefined);
  }
  endOfDevices(reading);
}

/** The next word, major and minor number of a device or `other`; undefined, with the line rejected, if it is neither. */
function deviceOf(text: Text, reading: Reading, other?: string): string | undefined {
  const device = text.word() ? text.toString() : '';
  if (DEVICE.test(device) || device === other) return device;
  reading.reject(text, 'no device');
  return undefined;
}

/** Nothing was read or written yet where no device is listed. */
function endOfDevices(reading: Reading): void {
  reading.demandRowsIfLines();
  if (reading.isFileEmpty) reading.learnWhole();
}
