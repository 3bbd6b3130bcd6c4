import { epochParts } from '../../result/formats/dlio-epochs.ts';
import { hasIo500Times, io500Sections, io500Value, isIo500 } from '../../result/formats/io500.ts';
import { withoutNonNumbers } from '../../result/json-in.ts';
import { timeOf } from '../../result/local-time.ts';
import { numbered } from '../../system/text/numbered.ts';
import type { Phase } from './phases.ts';

/** What a benchmark has written about its phases, and how far the local time in it is from UTC. */
export interface PhaseFile {
  readonly text: string;
  /** Local time less UTC, of the host that has written it: both formats have local times without a zone. */
  readonly utcOffsetMinutes: number;
}

/** A benchmark's file of phases in which no phase has its times. */
export class NoTimes extends Error {}

/** What is taken, as it is said to people. */
const PHASE_FILES =
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

/** An epoch is shown by its blocks, evaluation and checkpoints; as a whole if it has none. */
function dlioPhases({ text, utcOffsetMinutes }: PhaseFile): Phase[] {
  const epochs = epochParts(parsed(text));
  if (epochs === undefined)
    throw new Error("these are not DLIO's statistics of epochs (N_per_epoch_stats.json)");
  const phases = epochs.parts.flatMap(({ label, start, end }) => phase(label, start, end, utcOffsetMinutes));
  if (phases.length === 0 && epochs.isDlio) {
    throw new NoTimes("DLIO's statistics of epochs, but none in them has a start and an end");
  }
  return phases;
}

function parsed(text: string): unknown {
  for (const json of [text, withoutNonNumbers(text)]) {
    try {
      return JSON.parse(json);
    } catch {}
  }
  throw new Error('this is not JSON, though it begins so');
}

/** Sections with a start and an end are phases. Some published files have neither in any. */
function io500Phases({ text, utcOffsetMinutes }: PhaseFile): Phase[] {
  const phases = io500Sections(text).flatMap((section) => {
    const start = io500Value(section, 't_start');
    const end = io500Value(section, 't_end');
    if (start === undefined || end === undefined) return [];
    return phase(section.name, start, end, utcOffsetMinutes);
  });
  if (phases.length === 0 && isIo500(text) && !hasIo500Times(text)) {
    throw new NoTimes("IO500's result.txt, but its sections have no t_start and t_end");
  }
  return phases;
}

/** Nothing if it took no time: IO500 has sections that only write down when. */
function phase(name: string, from: string, to: string, utcOffsetMinutes: number): Phase[] {
  const [start, end] = [timeIn(from, utcOffsetMinutes), timeIn(to, utcOffsetMinutes)];
  return start < end ? [{ label: name, start, end }] : [];
}

function timeIn(text: string, utcOffsetMinutes: number): number {
  const time = timeOf(text, utcOffsetMinutes);
  if (time === undefined) throw new Error(`"${text}" is not a time such as 2026-11-25 12:00:00`);
  return time;
}
