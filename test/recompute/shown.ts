import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import type { PageData, PageRun } from '../../src/report/page/page-data.ts';

const PROGRAM = fileURLToPath(new URL('recompute.py', import.meta.url));
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
const MOST_TEXT = 2 ** 28;

type Table<Value> = Record<string, Record<string, Value>>;
/** The texts that a number can have. */
type Texts = readonly string[];

/** What `recompute.py` makes of a file: a host or phase, then a metric or column. */
export interface Recomputed {
  readonly window: string;
  readonly spacing: { readonly least: number; readonly most: number };
  readonly summary: Table<Texts>;
  readonly spreads: Table<Record<string, number>>;
  readonly compare: Table<{ readonly median: Texts; readonly min: Texts; readonly max: Texts }>;
  readonly means: Record<string, Table<number | null>>;
  /** Percent of the time in which a metric was at least so much, by `METRIC LEAST`. */
  readonly shares: Table<number | null>;
  readonly totals_gb: Record<string, number | null>;
  readonly bytes: Table<number | null>;
}

export function recompute(files: readonly string[]): Recomputed[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', PROGRAM, ...files], {
    encoding: 'utf8',
    maxBuffer: MOST_TEXT,
  });
  assert.is(status, 0, stderr);
  return JSON.parse(stdout);
}

function rankstat(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(RANKSTAT, args, { encoding: 'utf8', maxBuffer: MOST_TEXT });
  assert.is(status, 0, stderr);
  return stdout;
}

/** Fails unless `validate` finds nothing wrong with a file. */
export function assertValid(file: string): void {
  assert.match(rankstat(['validate', file]), /: a series file of rankstat, valid\n$/);
}

/** Fails where `summary` or the page show another number of one of these files than the program in Python. */
export function assertShownRight(files: readonly string[], expected: readonly Recomputed[]): void {
  const runs = pageOf(files).runs;
  assert.is(runs.length, files.length);
  for (const [nth, file] of files.entries()) {
    const should = expected[nth];
    const run = runs[nth];
    assert.ok(should && run);
    assertSummary(rankstat(['summary', file]), should, file);
    assertPage(run, should, file);
  }
}

function pageOf(files: readonly string[]): PageData {
  const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-recompute-'));
  const page = path.join(directory, 'page.html');
  rankstat(['report', ...files, '-o', page]);
  const [, json = ''] =
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(readFileSync(page, 'utf8')) ?? [];
  rmSync(directory, { recursive: true });
  return JSON.parse(json);
}

/** Lines of a table, whose columns are two spaces apart; what is odd is marked. */
const cellsOf = (line: string): string[] => line.replaceAll('*', '').trim().split(/ {2,}/);

const withoutStar = (cell: string) => cell.replace(/^\*|\*$/g, '');

export function assertSummary(text: string, { summary, window }: Recomputed, file: string): void {
  assert.match(text, `means over ${window}`, file);
  // Of each host, by the title of the column: a table that is too wide is several.
  const shown = new Map<string, Map<string, string>>();
  let titles: string[] = [];
  for (const line of text.split('\n')) {
    // What is odd has a star.
    const [first = '', ...cells] = /^\S.* {2}/.test(line) ? cellsOf(line).map(withoutStar) : [];
    if (first === 'mean/max') titles = cells;
    else if (cells.length === 0) titles = [];
    if (first === 'mean/max' || titles.length === 0) continue;
    const ofHost = shown.get(first) ?? new Map<string, string>();
    shown.set(first, ofHost);
    for (const [at, cell] of cells.entries()) ofHost.set(titles[at] ?? '', cell);
  }
  for (const [host, columns] of Object.entries(summary)) {
    const cells = shown.get(host);
    for (const [title, texts] of Object.entries(columns)) {
      const cell = cells?.get(title) ?? '-';
      assert.ok(texts.includes(cell), `${file}: ${host}, ${title}: ${cell} instead of ${texts.join(' or ')}`);
    }
  }
}

