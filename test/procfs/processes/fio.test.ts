import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Rows, totalOf } from './job.ts';

const test = suite('processes of fio');

const RANKSTAT = path.resolve(import.meta.dirname, '../../../bin/rankstat');
const MIB = 2 ** 20;
/** What a shell and fio read and write besides, with what fio reports. */
const BESIDES = MIB / 2;

function isThere(...command: readonly string[]): boolean {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

// Its program is in the page cache then, too.
const isPossible =
  process.getuid?.() === 0 &&
  isThere('fio', '--version') &&
  isThere('mkfs.ext4', '-V') &&
  isThere('losetup', '-f');

interface Run {
  /** What was recorded, sample by sample. */
  readonly samples: readonly Rows[];
  readonly fio: Readonly<Record<'read' | 'write', number>>;
}

/** Records fio on a new ext4: 3 processes, and one that ends early. */
function recorded(options: readonly string[]): Run {
  const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-fio-'));
  const [image, mount, out] = ['image', 'mount', 'fio.json'].map((name) => path.join(folder, name));
  writeFileSync(image!, '');
  mkdirSync(mount!);
  execFileSync('truncate', ['-s', '160M', image!]);
  execFileSync('mkfs.ext4', ['-q', image!]);
  execFileSync('mount', ['-o', 'loop', image!, mount!]);
  try {
    const common = [
      `--directory=${mount}`,
      '--bs=64k',
      '--output-format=json',
      `--output=${out}`,
      ...options,
    ];
    const jobs = ['--name=long', '--size=16m', '--numjobs=3', '--rate=8m', '--name=short', '--size=4m'];
    const own = ['--interval', '0.5', '--results-dir', folder, '--sources', 'processes'];
    execFileSync(RANKSTAT, ['run', ...own, '--', 'fio', ...common, ...jobs], { stdio: 'ignore' });
    const file = readdirSync(folder).find((name) => name.endsWith('_timeseries.json')) ?? '';
    const series = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    const [samples = []] = Object.values<{ processes?: Rows }[]>(series.samples_by_host);
    const counted = JSON.parse(readFileSync(out!, 'utf8')).jobs;
    const sum = (what: string) =>
      counted.reduce(
        (all: number, job: Record<string, { io_bytes: number }>) => all + (job[what]?.io_bytes ?? 0),
        0,
      );
    return {
      samples: samples.flatMap(({ processes }) => (processes === undefined ? [] : [processes])),
      fio: { read: sum('read'), write: sum('write') },
    };
  } finally {
    execFileSync('umount', [mount!]);
    rmSync(folder, { recursive: true });
  }
}

/** How far the sum has come from the first sample to each. */
function progress({ samples }: Run, field: string): number[] {
  const totals = samples.map((rows) => totalOf(rows, field));
  for (const [at, total] of totals.entries())
    assert.ok(total >= (totals[at - 1] ?? 0), `${field}: ${totals}`);
  return totals.map((total) => total - totals[0]!);
}

function assertMoved(run: Run, field: string, bytes: number): void {
  const moved = progress(run, field).at(-1)!;
  assert.ok(moved >= bytes && moved < bytes + BESIDES, `${field}: ${moved}, fio says ${bytes}`);
}

function possibly(name: string, body: () => void): void {
  if (isPossible) test(name, body);
  else test.skip(`${name} (missing: root, fio, mkfs.ext4 or loop devices)`, body);
}

possibly('O_DIRECT writes: to the byte what fio says', () => {
  const run = recorded(['--rw=write', '--direct=1']);
  assert.is(run.fio.write, 52 * MIB);
  // It was seen while it went on, too.
  assert.ok(progress(run, 'write_bytes').some((bytes) => bytes > 4 * MIB && bytes < 52 * MIB));
  assertMoved(run, 'write_bytes', run.fio.write);
  assertMoved(run, 'wchar_bytes', run.fio.write);
});

possibly('O_DIRECT reads and writes by libaio: the file system sees them, read() and write() do not', () => {
  const run = recorded(['--rw=rw', '--direct=1', '--ioengine=libaio', '--iodepth=4']);
  assertMoved(run, 'read_bytes', run.fio.read);
  // The files were laid out before, by write().
  assertMoved(run, 'write_bytes', run.fio.write + 52 * MIB);
  assertMoved(run, 'wchar_bytes', 52 * MIB);
});

possibly('buffered writes: when pages become dirty', () => {
  const run = recorded(['--rw=write']);
  assertMoved(run, 'write_bytes', run.fio.write);
  assertMoved(run, 'wchar_bytes', run.fio.write);
});

test.run();
