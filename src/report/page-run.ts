import path from 'node:path';
import type { Metric } from '../series/rates.ts';
import { type ChartLimits, chartData } from './chart-data.ts';
import { differencesOf } from './differences.ts';
import { limitsOf } from './limits.ts';
import type { PageHost, PageRun } from './page-data.ts';
import { phaseMeans, totalsOf } from './phase-means.ts';
import { phaseTable } from './phase-table.ts';
import { type Phase, wholeRun } from './phases.ts';
import type { Run } from './run.ts';
import { stragglersOf } from './stragglers.ts';

const KIB_PER_GB = 1e9 / 1024;

/** What a page shows of a run with these phases. */
export async function pageRun(run: Run, phases: readonly Phase[], limits: ChartLimits): Promise<PageRun> {
  const { header } = run;
  const whole = wholeRun(header);
  const rows = [whole, ...phases];
  const means = phaseMeans(run, rows);
  return {
    name: path.basename(run.file),
    benchmark: header.benchmark,
    start: whole.start,
    end: whole.end,
    interval_seconds: header.collection_interval_seconds,
    samples: header.num_samples,
    hosts: run.hosts.map((host) => pageHost(run, host)),
    phases,
    phaseTable: phaseTable(means, rows),
    limits: limitsOf(run),
    totals: totals(run),
    stragglers: stragglersOf(means, rows),
    differences: differencesOf(header.host_info),
    oddities: run.oddities,
    charts: await chartData(run, limits),
  };
}

function pageHost(run: Run, name: string): PageHost {
  const { header } = run;
  const status = header.host_status[name];
  if (status === undefined) throw new Error(`${run.file}: ${name} is not in host_status`);
  const offset = status.clock_offset_ms ?? 0;
  const time = (text: string | null) => (text === null ? null : Date.parse(text) - offset);
  return {
    name,
    status: status.status,
    reason: status.reason,
    rank: status.rank,
    samples: status.samples,
    ticks_expected: status.ticks_expected,
    ticks_missed: status.ticks_missed,
    first: time(status.first_sample),
    last: time(status.last_sample),
    // From the sample before the gap to that behind it.
    gaps: status.gaps.map(({ from_tick, to_tick, reason }) => ({
      from: run.timeOfTick(from_tick - 1),
      to: run.timeOfTick(to_tick + 1),
      reason,
    })),
    late_p99_ms: status.late_ms?.p99 ?? null,
    clock_offset_ms: status.clock_offset_ms,
    clock_error_ms: status.clock_error_ms,
    overhead: header.overhead[name] ?? null,
  };
}

/** Where the bytes went, over all hosts; the page cache as it was at the end less at the beginning. */
function totals(run: Run): PageRun['totals'] {
  const sum = (metric: Metric) => added(totalsOf(run, metric)) / 1000;
  const grown = run.valuesOf('memory_cached_kb').map((row) => {
    const known = row.filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : (known.at(-1) ?? 0) - (known[0] ?? 0);
  });
  return [
    { what: 'read from disks', gigabytes: sum('disk_read_mb_per_s') },
    { what: 'written to disks', gigabytes: sum('disk_write_mb_per_s') },
    { what: 'received from the network', gigabytes: sum('net_rx_mb_per_s') },
    { what: 'sent to the network', gigabytes: sum('net_tx_mb_per_s') },
    { what: 'page cache grew by', gigabytes: added(grown) / KIB_PER_GB },
  ].filter(({ gigabytes }) => !Number.isNaN(gigabytes));
}

/** The sum of what is known; NaN if nothing is. */
function added(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0);
}
