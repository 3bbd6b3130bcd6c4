import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../system/errors.ts';
import { isFolder } from '../host/small-file.ts';
import type { Observer, ParseCaptured } from '../observer.ts';
import type { ProgramSettings } from '../program/programs.ts';
import type { Roots } from '../roots.ts';
import type { Source } from '../source.ts';
import type { CapturedFile } from './captured-file.ts';
import type { FileForm } from './file-form.ts';
import { monotonicSeconds } from './kernel-file.ts';
import { errorCode, isNoFault, leaveOut, type Outcome, outcomeOf } from './outcome.ts';
import { Reading } from './reading.ts';
import { MOST_ROWS } from './rows.ts';
import { Slab } from './slab.ts';
import { type FileSet, SourceFiles } from './source-files.ts';
import { KeptFiles } from './together/kept-files.ts';
import { Rounds } from './together/rounds.ts';

/** Whether a source is to be read at a moment. */
export type Turn = 'its turn' | 'not its turn' | 'in any case';

/**
 * Reads one source at each tick, with its files kept open. Their bytes are read at the tick, and parsed then or later:
 * parsing several ticks together costs less.
 */
export class SourceReader {
  readonly source: Source;
  /** What was parsed last. Without rows if `parse` did not return `ok`. */
  readonly reading: Reading;
  /** What became of it when it was parsed last; undefined before that. */
  outcome: Outcome | undefined;
  readonly #files: SourceFiles;
  /**
   * Where they change: which there were at each capture that is not parsed yet, by the mark before them in the slab. At others
   * there was nothing to capture.
   */
  readonly #captured = new Map<number, FileSet | ParseCaptured | 'not its turn'>();
  readonly #observer: Observer | undefined;
  /** Where what is recorded is made of what files gave last; undefined where it is what they give now. */
  readonly #kept: KeptFiles | undefined;
  readonly #rounds: Rounds | undefined;
  /** The node has nothing of it, which was told, until it is looked for again: seconds of the clock. Till then it costs nothing. */
  #absentUntil = Number.NEGATIVE_INFINITY;
  #wasRead = true;
  /** The folder that the source's root is. */
  readonly #root: string;
  readonly #sysfs: string;
  readonly #now: () => number;
  #seconds = 0;
  #failure: string | undefined;
  /** Of each of the files that were parsed last, what it will have in common with the next; none if that is not known. */
  #forms: readonly FileForm[] = [];
  #parsed: FileSet | undefined;
  /** Whether there was nothing wrong with what was parsed last: the same can be expected of the next. */
  #isSound = false;

  /**
   * @param now seconds of a monotonic clock
   * @param programs how programs are run that a source asks; undefined if none is
   */
  constructor(
    source: Source,
    roots: Roots,
    now: () => number = monotonicSeconds,
    programs: ProgramSettings | undefined = undefined,
  ) {
    this.source = source;
    this.reading = new Reading(source.name);
    this.#root = roots[source.root];
    this.#files = new SourceFiles(source, roots, now, programs);
    this.#observer = source.observe?.(roots);
    this.#sysfs = roots.sysfs;
    this.#now = now;
    const { together } = source;
    this.#kept = together && new KeptFiles(source, this.#root, () => together.sums(roots));
    this.#rounds = together && new Rounds(together);
  }

  /**
   * What was wrong with what was parsed last, malformed lines included, in one line. Undefined if nothing was, if the source
   * is absent or disabled, or if it was not its turn.
   */
  get error(): string | undefined {
    return this.#wasRead ? (this.#failure ?? this.reading.error) : undefined;
  }

