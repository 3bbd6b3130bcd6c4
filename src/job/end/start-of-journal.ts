import { readJournal } from '../../wire/journal/reader.ts';
import { type JournalRecord, parseJournalHead } from '../../wire/records.ts';

/**
 * Tick 0 of the job by a journal, wall ms; undefined if it does not say. A rank that never found rank 0 has a schedule of its
 * own, which says nothing of the job: its journal has its baseline sample, and no clock was compared.
 * @throws Error if it cannot be read
 */
export async function startOfJournal(file: string): Promise<number | undefined> {
  const seen = new Seen();
  const onDamage = () => {
    seen.isDamaged = true;
  };
  for await (const entries of readJournal(file, onDamage)) {
    for (const { head, version } of entries) {
      if (version === 1) return undefined; // There it is not always that of its ticks.
      seen.take(headOf(head));
      if (seen.isSure) return seen.start;
    }
  }
  return undefined;
}

/** What was seen of a journal so far. */
class Seen {
  start: number | undefined;
  /** What came before may be lost here, not delivered. */
  isDamaged = false;
  #isOwn = false;
  #hasClock = false;
  #hasTick = false;
  #isFirst = true;
  /** Its first sample is at a tick: those before it have been delivered. */
  #isRest = false;

  take(record: JournalRecord | undefined): void {
    if (record === undefined || record.type === 'lost') this.isDamaged = true;
    else if (record.type === 'job') this.#isOwn ||= record.kept_by !== undefined;
    else if (record.type === 'start') this.start ??= record.start;
    else if (record.type === 'clock') this.#hasClock = true;
    else if (record.type === 'samples') {
      const isTick = record.taken[0]?.tick !== null;
      this.#isRest ||= isTick && this.#isFirst && !this.isDamaged;
      this.#isFirst = false;
      this.#hasTick ||= isTick;
    }
  }

  /** Whether the start is that of rank 0. */
  get isSure(): boolean {
    if (this.start === undefined) return false;
    return !this.#isOwn || this.#isRest || (this.#hasClock && this.#hasTick);
  }
}

function headOf(bytes: Uint8Array): JournalRecord | undefined {
  try {
    return parseJournalHead(bytes);
  } catch {
    return undefined; // It will be told as damage.
  }
}
