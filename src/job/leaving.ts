import type { Collector } from '../rank/collector.ts';
import type { OwnJournal, OwnJournalOptions } from '../rank/own-journal.ts';
import type { Clock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import type { Log } from '../system/log.ts';
import { within } from '../system/patience.ts';

/** The journal of a rank alone. */
export type Journal = Pick<OwnJournal, 'path' | 'keep' | 'write' | 'close'>;

/** Whose records a journal keeps. */
export type KeptFrom = OwnJournalOptions['collector'] & Pick<Collector, 'schedule'>;

/** What a rank leaves its records by. */
export interface LeavingParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Begins a journal of this rank's own with what its collector has not delivered, which is then delivered. */
  readonly ownJournal: (collector: KeptFrom) => Promise<Journal>;
  /** Removes a file. */
  readonly remove: (path: string) => Promise<void>;
}

/** What rank 0 has not got so long after this rank's end is copied, ms. */
const COPY_AFTER_MS = 1000;

/**
 * Copies what rank 0 has not got into a journal while it may still come to get it: who is cut off, and does not know, can
 * be killed by its launcher before it has given up.
 * @returns undefined if that was not needed, or not possible
 */
export async function copied(
  parts: LeavingParts,
  collector: Collector,
  delivered: Promise<boolean>,
): Promise<Journal | undefined> {
  const { clock } = parts;
  const late = () => new Error('no answer');
  const soon = await within(clock, COPY_AFTER_MS, delivered, late).catch(() => undefined);
  if (soon !== undefined) return undefined;
  const { essentials, undelivered, schedule } = collector;
  const from = { essentials, undelivered, schedule, delivered: () => {} };
  return await parts.ownJournal(from).catch(() => undefined); // It is tried once more if need be.
}

/** Leaves that copy, or removes it if rank 0 has come to have all of it. */
export async function settle(
  { log, remove }: LeavingParts,
  copy: Journal,
  delivered: boolean,
): Promise<void> {
  await copy.close().catch((error: unknown) => log.warn(`${copy.path}: ${messageOf(error)}`));
  if (delivered) await remove(copy.path).catch(() => {});
  else log.warn(left(copy));
}

function left({ path }: Journal): string {
  return `what rank 0 has not got is in ${path}: give it to rankstat recover, too`;
}

/** Begins a journal of its own; if that fails it says so. */
export async function begun(
  { ownJournal, log }: LeavingParts,
  collector: Collector,
  otherwise: string,
): Promise<Journal | undefined> {
  try {
    return await ownJournal(collector);
  } catch (error) {
    log.warn(`${otherwise}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Puts what rank 0 has not got into a journal of its own, and says where it is, or that it is lost. */
export async function kept(
  parts: LeavingParts,
  collector: Collector,
  own: Journal | undefined,
): Promise<Journal | undefined> {
  const { log } = parts;
  const lost = () => `${collector.undelivered.length} records are lost`;
  const journal = own ?? (await begun(parts, collector, lost()));
  if (journal === undefined) return undefined;
  try {
    await journal.write();
    log.warn(left(journal));
  } catch (error) {
    log.warn(
      `cannot write ${journal.path}: ${messageOf(error)}; ${lost()}, what was written before is there`,
    );
  }
  return journal;
}
