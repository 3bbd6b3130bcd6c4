import * as v from 'valibot';
import { numbered, type Phase } from './phases.ts';

/** What a benchmark has written about its phases, and how far the local time in it is from UTC. */
export interface PhaseFile {
  readonly text: string;
  /** Local time less UTC, of the host that has written it: both formats have local times without a zone. */
  readonly utcOffsetMinutes: number;
}

/**
 * The phases in DLIO's `per_epoch_stats.json` or IO500's `result.txt`, in order of time.
 * @throws Error that says what is wrong if it is neither, or has no phase
 * @see DLIO: https://github.com/argonne-lcf/dlio_benchmark, utils/statscounter.py
 * @see IO500: https://github.com/IO500/io500
 */
export function phasesOfFile(file: PhaseFile): Phase[] {
  const { utcOffsetMinutes } = file;
  const text = file.text.replace(/^\uFEFF/, ''); // Of an editor.
  const read = text.trimStart().startsWith('{') ? dlioPhases : io500Phases;
  const phases = read({ text, utcOffsetMinutes });
  if (phases.length === 0) {
    throw new Error("no phases found: it takes DLIO's per_epoch_stats.json or IO500's result.txt");
  }
  return numbered(phases.sort((a, b) => a.start - b.start || b.end - a.end));
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
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON, though it begins so');
  }
  const { success, output } = v.safeParse(dlio, parsed);
  if (!success) throw new Error("these are not DLIO's statistics of epochs (per_epoch_stats.json)");
  return Object.entries(output).flatMap(([epoch, members]) => {
    const parts = Object.entries(members).flatMap(([name, part]) =>
      timedPhase(`epoch ${epoch} ${name}`, part, utcOffsetMinutes),
    );
    return parts.length > 0 ? parts : timedPhase(`epoch ${epoch}`, members, utcOffsetMinutes);
  });
}

function timedPhase(name: string, part: unknown, utcOffsetMinutes: number): Phase[] {
  const { success, output } = v.safeParse(timed, part);
  return success ? phase(name, output.start, output.end, utcOffsetMinutes) : [];
}

/** Sections as of an ini file; those with a start and an end are phases. */
function io500Phases({ text, utcOffsetMinutes }: PhaseFile): Phase[] {
  return text.split(/^\[/m).flatMap((section) => {
    const name = /^[^\]\n]{1,100}(?=\])/.exec(section)?.[0];
    const start = valueIn(section, 't_start');
    const end = valueIn(section, 't_end');
    if (name === undefined || start === undefined || end === undefined) return [];
    return phase(name, start, end, utcOffsetMinutes);
  });
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
