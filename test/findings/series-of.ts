import type { ReadSample, Series } from '../../src/series/reading/series.ts';
import type { HostStatus, Sample, SeriesHeader } from '../../src/series/schema.ts';
import { Counters } from './counters.ts';
import { hostInfo } from './host-info.ts';
import type { Course, Weather } from './lock-step.ts';
import type { Confounders } from './machine.ts';
import { Random } from './random.ts';
import { type Sources, sampleOf } from './sample-of.ts';

/** A run whose samples are made when they are read. */
export interface MadeRun {
  readonly weather: Weather;
  readonly course: Course;
  readonly confounders: Confounders;
  readonly sources: Sources;
}

const START = Date.UTC(2026, 10, 25, 22, 10);
/** From the end of the benchmark to the last sample, s. */
const FINAL = 0.4;

/** When a host is read: s since tick 0. */
interface Reading {
  readonly tick: number | null;
  readonly kind?: 'baseline' | 'final';
  readonly due: number;
  /** ms */
  readonly late: number;
}

/** The run as a series file has it. */
export function seriesOf(run: MadeRun): Series {
  const { machines } = run.weather.setup;
  const readings = machines.map((_, host) => readingsOf(run, host));
  return { kind: 'rankstat', header: headerOf(run, readings), samples: samplesOf(run, readings) };
}

async function* samplesOf(
  run: MadeRun,
  readings: readonly (readonly Reading[])[],
): AsyncGenerator<ReadSample> {
  let line = 0;
  for (const [host, of] of readings.entries()) {
    for (const sample of hostSamples(run, host, of)) {
      yield { host: sample.hostname, sample, where: `line ${++line}` };
    }
  }
}

/** The samples of one host. */
function* hostSamples(
  { weather, course, confounders, sources }: MadeRun,
  host: number,
  readings: readonly Reading[],
): Generator<Sample> {
  const odd = { isHead: confounders.head && host === 0, isCron: host === confounders.cron };
  const counters = new Counters(weather, host, odd);
  const hostname = counters.machine.name;
  let at = 0;
  let now = course.segments[0]!.start;
  for (const { tick, kind, due, late } of readings) {
    const until = due + late / 1000;
    while (now < until) {
      const segment = course.segments[at]!;
      const end = Math.min(until, segment.end);
      counters.advance(segment, now, end - now);
      now = end;
      if (now >= segment.end) at++;
      if (at >= course.segments.length) break;
    }
    const timestamp = timestampOf(weather, host, until);
    const lateness = tick === null ? {} : { late_ms: late };
    yield sampleOf({ timestamp, hostname, tick, ...(kind && { kind }), ...lateness }, counters, sources);
  }
}

function readingsOf({ weather, course, confounders }: MadeRun, host: number): Reading[] {
  const { intervalSeconds, seed } = weather.setup;
  if (host === confounders.missing) return [];
  const random = new Random(seed, 'lateness', host);
  const readings: Reading[] = [{ tick: null, kind: 'baseline', due: -random.between(0.3, 1.5), late: 0 }];
  for (let tick = 0; tick * intervalSeconds < course.end; tick++) {
    const late = random.chance(0.0015) ? random.between(100, 2500) : 0.15 + 0.9 * random.next() ** 4;
    const due = tick * intervalSeconds;
    if (isSilent(weather, host, due)) continue;
    readings.push({ tick, due, late: Math.round(late * 1000) / 1000 });
  }
  const final = Math.max(
    course.end + FINAL,
    ...readings.slice(-1).map(({ due, late }) => due + late / 1000 + 0.2),
  );
  if (!isSilent(weather, host, course.end)) readings.push({ tick: null, kind: 'final', due: final, late: 0 });
  return readings;
}

function isSilent(weather: Weather, host: number, time: number): boolean {
  return weather.effects(host, time, -1).isSilent;
}

function timestampOf(weather: Weather, host: number, time: number): string {
  return new Date(Math.round(START + time * 1000 + offsetOf(weather, host))).toISOString();
}

/** Of the host's clock, ms. */
function offsetOf({ setup: { machines, ailment } }: Weather, host: number): number {
  const own = ailment.hosts?.has(host) === true ? (ailment.offsetMs ?? 0) : 0;
  return machines[host]!.offsetMs + own;
}