const TOTALS = new Map([
  ['read from disks', 'disk_read_mb_per_s'],
  ['written to disks', 'disk_write_mb_per_s'],
  ['received from the network', 'net_rx_mb_per_s'],
  ['sent to the network', 'net_tx_mb_per_s'],
  ['read from NFS servers', 'nfs_read_mb_per_s'],
  ['written to NFS servers', 'nfs_write_mb_per_s'],
  ['read of NFS by applications', 'nfs_app_read_mb_per_s'],
  ['written to NFS by applications', 'nfs_app_write_mb_per_s'],
  ['read from Lustre servers', 'lustre_read_mb_per_s'],
  ['written to Lustre servers', 'lustre_write_mb_per_s'],
  ['read of Lustre by applications', 'lustre_app_read_mb_per_s'],
  ['written to Lustre by applications', 'lustre_app_write_mb_per_s'],
  ['received by RDMA ports', 'rdma_rx_mb_per_s'],
  ['sent by RDMA ports', 'rdma_tx_mb_per_s'],
  ['received by Slingshot cards', 'cxi_rx_mb_per_s'],
  ['sent by Slingshot cards', 'cxi_tx_mb_per_s'],
  ['page cache grew by', 'page cache'],
]);
const LIMITS = new Map([
  ['CPUs were 90 % busy or more', 'cpu_busy_percent 90'],
  ['CPUs waited for I/O 10 % of the time or more', 'cpu_iowait_percent 10'],
  ['some task waited for I/O 20 % of the time or more', 'pressure_io_percent 20'],
  ['some task waited for memory 20 % of the time or more', 'pressure_memory_percent 20'],
]);

export function assertPage(run: PageRun, should: Recomputed, file: string): void {
  assert.is(run.window, should.window, file);
  assertNear(run.spacing, should.spacing, `${file}: how far apart samples are`);
  const phases = run.phaseTable.map(({ phase, cells }) => {
    const spreads = cells.flatMap(({ metric, spread }) => (spread === null ? [] : [[metric, spread]]));
    return [phase.label, Object.fromEntries(spreads)];
  });
  assertNear(Object.fromEntries(phases), should.spreads, `${file}: phases`, mostOf(should.spreads));
  const totals = run.totals.map(({ what, gigabytes }) => [TOTALS.get(what) ?? what, gigabytes]);
  const known = Object.entries(should.totals_gb).filter(([, gigabytes]) => gigabytes !== null);
  assertNear(Object.fromEntries(totals), Object.fromEntries(known), `${file}: totals`);
  for (const { what, median, most } of run.limits) {
    const key = LIMITS.get(what);
    if (key === undefined) continue; // The network, against the speed of its links.
    const shares = Object.values(should.shares).flatMap((host) => host[key] ?? []);
    assertNear(most, Math.max(...shares), `${file}: ${what}`);
    const sorted = shares.sort((a, b) => a - b);
    const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
    assertNear(median, middle, `${file}: ${what}`);
  }
}

/** Milliseconds since 1970 as doubles have some 0.2 us, of intervals of 0.1 s at least. No text shows as many digits. */
const NEAR = 1e-5;

/**
 * Fails where numbers in two values are not the same but for noise, or what they are named.
 * @param scales of the numbers below a name, where their noise is that of greater ones
 */
export function assertNear(
  has: unknown,
  should: unknown,
  where: string,
  scales: ReadonlyMap<string, number> = new Map(),
  scale = 1e-3,
): void {
  if (typeof has === 'number' && typeof should === 'number') {
    const isNear = Math.abs(has - should) <= NEAR * Math.max(scale, Math.abs(should));
    assert.ok(isNear, `${where}: ${has} instead of ${should}`);
  } else if (isTable(has) && isTable(should)) {
    assert.equal(Object.keys(has).sort(), Object.keys(should).sort(), where);
    for (const [key, value] of Object.entries(has))
      assertNear(value, should[key], `${where}, ${key}`, scales, scales.get(key) ?? scale);
  } else assert.equal(has, should, where);
}

/**
 * The most of each metric in any phase: a phase that shares 10 ms with an interval has a thousandth of what it did, and
 * the noise of all of it.
 */
