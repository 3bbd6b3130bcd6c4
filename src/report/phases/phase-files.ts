import * as v from 'valibot';
import { numbered, type Phase } from './phases.ts';

/** What a benchmark has written about its phases, and how far the local time in it is from UTC. */
export interface PhaseFile {
  readonly text: string;
  /** Local time less UTC, of the host that has written it: both formats have local times without a zone. */
  readonly utcOffsetMinutes: number;
}

/** A benchmark's file of phases in which no phase has its times. */
export class NoTimes extends Error {}

/** What is taken, as it is said to people. */
export const PHASE_FILES =
  "DLIO's N_per_epoch_stats.json (or the directory with those of all ranks) or IO500's result.txt";

/**
 * The phases in DLIO's `{rank}_per_epoch_stats.json` (of older ones `per_epoch_stats.json`) or IO500's `result.txt`, in order
 * of time.
 * @throws NoTimes if it is one of them and says of no phase when it was
 * @throws Error that says what is wrong if it is neither
 * @see DLIO: https://github.com/argonne-lcf/dlio_benchmark, utils/statscounter.py
 * @see IO500: https://github.com/IO500/io500
 */
export function phasesOfFile(file: PhaseFile): Phase[] {
  const { utcOffsetMinutes } = file;
  const text = file.text.replace(/^\uFEFF/, ''); // Of an editor.
  const read = text.trimStart().startsWith('{') ? dlioPhases : io500Phases;
  const phases = read({ text, utcOffsetMinutes });
  if (phases.length === 0) throw new Error(`no phases found: it takes ${PHASE_FILES}`);
  return numbered(inOrder(phases));
}

/**
 * The phases in what several ranks of a benchmark have written about the same: each from when the first rank began it to
 * when the last one ended it. In order of time. A rank that knows no times, such as one that was killed, says nothing of
 * those of the others.
 * @throws as `phasesOfFile`; NoTimes if no rank knows any
 */
export function phasesOfRanks(files: readonly PhaseFile[]): Phase[] {
  const phases = new Map<string, Phase>();
  const found = files.map(phasesOrNoTimes);
  const known = found.flatMap((one) => (one instanceof NoTimes ? [] : [one]));
  const [first] = found;
  if (known.length === 0 && first instanceof NoTimes) throw first;
  for (const { label, start, end } of known.flat()) {
    const other = phases.get(label) ?? { start, end };
    phases.set(label, { label, start: Math.min(start, other.start), end: Math.max(end, other.end) });
  }
  return inOrder([...phases.values()]);
}

function phasesOrNoTimes(file: PhaseFile): Phase[] | NoTimes {
  try {
    return phasesOfFile(file);
  } catch (error) {
    if (error instanceof NoTimes) return error;
    throw error;
  }
}

function inOrder(phases: Phase[]): Phase[] {
  return phases.sort((a, b) => a.start - b.start || b.end - a.end);
}

const MAX_TIME_CHARS = 40;
const timeText = v.pipe(v.string(), v.maxLength(MAX_TIME_CHARS));
const timed = v.looseObject({ start: timeText, end: timeText });
const MAX_LABEL_CHARS = 100;
const label = v.pipe(v.string(), v.maxLength(MAX_LABEL_CHARS));
/** Epoch → its start and end, and `block1`, `eval`, `ckpt1`, … with theirs. */
const dlio = v.record(label, v.record(label, v.unknown()));

/** An epoch is shown by its blocks, evaluation and checkpoints; as a whole if it has none. */
function dlioPhases({ text, utcOffsetMinutes }: PhaseFile): Phase[] {
  const { success, output } = v.safeParse(dlio, parsed(text));
  if (!success) throw new Error("these are not DLIO's statistics of epochs (N_per_epoch_stats.json)");
  const phases = Object.entries(output).flatMap(([epoch, members]) => {
    const parts = Object.entries(members).flatMap(([name, part]) =>
      timedPhase(`epoch ${epoch} ${name}`, part, utcOffsetMinutes),
    );
    return parts.length > 0 ? parts : timedPhase(`epoch ${epoch}`, members, utcOffsetMinutes);
  });
  // While it generates data, DLIO has no epochs; one that was killed has ended none.
  const epochs = Object.values(output);
  if (phases.length === 0 && epochs.every(({ start }) => typeof start === 'string')) {
    throw new NoTimes("DLIO's statistics of epochs, but none in them has a start and an end");
  }
  return phases;
}

/** Python's JSON has numbers that JSON has not, such as the throughput of what took no time. */
const NO_NUMBER = /(?<=[:,[]\s*)(?:-?Infinity|NaN)(?=\s*[,}\]])/g;

function parsed(text: string): unknown {
  for (const json of [text, text.replace(NO_NUMBER, 'null')]) {
    try {
      return JSON.parse(json);
    } catch {}
  }
  throw new Error('this is not JSON, though it begins so');
}

function timedPhase(name: string, part: unknown, utcOffsetMinutes: number): Phase[] {
  const { success, output } = v.safeParse(timed, part);
  return success ? phase(name, output.start, output.end, utcOffsetMinutes) : [];
}

/** What IO500 calls the sections of its benchmarks. */
const IO500_SECTION = /^\[(?:ior|mdtest)-(?:easy|hard)[^\]\n]{0,40}\]/m;

const IO500_TIME = /^t_(?:start|end)\s*=/m;

/** Sections as of an ini file; those with a start and an end are phases. Some published ones have neither in any. */
function io500Phases({ text, utcOffsetMinutes }: PhaseFile): Phase[] {
  const phases = text.split(/^\[/m).flatMap((section) => {
    const name = /^[^\]\n]{1,100}(?=\])/.exec(section)?.[0];
    const start = valueIn(section, 't_start');
    const end = valueIn(section, 't_end');
    if (name === undefined || start === undefined || end === undefined) return [];
    return phase(name, start, end, utcOffsetMinutes);
  });
  if (phases.length === 0 && IO500_SECTION.test(text) && !IO500_TIME.test(text)) {
    throw new NoTimes("IO500's result.txt, but its sections have no t_start and t_end");
  }
  return phases;
}

function valueIn(section: string, key: string): string | undefined {
  return new RegExp(`^${key}\\s*=\\s*(.{1,${MAX_TIME_CHARS}})$`, 'm').exec(section)?.[1]?.trim();
}

/** Nothing if it took no time: IO500 has sections that only write down when. */
function phase(name: string, from: string, to: string, utcOffsetMinutes: number): Phase[] {
  const start = timeOf(from, utcOffsetMinutes);
  const end = timeOf(to, utcOffsetMinutes);
  return start < end ? [{ label: name, start, end }] : [];
}

const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.]\d+)?)(Z|[+-]\d\d:?\d\d)?$/;

/** A time with a zone is what it says; one without is local. */
function timeOf(text: string, utcOffsetMinutes: number): number {
  const [, date, time, zone] = LOCAL_TIME.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time?.slice(0, 12)}${zone ?? 'Z'}`);
  if (Number.isNaN(ms)) throw new Error(`"${text}" is not a time such as 2026-11-25 12:00:00`);
  return zone === undefined ? ms - utcOffsetMinutes * 60_000 : ms;
}
