import * as v from 'valibot';
import { numbered } from '../../system/text/numbered.ts';
import { counted, moved, sumOfAmounts, totalsOfPhases } from '../amounts.ts';
import { spanOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, Operations, Printed, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';

const number = v.union([v.number(), v.bigint()]);
const direction = v.looseObject({
  io_bytes: number,
  /** From 2.21 on; before, `io_bytes` were of 1024 bytes each. */
  io_kbytes: v.optional(number),
  /** Of what took no time some versions print `nan`. */
  bw_bytes: v.nullish(number),
  bw: v.nullish(number),
  runtime: v.optional(number),
  total_ios: v.optional(number),
});
const job = v.looseObject({
  jobname: v.string(),
  error: v.optional(number),
  /** ms since 1970 from 3.36 on, unless `job_start_clock_id` names another clock. */
  job_start: v.optional(number),
  read: v.optional(direction),
  write: v.optional(direction),
  mixed: v.optional(v.unknown()),
});
const fio = v.looseObject({
  'fio version': v.string(),
  /** Seconds since 1970, when it was printed: at the end. */
  timestamp: v.optional(v.number()),
  timestamp_ms: v.optional(v.number()),
  jobs: v.optional(v.array(job)),
  /** Of `fio --client`: jobs of all hosts, and one that is all of them together. */
  client_stats: v.optional(v.array(job)),
});

const ALL_CLIENTS = 'All clients';
/** A time before is of a clock that began at another moment, such as the boot: 2001, ms since 1970. */
const FIRST_MS = 1e12;
/** No date of JavaScript is later. */
const LAST_MS = 8.64e15;
const MOST_REMARKS = 20;

type Direction = v.InferOutput<typeof direction>;
type Job = v.InferOutput<typeof job>;

/**
 * What fio's JSON says (`--output-format=json` or `json+`); undefined if it is none of it. Of a document of a
 * running fio (`--status-interval`) it is what was done up to then.
 * @see https://github.com/axboe/fio, stat.c (show_thread_status_json, add_ddir_status_json), client.c
 */
export function fioJson(json: unknown): BenchmarkResult | undefined {
  const { success, output } = v.safeParse(fio, json);
  if (!success) return undefined;
  const { jobs, client_stats, timestamp, timestamp_ms } = output;
  const all = (jobs ?? client_stats)?.filter(({ jobname }) => jobs !== undefined || jobname !== ALL_CLIENTS);
  if (all === undefined) return undefined;
  const phases = numbered(all.map(phaseOf));
  const starts = phases.map(({ start }) => start);
  const start = starts.reduce(
    (one, other) => (one === undefined || other === undefined ? undefined : Math.min(one, other)),
    starts[0],
  );
  const { operations } = totalsOfPhases(phases, []);
  return {
    format: 'fio',
    tool: 'fio',
    version: shown(output['fio version']),
    ...spanOf(start, timeIfAny(timestamp_ms) ?? timeIfAny((timestamp ?? Number.NaN) * 1000)),
    phases,
    // With mixed reports nobody knows which were which, and what is left would be a part.
    ...moved(
      sumOfAmounts(phases.map(({ read }) => read)),
      sumOfAmounts(phases.map(({ written }) => written)),
    ),
    operations,
    printed: [],
    remarks: remarksOf(all),
  };
}

function phaseOf(one: Job): ResultPhase {
  const { jobname, job_start, read, write, mixed } = one;
  const start = timeIfAny(job_start);
  const runtime = Math.max(Number(read?.runtime ?? 0), Number(write?.runtime ?? 0));
  const isMixed = mixed !== undefined && read === undefined;
  return {
    label: shown(jobname),
    ...(start !== undefined && runtime > 0 && spanOf(start, timeIfAny(start + runtime))),
    ...moved(isMixed ? undefined : bytesOf(read), isMixed ? undefined : bytesOf(write)),
    operations: [...operationsOf('read', read), ...operationsOf('write', write)],
    printed: [...printedOf('read', read), ...printedOf('write', write)],
  };
}

function timeIfAny(ms: number | bigint | undefined): number | undefined {
  return typeof ms === 'number' && ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined;
}

function bytesOf(of: Direction | undefined): Amount | undefined {
  if (of === undefined) return undefined;
  const bytes = whole(of.io_bytes);
  if (bytes === undefined) return undefined;
  if (of.io_kbytes !== undefined) return counted(bytes);
  if (bytes === 0n) return { least: 0n, most: 1023n, basis: 'rounded' };
  return { least: bytes * 1024n, most: bytes * 1024n + 1023n, basis: 'rounded' };
}

function operationsOf(name: string, of: Direction | undefined): Operations[] {
  const count = whole(of?.total_ios);
  return count === undefined || count === 0n ? [] : [{ name, ...counted(count) }];
}

/** Only of directions in which there was any: fio prints zeros for the others. */
function printedOf(name: string, of: Direction | undefined): Printed[] {
  if (of === undefined || Number(of.io_bytes) === 0) return [];
  if (of.bw_bytes != null) return [{ name, text: String(of.bw_bytes), unit: 'B/s' }];
  return of.bw == null ? [] : [{ name, text: String(of.bw), unit: 'KiB/s' }];
}

function whole(value: number | bigint | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined;
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

function remarksOf(jobs: readonly Job[]): string[] {
  const failed = jobs.filter(({ error }) => error !== undefined && Number(error) !== 0);
  return failed
    .slice(0, MOST_REMARKS)
    .map(({ jobname, error }) => `job ${shown(jobname)} ended with error ${error}`);
}