function mostOf(spreads: Recomputed['spreads']): Map<string, number> {
  const most = new Map<string, number>();
  for (const metrics of Object.values(spreads))
    for (const [metric, { max = 0 }] of Object.entries(metrics))
      most.set(metric, Math.max(1e-3, most.get(metric) ?? 0, max));
  return most;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TITLES = new Map([
  ['CPU busy, %', 'cpu_busy_percent'],
  ['CPU iowait, %', 'cpu_iowait_percent'],
  ['Busiest CPU, %', 'cpu_busiest_percent'],
  ['CPU user, %', 'cpu_user_percent'],
  ['CPU system, %', 'cpu_system_percent'],
  ['CPU interrupts, %', 'cpu_irq_percent'],
  ['CPU steal, %', 'cpu_steal_percent'],
  ['CPU slowed down for heat, %', 'cpu_thermal_percent'],
  ['Load, 1 min, tasks', 'load_1min'],
  ['Memory used, GiB', 'memory_used_kb'],
  ['Page cache, GiB', 'memory_cached_kb'],
  ['Dirty pages, GiB', 'memory_dirty_kb'],
  ['Swap in, MB/s', 'swap_in_mb_per_s'],
  ['Swap out, MB/s', 'swap_out_mb_per_s'],
  ['Major page faults, faults/s', 'major_faults_per_s'],
  ['Direct reclaim, MB/s', 'direct_reclaim_mb_per_s'],
  ['Killed for want of memory, processes/s', 'oom_kills_per_s'],
  ['Disk read, MB/s', 'disk_read_mb_per_s'],
  ['Disk write, MB/s', 'disk_write_mb_per_s'],
  ['Disk reads, IOPS', 'disk_reads_per_s'],
  ['Disk writes, IOPS', 'disk_writes_per_s'],
  ['Disk await, ms', 'disk_await_ms'],
  ['Disk queue, requests', 'disk_queue'],
  ['Busiest disk, %', 'disk_busy_percent'],
  ['Network received, MB/s', 'net_rx_mb_per_s'],
  ['Network sent, MB/s', 'net_tx_mb_per_s'],
  ['Busiest interface, %', 'net_busiest_percent'],
  ['Network errors, packets/s', 'net_errors_per_s'],
  ['Network drops, packets/s', 'net_drops_per_s'],
  ['TCP retransmits, segments/s', 'tcp_retransmits_per_s'],
  ['NFS await, ms', 'nfs_await_ms'],
  ['NFS retransmits, requests/s', 'nfs_retransmits_per_s'],
  ['RDMA errors, errors/s', 'rdma_errors_per_s'],
  ['RDMA received, MB/s', 'rdma_rx_mb_per_s'],
  ['RDMA sent, MB/s', 'rdma_tx_mb_per_s'],
  ['NFS read from servers, MB/s', 'nfs_read_mb_per_s'],
  ['NFS written to servers, MB/s', 'nfs_write_mb_per_s'],
  ['NFS read by applications, MB/s', 'nfs_app_read_mb_per_s'],
  ['NFS written by applications, MB/s', 'nfs_app_write_mb_per_s'],
  ['Lustre read from servers, MB/s', 'lustre_read_mb_per_s'],
  ['Lustre written to servers, MB/s', 'lustre_write_mb_per_s'],
  ['Lustre read by applications, MB/s', 'lustre_app_read_mb_per_s'],
  ['Lustre written by applications, MB/s', 'lustre_app_write_mb_per_s'],
  ['Slingshot received, MB/s', 'cxi_rx_mb_per_s'],
  ['Slingshot sent, MB/s', 'cxi_tx_mb_per_s'],
  ['Job: CPUs busy, CPUs', 'job_cpus_busy'],
  ['Job: held back by its CPU quota, %', 'job_throttled_percent'],
  ['Job: memory, GiB', 'job_memory_bytes'],
  ['Job: page cache, GiB', 'job_cached_bytes'],
  ['Job: dirty pages, GiB', 'job_dirty_bytes'],
  ['Waiting for a CPU, %', 'pressure_cpu_percent'],
  ['Waiting for memory, %', 'pressure_memory_percent'],
  ['Waiting for I/O, %', 'pressure_io_percent'],
]);

/** Fails where `compare` shows another number of two files. @returns how many cells it shows */
export function assertComparedRight(files: readonly [string, string], runs: readonly Recomputed[]): number {
  return assertComparison(rankstat(['compare', '--all', ...files]), files, runs);
}

/** The same of the text that it prints. */
export function assertComparison(
  text: string,
  files: readonly [string, string],
  runs: readonly Recomputed[],
): number {
  let label = '';
  let cells = 0;
  for (const line of text.split('\n')) {
    // `write: 18:00 → 23:34, +31 %`
    label = /^(\S.*): [\d:.]+(?: s)? → [\d:.]+(?: s)?, [^:,]+$/.exec(line)?.[1] ?? label;
    const [title = '', ...sides] = cellsOf(line);
    const metric = TITLES.get(title);
    if (metric === undefined) continue;
    for (const [side, run] of runs.entries()) {
      const cell = sides[side] ?? '';
      const should = run.compare[label]?.[metric];
      const texts = should === undefined ? ['none'] : comparedTexts(should);
      assert.ok(
        texts.includes(cell),
        `${files[side]}: ${label}, ${title}: ${cell} instead of ${texts.join(' or ')}`,
      );
      cells++;
    }
  }
  return cells;
}

/** A median, and the least and the greatest where they look otherwise. */
function comparedTexts({ median, min, max }: Record<'median' | 'min' | 'max', Texts>): string[] {
  return median.flatMap((a) =>
    min.flatMap((b) => max.map((c) => (a === b && b === c ? a : `${a} (${b} to ${c})`))),
  );
}
