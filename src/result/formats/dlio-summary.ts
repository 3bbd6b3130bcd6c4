import * as v from 'valibot';
import { moved, planned } from '../amounts.ts';
import { spanOf, timeOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, ReadOptions } from '../result.ts';
import { failedExpectations, hasTrainedOnly, metricsSchema, printedMetrics } from './dlio-metrics.ts';

const number = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const summary = v.looseObject({
  start: v.optional(v.string()),
  end: v.optional(v.string()),
  num_accelerators: v.number(),
  num_hosts: v.optional(v.unknown()),
  epochs: v.optional(v.unknown()),
  data_size_per_host_GB: v.optional(v.unknown()),
  metric: metricsSchema,
});

const GIB = 2 ** 30;

/**
 * What DLIO's `summary.json` says; undefined if it is none. It counts no bytes: `read` is what training set out to read, each
 * file in each epoch (`data_size_per_host_GB`), of which the last steps that are no whole batch are left out.
 * @see https://github.com/argonne-lcf/dlio_benchmark, utils/statscounter.py (summary)
 */
export function dlioSummary(json: unknown, { utcOffsetMinutes }: ReadOptions): BenchmarkResult | undefined {
  const { success, output } = v.safeParse(summary, json);
  if (!success) return undefined;
  const { start = '', end = '', metric } = output;
  return {
    format: 'dlio-summary',
    tool: 'DLIO',
    ...spanOf(timeOf(start, utcOffsetMinutes), timeOf(end, utcOffsetMinutes)),
    phases: [],
    ...moved(hasTrainedOnly(metric) ? plannedRead(output) : undefined, undefined),
    operations: [],
    printed: printedMetrics(metric),
    remarks: failedExpectations(metric),
  };
}

/** The quotient by a power of two has lost nothing: it is whole bytes again. */
function plannedRead(output: v.InferOutput<typeof summary>): Amount | undefined {
  const [epochs, hosts, size] = [output.epochs, output.num_hosts, output.data_size_per_host_GB].map(
    (value) => {
      const { success, output: known } = v.safeParse(number, value);
      return success ? known : undefined;
    },
  );
  if (epochs === undefined || hosts === undefined || size === undefined) return undefined;
  // Of a run that only writes and reads checkpoints it says that no epoch was trained.
  if (!Number.isSafeInteger(epochs) || !Number.isSafeInteger(hosts) || epochs === 0) return undefined;
  const bytes = Math.round(size * GIB);
  return Number.isSafeInteger(bytes) ? planned(BigInt(bytes) * BigInt(hosts) * BigInt(epochs)) : undefined;
}
