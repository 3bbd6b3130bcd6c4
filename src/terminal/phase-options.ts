import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Argv } from 'yargs';
import { NoTimes, type PhaseFile, phasesOfRanks } from '../report/phases/phase-files.ts';
import { type Phase, phasesOfMarks, wholeRun } from '../report/phases/phases.ts';
import type { SeriesHeader } from '../series/schema.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { createLog } from '../system/log.ts';
import { demandNoJournal, inputError } from './input.ts';
import { utcOffsetOf } from './reading/utc-offset.ts';

/** Statistics of a thousand epochs are a megabyte or so. */
const MOST_BYTES = 64 * 1024 * 1024;
/** As DLIO calls them; before, rank 0 alone wrote one. */
const RANKS_FILE = /^(?:\d+_)?per_epoch_stats\.json$/;
/** More than anybody can look at. */
const MOST_PHASES = 1000;

/** Adds the options of commands that show phases. */
export function withPhaseOptions(yargs: Argv): Argv {
  return yargs
    .option('phases', {
      type: 'string',
      describe:
        "Phases from the benchmark: DLIO's N_per_epoch_stats.json or their directory, IO500's result.txt; again for the next run",
    })
    .option('phases-utc-offset', {
      type: 'string',
      describe: 'Zone of the local times in that file if it is not that of rank 0: =+02:00 or =-05:00',
    });
}

/** What was given for the nth run of a command. */
export interface GivenPhases {
  readonly file: string | undefined;
  readonly utcOffset: string | undefined;
}

/**
 * What was given for each of so many runs: the first `--phases` is for the first.
 * @throws UserError if there are more of them than runs
 */
export function givenPhases(argv: Readonly<Record<string, unknown>>, runs: number): GivenPhases[] {
  const files = listed(argv.phases);
  if (files.length > runs) {
    throw new UserError(EXIT.usage, `--phases is given ${files.length} times for ${runs} series files`);
  }
  const utcOffset = listed(argv.phasesUtcOffset).at(-1);
  return Array.from({ length: runs }, (_, nth) => ({ file: files[nth], utcOffset }));
}

function listed(given: unknown): string[] {
  if (given === undefined) return [];
  return (Array.isArray(given) ? given : [given]).map(String);
}

/**
 * The phases of a run: those of its file, else those of its marks. A file that knows no times is told of, and there are none.
 * @throws UserError if the file of phases is not one, or is of another time than the run
 */
export async function phasesOf(given: GivenPhases | undefined, header: SeriesHeader): Promise<Phase[]> {
  const { file, utcOffset } = given ?? {};
  if (file === undefined) return phasesOfMarks(header);
  const log = createLog('rankstat', 'normal');
  const stated = utcOffset === undefined ? undefined : offsetOf(utcOffset, header);
  const texts = await textsOf(file);
  const phasesAt = (utcOffsetMinutes: number) =>
    phasesIn(
      file,
      texts.map((text) => ({ text, utcOffsetMinutes })),
    );
  // Before the zone must be known: where there are no times it makes no difference.
  const found = phasesAt(stated ?? 0);
  if (found instanceof NoTimes) {
    log.warn(`${file}: ${found.message}: no phases are shown`);
    return [];
  }
  const utcOffsetMinutes = stated ?? offsetOf(undefined, header);
  const phases = phasesAt(utcOffsetMinutes);
  if (phases instanceof NoTimes) throw phases;
  const { start, end } = wholeRun(header);
  const within = phases.filter((phase) => phase.end > start && phase.start < end);
  if (within.length > MOST_PHASES) {
    log.warn(`${file}: ${within.length} phases lie in the run; the first ${MOST_PHASES} are shown`);
  }
  if (within.length > 0) return within.slice(0, MOST_PHASES);
  const [first] = phases;
  const shown = (ms: number) => new Date(ms).toISOString();
  throw new UserError(
    EXIT.data,
    `${file}: its phases begin at ${shown(first?.start ?? 0)}, the run lasted from ${shown(start)} to ${shown(end)}: ` +
      `another run, or another zone (see --phases-utc-offset; now ${utcOffsetMinutes} minutes)`,
  );
}

/** The text of a file; of a directory, those of DLIO's ranks in it. */
async function textsOf(file: string): Promise<string[]> {
  const names = await readdir(file).catch(() => undefined);
  if (names === undefined) return [await textOf(file)];
  const ranks = names.filter((name) => RANKS_FILE.test(name));
  if (ranks.length === 0) throw inputError(file, new Error('no N_per_epoch_stats.json of DLIO is in it'));
  const texts: string[] = [];
  let length = 0;
  for (const name of ranks) {
    const text = await textOf(path.join(file, name));
    length += text.length;
    if (length > MOST_BYTES)
      throw inputError(file, new Error('its files are larger than any files of phases'));
    texts.push(text);
  }
  return texts;
}

async function textOf(file: string): Promise<string> {
  try {
    await demandNoJournal(file, 'file of phases');
    const found = await stat(file);
    if (found.size > MOST_BYTES) throw new Error('larger than any file of phases');
    // Opening a named pipe waits for somebody to write; one that a shell has made has its writer.
    if (found.isFIFO() && !file.startsWith('/dev/fd/')) throw new Error('a pipe, not a file');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw inputError(file, error);
  }
}

function phasesIn(file: string, texts: readonly PhaseFile[]): Phase[] | NoTimes {
  try {
    return phasesOfRanks(texts);
  } catch (error) {
    if (error instanceof NoTimes) return error;
    throw new UserError(EXIT.data, `${file}: ${messageOf(error)}`);
  }
}

/** @throws UserError if it is not known */
function offsetOf(given: string | undefined, header: SeriesHeader): number {
  const offset = utcOffsetOf(given, header);
  if (offset !== undefined) return offset;
  throw new UserError(
    EXIT.data,
    "the zone of rank 0's host is not known: give --phases-utc-offset=+02:00 or the like",
  );
}