function headerOf(run: MadeRun, readings: readonly (readonly Reading[])[]): SeriesHeader {
  const { weather, course, sources } = run;
  const { machines, workload, ailment, intervalSeconds } = weather.setup;
  const at = (seconds: number) => new Date(Math.round(START + seconds * 1000)).toISOString();
  const names = machines.map(({ name }) => name);
  const known = machines.filter((_, host) => readings[host]!.length > 0);
  const portOf = (host: number) =>
    (ailment.hosts?.has(host) === true ? ailment.portMbps : undefined) ?? machines[host]!.portMbps;
  return {
    schema_version: 1,
    generator: { name: 'rankstat', version: '0.1.0' },
    collection_interval_seconds: intervalSeconds,
    start_time: at(-2),
    end_time: at(course.end + FINAL),
    num_samples: readings.reduce((sum, of) => sum + of.length, 0),
    collection_method: 'mpi',
    hosts_requested: names,
    hosts_collected: known.map(({ name }) => name),
    benchmark: {
      type: workload.type,
      command: [...workload.command],
      start_time: at(course.begin),
      end_time: at(course.end),
      exit_code: 0,
      launcher: 'slurm',
      job_id: '4711',
      step_id: '0',
    },
    marks: workload.hasMarks ? course.marks.map(({ label, time }) => ({ label, time: at(time) })) : [],
    host_status: Object.fromEntries(
      machines.map(({ name }, host) => [name, statusOf(run, host, readings[host]!)]),
    ),
    host_info: Object.fromEntries(
      known.map((machine) => [machine.name, hostInfo(machine, workload, sources, portOf(machine.rank))]),
    ),
    overhead: {},
  };
}

const NEVER: HostStatus = {
  status: 'missing',
  reason: 'it never said hello',
  rank: null,
  first_sample: null,
  last_sample: null,
  samples: 0,
  ticks_expected: 0,
  ticks_sampled: 0,
  ticks_missed: 0,
  gaps: [],
  clock_offset_ms: null,
  clock_error_ms: null,
  utc_offset_minutes: null,
  late_ms: null,
};

function statusOf({ weather, course }: MadeRun, host: number, readings: readonly Reading[]): HostStatus {
  const { machines, intervalSeconds } = weather.setup;
  const machine = machines[host]!;
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined) return NEVER;
  const expected = Math.ceil(course.end / intervalSeconds);
  const ticks = readings.flatMap(({ tick }) => (tick === null ? [] : [tick]));
  const missed = expected - ticks.length;
  const gaps: HostStatus['gaps'] = [];
  for (let at = 0; at <= ticks.length; at++) {
    const [before, next] = [ticks[at - 1] ?? -1, ticks[at] ?? expected];
    if (next > before + 1)
      gaps.push({
        from_tick: before + 1,
        to_tick: next - 1,
        reason: next === expected ? 'silent' : 'not sampled',
      });
  }
  const late = readings.flatMap((one) => (one.tick === null ? [] : [one.late])).sort((a, b) => a - b);
  const quantile = (share: number) => late[Math.round(share * (late.length - 1))] ?? 0;
  const time = (reading: Reading) => timestampOf(weather, host, reading.due + reading.late / 1000);
  const isCut = last.kind !== 'final';
  const reasons = [
    ...(isCut ? ['nothing was heard of it from its last sample on'] : []),
    ...(missed > 0 ? [`${missed} of ${expected} ticks missing`] : []),
  ];
  return {
    status: missed > 0 || isCut ? 'partial' : 'complete',
    reason: reasons.length === 0 ? null : reasons.join('; '),
    rank: machine.rank,
    first_sample: time(first),
    last_sample: time(last),
    samples: readings.length,
    ticks_expected: expected,
    ticks_sampled: ticks.length,
    ticks_missed: missed,
    gaps,
    clock_offset_ms: round(offsetOf(weather, host)),
    clock_error_ms: round(machine.offsetErrorMs),
    utc_offset_minutes: 60,
    late_ms: { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1) },
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
