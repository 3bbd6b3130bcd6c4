import * as v from 'valibot';
import {
  type Benchmark,
  SCHEMA_VERSION,
  type SeriesHeader,
  sampleSchema,
  seriesHeaderSchema,
} from '../schema.ts';

/** Its times: whole seconds and `Z`; other ways of Python have microseconds, an offset, or no zone. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;

/** Becomes a time as this program writes it: UTC, ms. One without a zone is UTC, as all times of mlpstorage are. */
const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(msOf(text)), 'no time such as 2026-11-25T12:00:00Z'),
  v.transform((text) => new Date(msOf(text)).toISOString()),
);
/** Empty where its collector was never started or stopped. */
const timeOrEmpty = v.union([v.literal(''), time]);

/**
 * All of mlpstorage's own time-series file but the samples: `TimeSeriesData` of its `rules/models.py`.
 * @see https://github.com/mlcommons/storage
 */
export const mlpstorageHeaderSchema = v.object({
  collection_interval_seconds: seriesHeaderSchema.entries.collection_interval_seconds,
  start_time: timeOrEmpty,
  end_time: timeOrEmpty,
  num_samples: seriesHeaderSchema.entries.num_samples,
  collection_method: v.pipe(v.string(), v.maxLength(100), v.description('local or ssh')),
  hosts_requested: seriesHeaderSchema.entries.hosts_requested,
  hosts_collected: seriesHeaderSchema.entries.hosts_collected,
});

/** What is read instead of the benchmark that it says nothing of. */
const UNKNOWN_BENCHMARK: Omit<Benchmark, 'launcher'> = {
  type: 'time series of mlpstorage',
  command: null,
  start_time: null,
  end_time: null,
  exit_code: null,
  job_id: null,
  step_id: null,
};

/** Its header as one of this program, in which all is empty that it does not have. */
export function headerOfMlpstorage(found: v.InferOutput<typeof mlpstorageHeaderSchema>): SeriesHeader {
  const { collection_method, ...header } = found;
  const nothing = <T>(): Record<string, T> => Object.create(null);
  return {
    schema_version: SCHEMA_VERSION,
    generator: { name: 'rankstat', version: '' },
    ...header,
    collection_method: collection_method === 'local' ? 'local' : 'mpi',
    benchmark: { ...UNKNOWN_BENCHMARK, launcher: `mlpstorage over ${collection_method}` },
    marks: [],
    host_status: nothing(),
    host_info: nothing(),
    overhead: nothing(),
  };
}

/** Its sample, `TimeSeriesSample`: the sources are those of this program, and there are no ticks. */
export const mlpstorageSampleSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  // What a data class has not is None, if it is written at all.
  v.transform((sample) => Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== null))),
  v.looseObject({ ...sampleSchema.entries, timestamp: time, tick: v.optional(v.null(), null) }),
);

/** Ms since 1970; NaN if it is no time. */
function msOf(text: string): number {
  const [whole, date, clock, fraction = '', zone = 'Z'] = TIME.exec(text) ?? [];
  if (whole === undefined) return Number.NaN;
  return Date.parse(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`);
}