  /** Seconds spent in `capture` and `parse` so far. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * Puts the bytes that the source's files have now into `slab`. What fails is tried again next time.
   * @param turn where it is not its turn, which only sources with `leastSeconds` can be told, nothing is done; where a host
   *   begins or ends it is read in any case, and of files that come in rounds, see `Source.together`, all are
   */
  capture(slab: Slab, turn: Turn = 'its turn'): void {
    if (turn === 'not its turn') return;
    const start = this.#now();
    if (turn !== 'in any case' && start < this.#absentUntil) return;
    if (this.#observer !== undefined) {
      this.#observe(this.#observer, slab, turn, start);
      return;
    }
    const { find } = this.source;
    const all = this.#files.at(start);
    if (this.#files.areStarting) return;
    const set = this.#rounds?.next(all, turn === 'in any case' ? 'all' : 'some') ?? all;
    if (find !== undefined) this.#captured.set(slab.mark(), set);
    for (let at = 0; at < set.files.length; at++) this.#captureFile(set.files[at]!, slab);
    this.#absentUntil = this.#isKnownAbsent(set) ? this.#files.lookAt : Number.NEGATIVE_INFINITY;
    this.#seconds += this.#now() - start;
  }

  /** Whether the node has nothing of it, and that was told before. */
  #isKnownAbsent({ files, failure }: FileSet): boolean {
    return files.length === 0 && failure === undefined && this.outcome === 'absent';
  }

  /** Forgets what was captured and will not be parsed: files of a slab from this number on. */
  forget(from: number): void {
    if (this.#captured.size === 0) return;
    for (const mark of this.#captured.keys()) if (mark >= from) this.#captured.delete(mark);
  }

  /**
   * Parses what the next `capture` has put into `slab`, in the order in which that was done. Never throws.
   * @returns undefined if it was not its turn then, a program that it asks had just been started, or the node has nothing of
   *   it, as before
   */
  parse(slab: Slab): Outcome | undefined {
    const set = this.#nextSet(slab);
    this.#wasRead = set !== 'not its turn';
    if (set === 'not its turn') return undefined;
    const start = this.#now();
    this.reading.begin();
    let outcome: Outcome = 'ok';
    let hidden: Outcome | undefined;
    if (typeof set === 'function') outcome = this.#parseObserved(slab, set);
    else if (this.#kept !== undefined) ({ outcome, hidden } = this.#parseKept(this.#kept, slab, set));
    else if (!this.#repeats(slab, set)) outcome = this.#parseAll(slab, set);
    this.outcome = hidden ?? outcome;
    this.#seconds += this.#now() - start;
    return outcome;
  }

  /** Reads and parses the source now. */
  read(): Outcome {
    const slab = new Slab();
    this.capture(slab, 'in any case');
    return this.parse(slab) ?? 'absent';
  }

  /** Waits until a program that it asks, if there is one, has said all that it has to say once; `ms` at most. */
  async told(ms: number): Promise<void> {
    await this.#files.told(ms);
  }

  /** Closes the files. Another `capture` opens them again. */
  close(): void {
    this.#files.close();
    this.#observer?.close();
  }

  #observe(observer: Observer, slab: Slab, turn: Exclude<Turn, 'not its turn'>, start: number): void {
    const mark = slab.mark();
    this.#captured.set(mark, observer.capture(slab, start, turn) ?? 'not its turn');
    this.#seconds += this.#now() - start;
  }

  #parseObserved(slab: Slab, parse: ParseCaptured): Outcome {
    const { reading } = this;
    this.#failure = undefined;
    let outcome: Outcome = 'ok';
    try {
      parse(slab, reading);
    } catch (error) {
      reading.dropFile();
      outcome = outcomeOf(error, pathIn(error) ?? this.#root, this.source);
      if (!isNoFault(outcome)) this.#failure = outcome;
    }
    reading.end();
    return outcome;
  }

  #nextSet(slab: Slab): FileSet | ParseCaptured | 'not its turn' {
    if (this.source.find === undefined && this.#observer === undefined) return this.#files.at(0);
    const mark = slab.next;
    // What comes next is another's: at that tick it was not captured.
    const set = this.#captured.get(mark);
    if (set === undefined) return 'not its turn';
    slab.take();
    this.#captured.delete(mark);
    return set;
  }

  /** Takes the numbers of files that have changed in nothing else. @returns false, with nothing taken, if one has */
  #repeats(slab: Slab, set: FileSet): boolean {
    const forms = this.#forms;
    if (forms.length === 0 || set !== this.#parsed) return false;
    const { reading } = this;
    const first = slab.next;
    for (let at = 0; at < forms.length; at++) {
      const piece = slab.take();
      if (
        slab.troubleOf(piece) === undefined &&
        forms[at]!.take(slab.bytes, slab.endOf(piece - 1), slab.endOf(piece), reading.numbers)
      ) {
        continue;
      }
      slab.seek(first);
      reading.numbers.clear();
      return false;
    }
    reading.endAsBefore();
    return true;
  }

  #parseAll(slab: Slab, set: FileSet): Outcome {
    const { reading } = this;
    this.#failure = undefined;
    const forms: FileForm[] = [];
    let worst: Outcome = set.files.length === 0 ? this.#outcomeOfNone(set) : 'ok';
    let read = 0;
    for (let at = 0; at < set.files.length; at++) {
      const outcome = this.#parseFile(set, at, slab);
      if (outcome === 'ok') read++;
      else if (worst === 'ok' || worst === 'absent') worst = outcome;
      const form = reading.formLearnt();
      if (form !== undefined) forms.push(form);
    }
    const outcome = read > 0 ? 'ok' : worst;
    if (outcome !== 'ok' && !isNoFault(outcome)) this.#failure = outcome;
    reading.end();
    this.#isSound = worst === 'ok' && reading.error === undefined;
    this.#forms = this.#isSound && forms.length === set.files.length ? forms : [];
    this.#parsed = set;
    return outcome;
  }

  #parseKept(kept: KeptFiles, slab: Slab, set: FileSet): { outcome: Outcome; hidden: Outcome | undefined } {
    const { outcome, hidden } = kept.parse(slab, set, this.reading);
    const found = set.files.length === 0 ? this.#outcomeOfNone(set) : outcome;
    this.#failure = found === 'ok' || isNoFault(found) ? undefined : found;
    return { outcome: found, hidden };
  }

  /** Of a source that has no file on this node. */
  #outcomeOfNone({ failure }: FileSet): Outcome {
    const { source } = this;
    if (failure !== undefined) return outcomeOf(failure, pathIn(failure) ?? this.#root, source);
    return source.optional ? 'absent' : `failed: this node has none; ${leaveOut(source)}`;
  }

  #captureFile(file: CapturedFile, slab: Slab): void {
    const { listedIn, emptyBytes = 0 } = this.source;
    let length: number;
    try {
      length = file.read(slab);
    } catch (error) {
      slab.fail(error);
      this.#files.failed(error);
      return;
    }
    if (listedIn === undefined || length > emptyBytes) return;
    // Now: when it is parsed, there can be something that was not there.
    try {
      demandNone(this.source, this.#sysfs);
    } catch (error) {
      slab.suspect(error);
    }
  }

  /** @throws Error if a file that lists nothing should */
  #demandNone(slab: Slab, piece: number): void {
    const trouble = slab.troubleOf(piece);
    if (trouble !== undefined) throw trouble.error;
    // It has more than any empty list that is known.
    const length = slab.endOf(piece) - slab.endOf(piece - 1);
    if (length > (this.source.emptyBytes ?? 0)) demandNone(this.source, this.#sysfs);
  }

  #parseFile({ names, files }: FileSet, at: number, slab: Slab): Outcome {
    const { reading, source } = this;
    const name = names[at]!;
    const piece = slab.take();
    const trouble = slab.troubleOf(piece);
    reading.beginFile(files.length > 1 ? name : '');
    try {
      if (trouble?.what === 'unreadable') throw trouble.error;
      const [from, to] = [slab.endOf(piece - 1), slab.endOf(piece)];
      reading.text.reset(slab.bytes, from, to);
      if (this.#isSound) reading.learnForm(slab.bytes, from, to);
      source.parse(reading.text, reading, name, this.#root);
      if (reading.rowCount > MOST_ROWS) throw new Error(`it has more than ${MOST_ROWS} rows`);
      if (source.listedIn !== undefined && reading.isFileEmpty) this.#demandNone(slab, piece);
      return 'ok';
    } catch (error) {
      reading.dropFile();
      const outcome = outcomeOf(error, files[at]!.path, source);
      if (!isNoFault(outcome)) reading.note(outcome);
      return outcome;
    }
  }
}

/**
 * Checks that there is nothing for a file to list that lists nothing.
 * @throws Error if there is, or that is not known
 */
function demandNone(source: Source, sysfs: string): void {
  const folder = path.join(sysfs, source.listedIn ?? '');
  let entries: string[];
  try {
    entries = fs.readdirSync(folder);
  } catch (error) {
    const why = errorCode(error) ?? messageOf(error);
    throw new Error(
      `it lists nothing, and ${folder} cannot tell whether there is nothing (${why}); ${leaveOut(source)}`,
    );
  }
  const there = entries.filter((entry) => isFolder(path.join(folder, entry))); // bonding_masters is a file
  if (there.length === 0) return;
  const some = `${there.slice(0, 3).join(', ')}${there.length > 3 ? ', …' : ''}`;
  throw new Error(`it lists nothing, though ${folder} has ${some}: something hides it; ${leaveOut(source)}`);
}

/** What the system could not do something with. */
function pathIn(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error)) return undefined;
  return typeof error.path === 'string' ? error.path : undefined;
}
