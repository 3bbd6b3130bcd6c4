import os from 'node:os';
import path from 'node:path';
import type { Numbers } from '../../exact/numbers.ts';
import { parseAuxv } from '../host/auxv.ts';
import { readBytes } from '../host/small-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Roots } from '../roots.ts';
import type { KeptFile, Sums } from '../source.ts';
import { DerivedBytes } from './derived-bytes.ts';
import { RPCS_NOW } from './device-files.ts';
import { type DeviceKind, deviceOf, isTelling, type LustreDevice } from './devices.ts';
import { IMPORT_STATES } from './import-states.ts';
import { ROW_FIELDS, RPC_COUNTS } from './rows.ts';
import { numberAt, SumRows } from './sum-rows.ts';

/** Where a machine does not say how large its pages are. */
const USUAL_PAGE_BYTES = 4096;
const DIRECTIONS = ['read', 'write'] as const;
const NOW_ROWS = RPCS_NOW.map((name) => name.replaceAll(' ', '_'));
const IMPORT_ROWS = ROW_FIELDS.ost_imports.map(({ name }) => name);
/** Files of one number of a target, which are summed by their names. */
const NUMBER_FILE = /^cur_/;

/** A device, what its files gave last, by their names, and the bytes that were derived of it. */
class Device {
  readonly files = new Map<string, KeptFile>();
  readonly bytes: readonly [read: DerivedBytes, write: DerivedBytes];

  constructor(pageBytes: number) {
    this.bytes = [new DerivedBytes(pageBytes), new DerivedBytes(pageBytes)];
  }

  /** Whether each of its files that may be read has been read once: else a sum would jump when it is. */
  get isKnown(): boolean {
    for (const { rows, isDenied } of this.files.values()) if (rows === undefined && !isDenied) return false;
    return true;
  }

  /** Whether it has given what this file tells. A kernel that is locked down lists files of debugfs, and does not open them. */
  has(file: string): boolean {
    return this.files.get(file)?.rows !== undefined;
  }

  get isNew(): boolean {
    for (const { isNew } of this.files.values()) if (isNew) return true;
    return false;
  }
}

type Devices = Record<DeviceKind, Device[]>;

/** Sums of the devices that have one name: of a Lustre file system its targets, and its mounts if there are several. */
export class DeviceSums implements Sums {
  readonly #pageBytes: number;
  readonly #nameOf: (device: LustreDevice) => string;
  #of: readonly KeptFile[] = [];
  #devices = new Map<string, Device>();
  /** Whether there are targets that show nothing of what was done. */
  #isHidden = false;
  readonly #byName = new Map<string, Devices>();

  /** @param nameOf under which name a device is recorded */
  constructor({ procfs }: Roots, nameOf: (device: LustreDevice) => string) {
    this.#nameOf = nameOf;
    const auxv = readBytes(path.join(procfs, 'self/auxv'));
    const pageBytes = auxv && parseAuxv(auxv, os.endianness()).pageSizeBytes;
    this.#pageBytes = pageBytes ?? USUAL_PAGE_BYTES;
  }

