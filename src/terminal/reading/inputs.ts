import { byJob } from '../../job/end/jobs-of-journals.ts';
import { type JournalSeries, readJournals, type SampleContents } from '../../merge/reading/journal-series.ts';
import type { OpenSeries } from '../../series/open-series.ts';
import { readSeries } from '../../series/reader.ts';
import type { Wanted } from '../../series/reading/forms/known-forms.ts';
import type { UserError } from '../../system/exit.ts';
import { createLog } from '../../system/log.ts';
import { isJournal } from '../../wire/journal/is-journal.ts';
import type { Damage } from '../../wire/journal/reader.ts';
import { inputError } from '../input.ts';
import { damageLines, journalError } from './journal-errors.ts';

/** A run that a command reads: a series file, or the journals of a job. */
export interface Input {
  /** Its file; the first of its journals. */
  readonly name: string;
  readonly kind: 'series file' | 'journals';
  readonly files: readonly string[];
  /** Opens it, as often as it is asked for. Where journals are damaged is said the first time. */
  readonly open: OpenSeries;
  /** Lets go of what was kept for the next time that it is opened: of large jobs that is much. */
  readonly release: () => void;
  /** What there can be in its samples, if that is known without reading them all. */
  readonly contents: () => Promise<SampleContents | undefined>;
  /** Its samples as they are in journals, if it is of such. */
  readonly found: () => Promise<JournalSeries['found'] | undefined>;
  /** What is wrong with it, for the person who named it. */
  readonly error: (error: unknown) => UserError;
}

/**
 * The files that were given as arguments as runs, in their order: journals of one job are one.
 * @param onDamage called once for each of those, when it is read, with where its journals are damaged
 */
export async function inputsOf(
  files: readonly string[],
  onDamage: (damage: readonly Damage[]) => void = sayDamage,
): Promise<Input[]> {
  const journals = new Set<string>();
  for (const file of files) if (await isJournal(file)) journals.add(file);
  const jobs = journals.size === 0 ? [] : await byJob([...journals]);
  const placed = [
    ...jobs.map((job) => ({
      at: files.findIndex((file) => job.includes(file)),
      input: journalsInput(job, onDamage),
    })),
    ...files.flatMap((file, at) => (journals.has(file) ? [] : [{ at, input: seriesInput(file) }])),
  ];
  return placed.sort((a, b) => a.at - b.at).map(({ input }) => input);
}

const ALL: Wanted = { isWanted: () => true };

function sayDamage(damage: readonly Damage[]): void {
  const log = createLog('rankstat', 'normal');
  for (const line of damageLines(damage)) log.warn(line);
}

function seriesInput(file: string): Input {
  return {
    name: file,
    kind: 'series file',
    files: [file],
    open: readSeries,
    release: () => {},
    contents: async () => undefined,
    found: async () => undefined,
    error: (error) => inputError(file, error),
  };
}

/** The journals of a job, with their parts, as one run. @param onDamage called once with where they are damaged */
export function journalsInput(
  journals: readonly string[],
  onDamage: (damage: readonly Damage[]) => void = sayDamage,
): Input {
  const [name = ''] = journals;
  let read: Promise<JournalSeries> | undefined;
  let isTold = false;
  const readOnce = async () => {
    const found = await readJournals(journals);
    if (!isTold) onDamage(found.damage);
    isTold = true;
    return found;
  };
  return {
    name,
    kind: 'journals',
    files: journals,
    open: async (_path, { isWanted, accepts } = ALL) => {
      read ??= readOnce();
      return (await read).series(accepts === undefined ? isWanted : ALL.isWanted);
    },
    release: () => {
      read = undefined;
    },
    contents: async () => {
      read ??= readOnce();
      return (await read).contents;
    },
    found: async () => {
      read ??= readOnce();
      return (await read).found;
    },
    error: (error) => journalError(error, journals) ?? inputError(journals.join(', '), error),
  };
}
