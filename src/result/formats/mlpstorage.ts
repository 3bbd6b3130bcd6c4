import * as v from 'valibot';
import { moved, planned } from '../amounts.ts';
import type { Amount, BenchmarkResult, Printed, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';
import { failedExpectations, hasTrainedOnly, metricsSchema, printedMetrics } from './dlio-metrics.ts';

/** `results.json` of version 2: a list of runs. */
const run = v.looseObject({
  run_id: v.string(),
  benchmark_type: v.string(),
  model: v.optional(v.unknown()),
  parameters: v.optional(v.unknown()),
  metrics: v.nullish(metricsSchema),
});
const results = v.pipe(v.array(run), v.minLength(1));

/** `mlperf_storage_report.json` of versions 0.5 and 1.0: runs by name, and what they have in common. */
const report = v.looseObject({
  overall: v.looseObject({ model: v.string(), num_benchmark_runs: v.number() }),
  runs: v.record(v.string(), metricsSchema),
});

const MOST_REMARKS = 20;
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What DLIO was given to read, of which nothing is counted. */
const training = v.looseObject({
  dataset: v.looseObject({
    num_files_train: whole,
    num_samples_per_file: whole,
    record_length_bytes: v.optional(whole),
    record_length: v.optional(whole),
  }),
  train: v.looseObject({ epochs: whole }),
});

/**
 * What mlpstorage's report on its runs says: `results.json`, or of older ones `mlperf_storage_report.json`; undefined if it is
 * neither. Each run is a phase. The bytes of a run are those that it set
 * out to read: records of their mean length.
 * @see https://github.com/mlcommons/storage, mlpstorage/reporting.py, rules.py (BenchmarkRun.as_dict); v1.0: report.py
 */
export function mlpstorage(json: unknown): BenchmarkResult | undefined {
  const list = v.safeParse(results, json);
  if (list.success)
    return resultOf(list.output.map(runOf), remarksOf(list.output.map(({ metrics }) => metrics)));
  const old = v.safeParse(report, json);
  if (!old.success) return undefined;
  const { overall, runs } = old.output;
  const phases = Object.entries(runs).map(([name, metrics]) => phaseOf(shown(name), metrics, undefined));
  return resultOf(phases, remarksOf(Object.values(runs)), printedMetrics(overall));
}

function resultOf(
  phases: readonly ResultPhase[],
  remarks: readonly string[],
  overall: readonly Printed[] = [],
): BenchmarkResult {
  // The runs of a report may be of several days: together they are no amount of one run.
  const [only] = phases.length === 1 ? phases : [];
  return {
    format: 'mlpstorage',
    tool: 'mlpstorage',
    phases,
    ...moved(only?.read, undefined),
    operations: [],
    printed: only === undefined ? overall : [...only.printed, ...overall],
    remarks,
  };
}

function runOf(
  { benchmark_type, model, metrics, parameters }: v.InferOutput<typeof run>,
  nth: number,
): ResultPhase {
  const name = typeof model === 'string' ? ` ${shown(model)}` : '';
  const isTraining = metrics != null && hasTrainedOnly(metrics);
  return phaseOf(
    `run ${nth + 1}: ${shown(benchmark_type)}${name}`,
    metrics ?? {},
    isTraining ? parameters : undefined,
  );
}

function phaseOf(
  label: string,
  metrics: Readonly<Record<string, unknown>>,
  parameters: unknown,
): ResultPhase {
  return {
    label,
    ...moved(plannedRead(parameters), undefined),
    operations: [],
    printed: printedMetrics(metrics),
  };
}

function plannedRead(parameters: unknown): Amount | undefined {
  const { success, output } = v.safeParse(training, parameters);
  if (!success) return undefined;
  const { num_files_train, num_samples_per_file, record_length_bytes, record_length } = output.dataset;
  const length = record_length_bytes ?? record_length;
  if (length === undefined) return undefined;
  const factors = [num_files_train, num_samples_per_file, length, output.train.epochs];
  return planned(factors.reduce((bytes, factor) => bytes * BigInt(factor), 1n));
}

function remarksOf(metrics: readonly (Readonly<Record<string, unknown>> | null | undefined)[]): string[] {
  const remarks = metrics.flatMap((one, nth) =>
    failedExpectations(one ?? {}).map((remark) => `run ${nth + 1}: ${remark}`),
  );
  return remarks.slice(0, MOST_REMARKS);
}
