import { Numbers } from '../../../exact/numbers.ts';
import type { KeptFile, Source, Sums } from '../../source.ts';
import type { FileForm } from '../file-form.ts';
import { isNoFault, type Outcome, outcomeOf } from '../outcome.ts';
import { Reading } from '../reading.ts';
import type { LayoutRow } from '../rows.ts';
import type { Slab } from '../slab.ts';
import type { FileSet } from '../source-files.ts';

/**
 * What each of the files of a source gave when it was read last, where sums of them are recorded: of files that are read in
 * turn, or could not be read once, the sums have what they gave before. What a file has in common with the next is kept for
 * each, so that one in which more than numbers has changed costs the parsing of that one.
 */
export class KeptFiles {
  readonly #source: Source;
  readonly #root: string;
  readonly #newSums: () => Sums;
  /** Where there is nothing to sum up none are made. */
  #sums: Sums | undefined;
  /** What a single file gives. */
  readonly #parsed: Reading;
  #of: FileSet | undefined;
  #files = new Map<string, Kept>();
  #all: readonly Kept[] = [];

  constructor(source: Source, root: string, newSums: () => Sums) {
    this.#source = source;
    this.#root = root;
    this.#newSums = newSums;
    this.#parsed = new Reading(source.name);
  }

  /**
   * Takes the files out of `slab`, and puts what is recorded into `reading`.
   * @param turn the files that were read
   * @returns what became of them: `ok` if there is something, with what is hidden nonetheless
   */
  parse(slab: Slab, turn: FileSet, reading: Reading): { outcome: Outcome; hidden: Outcome | undefined } {
    this.#follow(turn.partOf ?? turn);
    for (const kept of this.#all) kept.isNew = false;
    let worst: Outcome = 'ok';
    for (let at = 0; at < turn.files.length; at++) {
      const outcome = this.#take(slab, turn, at, reading);
      if (outcome !== 'ok' && (worst === 'ok' || worst === 'absent')) worst = outcome;
    }
    const isAny = this.#all.some(({ rows }) => rows !== undefined);
    if (isAny) this.#sums ??= this.#newSums();
    const hidden = isAny ? this.#sums?.into(reading, this.#all) : undefined;
    reading.end();
    if (reading.layout.rows.length > 0) return { outcome: 'ok', hidden };
    return { outcome: worst === 'ok' ? 'absent' : worst, hidden: undefined };
  }

  /** Forgets files that are not there any more. */
  #follow(set: FileSet): void {
    if (set === this.#of) return;
    this.#of = set;
    const before = this.#files;
    this.#files = new Map(set.names.map((name) => [name, before.get(name) ?? new Kept(name)]));
    this.#all = [...this.#files.values()];
  }

  #take(slab: Slab, { names, files }: FileSet, at: number, reading: Reading): Outcome {
    const kept = this.#files.get(names[at]!)!;
    const piece = slab.take();
    const trouble = slab.troubleOf(piece);
    const [from, to] = [slab.endOf(piece - 1), slab.endOf(piece)];
    if (trouble === undefined && kept.repeats(slab.bytes, from, to)) return 'ok';
    const parsed = this.#parsed;
    parsed.begin();
    parsed.beginFile(kept.name);
    try {
      if (trouble !== undefined) throw trouble.error;
      parsed.text.reset(slab.bytes, from, to);
      if (kept.rows !== undefined) parsed.learnForm(slab.bytes, from, to);
      this.#source.parse(parsed.text, parsed, kept.name, this.#root);
    } catch (error) {
      const outcome = outcomeOf(error, files[at]!.path, this.#source);
      kept.isDenied = kept.rows === undefined && outcome.startsWith('denied');
      if (outcome === 'absent') kept.forget();
      else if (!isNoFault(outcome)) reading.note(outcome);
      return outcome;
    } finally {
      parsed.endRow();
    }
    const form = parsed.formLearnt();
    parsed.end();
    if (parsed.error !== undefined) {
      // Without one of its lines a sum would fall, and jump when it is back.
      reading.note(parsed.error);
      return `failed: ${parsed.error}`;
    }
    kept.keep(parsed, form);
    return 'ok';
  }
}

/** A file, and what it gave when it was read last. */
class Kept implements KeptFile {
  readonly name: string;
  rows: readonly LayoutRow[] | undefined;
  numbers = new Numbers(16);
  isNew = false;
  isDenied = false;
  #form: FileForm | undefined;
  #next = new Numbers(16);

  constructor(name: string) {
    this.name = name;
  }

  /** Takes the numbers of the file if it has changed in nothing else. @returns whether that was so */
  repeats(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#form === undefined) return false;
    const next = this.#next;
    next.clear();
    if (!this.#form.take(bytes, from, to, next)) return false;
    this.#next = this.numbers;
    this.numbers = next;
    this.isNew = true;
    return true;
  }

  keep({ layout, numbers }: Reading, form: FileForm | undefined): void {
    this.rows = layout.rows;
    this.numbers.clear();
    for (let at = 0; at < numbers.length; at++) this.numbers.pushExact(numbers.exact(at));
    this.#form = form;
    this.isNew = true;
    this.isDenied = false;
  }

  forget(): void {
    this.rows = undefined;
    this.#form = undefined;
  }
}
