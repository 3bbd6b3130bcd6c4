import path from 'node:path';
import { wholeRun } from '../../report/phases/phases.ts';
import { phasesWithin, resultPhases, type ToldPhase } from '../../report/phases/result-phases.ts';
import { readResult } from '../../result/read-result.ts';
import type { BenchmarkResult } from '../../result/result.ts';
import { resultBytes } from '../../result/result-file.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { Log } from '../../system/log.ts';
import { demandNoJournal, inputError } from '../input.ts';
import { utcOffsetOf } from './utc-offset.ts';

/** What a benchmark says of itself, in a file whose times can be local ones. */
export interface GivenResult {
  readonly name: string;
  /** With its local times in this zone: local time less UTC. */
  readonly at: (utcOffsetMinutes: number) => BenchmarkResult;
}

/**
 * What benchmarks say of themselves in the files that were named.
 * @throws UserError if one cannot be read, or is of no format that is known
 */
export async function resultsIn(files: readonly string[]): Promise<GivenResult[]> {
  return await Promise.all(
    files.map(async (file) => {
      try {
        await demandNoJournal(file, "benchmark's result");
        const bytes = await resultBytes(file);
        const inUtc = readResult(bytes, { utcOffsetMinutes: 0 });
        return {
          name: path.basename(file),
          at: (utcOffsetMinutes) =>
            utcOffsetMinutes === 0 ? inUtc : readResult(bytes, { utcOffsetMinutes }),
        };
      } catch (error) {
        throw inputError(file, error);
      }
    }),
  );
}

/** An offset that no two moments of a run are apart by. */
const ANOTHER_OFFSET = 60;

/**
 * The phases that results tell of a run. What is of no use is said: local times of a zone that nobody knows, and phases of
 * another time than the run's.
 * @param utcOffset the zone, if it was given
 * @throws UserError if that is no zone
 */
export function toldPhases(
  given: readonly GivenResult[],
  header: SeriesHeader,
  utcOffset: string | undefined,
  log: Pick<Log, 'warn'>,
): ToldPhase[] {
  const offset = utcOffsetOf(utcOffset, header);
  const known = given.filter((one) => offset !== undefined || !isLocal(one, log));
  const all = resultPhases(known.map((one) => one.at(offset ?? 0)));
  const within = phasesWithin(all, header);
  const [first] = all;
  if (within.length > 0 || first === undefined) return within;
  const { start, end } = wholeRun(header);
  const shown = (ms: number) => new Date(ms).toISOString();
  log.warn(
    `${namesOf(known)}: no phases are shown, they begin at ${shown(first.start)} and the run lasted from ${shown(start)} to ` +
      `${shown(end)}: another run, or another zone (now ${offset ?? 0} minutes from UTC)`,
  );
  return [];
}

/** Whether the times of its phases are local ones; says so. */
function isLocal({ name, at }: GivenResult, log: Pick<Log, 'warn'>): boolean {
  const [one, other] = [0, ANOTHER_OFFSET].map((offset) => resultPhases([at(offset)])[0]);
  if (one?.start === other?.start) return false;
  log.warn(
    `${name}: no phases are shown, for its times are local and the zone of rank 0's host is not known`,
  );
  return true;
}

/** What results are called, as one. */
export function namesOf(given: readonly GivenResult[]): string {
  return given.map(({ name }) => name).join(', ');
}
