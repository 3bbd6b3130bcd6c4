import { atMost, moved, product, roundedFrom, totalsOfPhases } from '../amounts.ts';
import { spanOf, timeOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, Operations, Printed, ReadOptions, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';

/** A section of `result.txt`, as of an ini file. */
export interface Io500Section {
  readonly name: string;
  readonly text: string;
}

/** What IO500 calls the sections of its benchmarks. */
const BENCHMARK_SECTION = /^\[(?:ior|mdtest)-(?:easy|hard)[^\]\n]{0,40}\]/m;
const ANY_TIME = /^t_(?:start|end)\s*=/m;
const MAX_VALUE_CHARS = 40;
const MOST_REMARKS = 20;
const GIB = 2n ** 30n;
const KILO = 1000n;

/** Whether this is IO500's `result.txt`. */
export function isIo500(text: string): boolean {
  return BENCHMARK_SECTION.test(text);
}

/** Whether it says of any section when it was: some published ones do not. */
export function hasIo500Times(text: string): boolean {
  return ANY_TIME.test(text);
}

/** The sections, in their order. */
export function io500Sections(text: string): Io500Section[] {
  return text.split(/^\[/m).flatMap((section) => {
    const name = /^[^\]\n]{1,100}(?=\])/.exec(section)?.[0];
    return name === undefined ? [] : [{ name, text: section }];
  });
}

/** A value of a section; undefined if it has none, or it is longer than any number or time. */
export function io500Value(section: Io500Section, key: string): string | undefined {
  return new RegExp(`^${key}\\s*=\\s*(.{1,${MAX_VALUE_CHARS}})$`, 'm').exec(section.text)?.[1]?.trim();
}

/**
 * What IO500's `result.txt` says. It prints no bytes and no counts: a phase moved at most its score times its seconds, which
 * include what the score leaves out.
 * @see https://github.com/IO500/io500, src/main.c, src/phase_ior.c (ior_process_write), src/util.c (u_print_timestamp)
 */
export function io500(text: string, { utcOffsetMinutes }: ReadOptions): BenchmarkResult {
  const sections = io500Sections(text);
  const phases: ResultPhase[] = [];
  const printed: Printed[] = [];
  const remarks: string[] = [];
  let version: string | undefined;
  for (const section of sections) {
    remarks.push(...remarksOf(section));
    if (section.name === 'run') version = io500Value(section, 'version');
    else if (/^SCOREX?$/.test(section.name)) printed.push(...scoresOf(section));
    else phases.push(...sectionPhase(section, utcOffsetMinutes));
  }
  const time = (which: string) => {
    const [, found = ''] = new RegExp(`^; ${which} (.{1,${MAX_VALUE_CHARS}})$`, 'm').exec(text) ?? [];
    return timeOf(found.trim(), utcOffsetMinutes);
  };
  return {
    format: 'io500',
    tool: 'IO500',
    ...(version !== undefined && { version: shown(version) }),
    ...spanOf(time('START'), time('END')),
    phases,
    ...io500Totals(phases),
    printed,
    remarks: remarks.slice(0, MOST_REMARKS),
  };
}

/** The figures of a phase of IO500: bandwidth for `ior-…`, thousands of operations a second for all others. */
export function io500Phase(name: string, score: string, seconds: string): ResultPhase {
  const [rate, time] = [roundedFrom(score), roundedFrom(seconds)];
  const isIor = name.startsWith('ior');
  const direction = io500Direction(name);
  const done =
    rate === undefined || time === undefined || rate.least === 0n ? undefined : product(rate, time);
  const bytes: Amount | undefined = done === undefined || !isIor ? undefined : atMost(done, GIB);
  const operations: Operations[] =
    done === undefined || isIor ? [] : [{ name: shown(name), ...atMost(done, KILO) }];
  return {
    label: shown(name),
    ...moved(direction === 'read' ? bytes : undefined, direction === 'written' ? bytes : undefined),
    operations,
    printed:
      rate === undefined ? [] : [{ name: 'score', text: shown(score), unit: isIor ? 'GiB/s' : 'kIOPS' }],
  };
}

/** The figures of all phases together. */
export function io500Totals(phases: readonly ResultPhase[]): ReturnType<typeof totalsOfPhases> {
  return totalsOfPhases(
    phases,
    phases.map(({ label }) => io500Direction(label)),
  );
}

/** Which way the bytes of a phase go; undefined if its figures have none. */
function io500Direction(name: string): 'read' | 'written' | undefined {
  if (!name.startsWith('ior')) return undefined;
  return name.endsWith('-read') ? 'read' : name.endsWith('-write') ? 'written' : undefined;
}

/** Nothing of sections that have neither a score nor times, such as `[timestamp]`. */
function sectionPhase(section: Io500Section, utcOffsetMinutes: number): ResultPhase[] {
  const [score, seconds, from, to] = ['score', 't_delta', 't_start', 't_end'].map(
    (key) => io500Value(section, key) ?? '',
  );
  const [start, end] = [from, to].map((text = '') => timeOf(text, utcOffsetMinutes));
  const isOver = start !== undefined && end !== undefined && start < end;
  if (score === '' && !isOver) return [];
  return [{ ...io500Phase(section.name, score ?? '', seconds ?? ''), ...(isOver && spanOf(start, end)) }];
}

function scoresOf(section: Io500Section): Printed[] {
  const units = [
    ['BW', 'GiB/s'],
    ['MD', 'kIOPS'],
    ['SCORE', ''],
  ] as const;
  return units.flatMap(([key, unit]) => {
    const [text] = io500Value(section, key)?.split(' ') ?? [];
    return text === undefined
      ? []
      : [{ name: `${section.name} ${key}`.replace('SCORE SCORE', 'SCORE'), text: shown(text), unit }];
  });
}

function remarksOf(section: Io500Section): string[] {
  const errors = [...section.text.matchAll(/^; (ERROR .{1,200})$/gm)].slice(0, MOST_REMARKS);
  const remarks = errors.map(([, text = '']) => shown(`${section.name}: ${text}`));
  return /^SCORE\s*=.{1,40}\[INVALID\]/m.test(section.text)
    ? [...remarks, 'it calls the run invalid']
    : remarks;
}