  into(reading: Reading, files: readonly KeptFile[]): `denied: ${string}` | undefined {
    if (files !== this.#of) this.#divide(files);
    for (const [name, { osc, mdc, llite }] of this.#byName) {
      const rows = new SumRows();
      addTargets(rows, osc);
      if (mdc.length > 0) addImports(rows, mdc, 'mdt');
      for (const mount of llite) addMount(rows, mount);
      rows.into(reading, `${name} `);
    }
    return this.#isHidden
      ? 'denied: debugfs; from Lustre 2.17 on only root sees what a client did'
      : undefined;
  }

  /** Finds the devices of the files. What is known of those that were there before stays. */
  #divide(files: readonly KeptFile[]): void {
    const before = this.#devices;
    const now = new Map<string, Device>();
    const byName = new Map<string, Devices>();
    for (const file of files) {
      const named = deviceOf(file.name);
      if (named === undefined) continue;
      const name = this.#nameOf(named);
      // A device can have files in two places.
      const key = `${named.kind}/${path.posix.basename(path.posix.dirname(file.name))}`;
      let device = now.get(key);
      if (device === undefined) {
        device = before.get(key) ?? new Device(this.#pageBytes);
        device.files.clear();
        now.set(key, device);
        const devices = byName.get(name) ?? { osc: [], mdc: [], llite: [] };
        devices[named.kind].push(device);
        byName.set(name, devices);
      }
      device.files.set(path.posix.basename(file.name), file);
    }
    const targets = files.filter(({ name }) => deviceOf(name)?.kind === 'osc');
    this.#isHidden = targets.length > 0 && !targets.some(({ name }) => isTelling(name));
    this.#of = files;
    this.#devices = now;
    this.#byName.clear();
    for (const name of [...byName.keys()].sort()) this.#byName.set(name, byName.get(name)!);
  }
}

/** What storage targets did. Of what not all of them show there is no sum. */
function addTargets(rows: SumRows, all: readonly Device[]): void {
  if (all.length === 0) return;
  const devices = addImports(rows, all, 'ost');
  const every = (file: string) => devices.length > 0 && devices.every((device) => device.has(file));
  if (every('rpc_stats')) addRpcs(rows, devices);
  if (every('rpc_stats') && every('import')) addBytes(rows, devices);
  if (every('stats')) addWire(rows, devices);
  for (const [name] of devices[0]?.files ?? []) {
    if (!NUMBER_FILE.test(name) || !every(name)) continue;
    for (const { files } of devices) rows.addAll(`osc ${name}`, files.get(name)!.numbers, 0, 1);
  }
}

/** How many targets there are, and their connections. @returns those of which there are sums */
function addImports(rows: SumRows, all: readonly Device[], word: 'ost' | 'mdt'): Device[] {
  const devices = all.filter(({ isKnown }) => isKnown);
  const counts = [all.length, devices.length, devices.filter(({ isNew }) => isNew).length];
  const row = rows.row(`${word}s`, counts.length);
  for (const [column, count] of counts.entries()) row.add(column, count);
  if (devices.length === 0 || !devices.every((device) => device.has('import'))) return devices;
  const states = rows.row(`${word}_states`, IMPORT_STATES.length);
  const imports = devices.map(({ files }) => singlesOf(files.get('import')!));
  for (const values of imports) states.add(Number(values.get('state')), 1);
  if (!imports.every((values) => IMPORT_ROWS.every((name) => values.has(name)))) return devices;
  const sums = rows.row(`${word}_imports`, IMPORT_ROWS.length);
  for (const values of imports)
    for (const [column, name] of IMPORT_ROWS.entries()) sums.add(column, values.get(name)!);
  return devices;
}

function addRpcs(rows: SumRows, devices: readonly Device[]): void {
  const isNowKnown = devices.every(({ files }) =>
    NOW_ROWS.every((name) => files.get('rpc_stats')?.rows?.some((row) => row.name === name)),
  );
  const sums = rows.row('rpcs', isNowKnown ? ROW_FIELDS.rpcs.length : RPC_COUNTS);
  const byPages = new Map<number, SumOfPair>();
  for (const { files } of devices) {
    const file = files.get('rpc_stats')!;
    eachRow(file, (name, numbers, at) => {
      const now = NOW_ROWS.indexOf(name);
      if (now >= 0) {
        if (isNowKnown) sums.add(RPC_COUNTS + now, numberAt(numbers, at));
        return;
      }
      const pair = byPages.get(Number(name)) ?? [];
      pair.push([numbers, at]);
      byPages.set(Number(name), pair);
      for (const column of [0, 1]) sums.add(column, numberAt(numbers, at + column));
    });
  }
  for (const [pages, pairs] of [...byPages].sort(([a], [b]) => a - b))
    for (const [numbers, at] of pairs) rows.addAll(`pages_per_rpc ${pages}`, numbers, at, 2);
}

/** Where the two numbers of some rows are. */
type SumOfPair = [numbers: Numbers, at: number][];

function addBytes(rows: SumRows, devices: readonly Device[]): void {
  const sums = rows.row('bytes', ROW_FIELDS.bytes.length);
  for (const device of devices) {
    // What was not read again has what it had: of hundreds of targets few are read at a time.
    if (device.isNew) deriveBytes(device);
    for (const [column, { derived, estimated }] of device.bytes.entries()) {
      sums.add(2 * column, asNumber(derived));
      sums.add(2 * column + 1, asNumber(estimated));
    }
  }
}

function deriveBytes({ files, bytes }: Device): void {
  const averages = singlesOf(files.get('import')!);
  const rpcs = files.get('rpc_stats')!;
  const now = singlesOf(rpcs);
  for (const [column, direction] of DIRECTIONS.entries()) {
    let [count, mostPages, leastPages] = [0n, 0n, 0n];
    eachRow(rpcs, (name, numbers, at, width) => {
      if (width !== 2) return;
      const of = BigInt(numberAt(numbers, at + column));
      const pages = BigInt(name);
      count += of;
      mostPages += of * pages;
      if (pages > 1n) leastPages += (of * pages) / 2n;
    });
    const average = averages.get(`${direction}_data_averages`);
    const inFlight = BigInt(now.get(`${direction}_RPCs_in_flight`) ?? 0);
    const bytesPerRpc = average === undefined ? undefined : BigInt(average);
    bytes[column]!.next({ count, inFlight, mostPages, leastPages, bytesPerRpc });
  }
}

/** What a double holds, as it is added up faster. */
function asNumber(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** What RPCs carried as it was counted, where that can be seen: no line is no RPC. */
function addWire(rows: SumRows, devices: readonly Device[]): void {
  const sums = rows.row('wire', ROW_FIELDS.wire.length);
  for (const { files } of devices)
    eachRow(files.get('stats')!, (name, numbers, at, width) => {
      const column = ['read_bytes', 'write_bytes'].indexOf(name);
      if (column >= 0 && width === 2) sums.add(column, numberAt(numbers, at + 1));
    });
}

/** What a mount shows: calls of applications, read-ahead, its cache. */
function addMount(rows: SumRows, { files }: Device): void {
  const calls = files.get('stats');
  if (calls?.rows !== undefined) {
    for (const direction of DIRECTIONS) rows.row(`llite ${direction}_bytes`, 2);
    eachRow(calls, (name, numbers, at, width) => rows.addAll(`llite ${name}`, numbers, at, width));
  }
  for (const [file, word] of MOUNT_FILES) {
    const kept = files.get(file);
    if (kept === undefined) continue;
    eachRow(kept, (name, numbers, at) => rows.addAll(`${word} ${name}`, numbers, at, 1));
  }
}

const MOUNT_FILES = [
  ['read_ahead_stats', 'read_ahead'],
  ['max_cached_mb', 'cache'],
] as const;

/** The rows of a file that are one number. */
function singlesOf(file: KeptFile): Map<string, number | bigint> {
  const values = new Map<string, number | bigint>();
  eachRow(file, (name, numbers, at, width) => {
    if (width === 1) values.set(name, numberAt(numbers, at));
  });
  return values;
}

function eachRow(
  { rows = [], numbers }: KeptFile,
  each: (name: string, numbers: Numbers, at: number, width: number) => void,
): void {
  let at = 0;
  for (const { name, columns } of rows) {
    each(name, numbers, at, columns);
    at += columns;
  }
}
