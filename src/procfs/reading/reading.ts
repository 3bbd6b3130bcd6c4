import { Numbers } from '../../exact/numbers.ts';
import type { Field } from '../field.ts';
import { type FileForm, FORM_TARGET } from './file-form.ts';
import { FormMaker } from './form-maker.ts';
import { hexadecimal } from './hexadecimal.ts';
import { parseNumber } from './parse-number.ts';
import { type LayoutRow, Rows, type Word } from './rows.ts';
import { Text } from './text.ts';

/** The names behind the numbers of one source. Numbers follow row by row, in a row field by field. */
export interface Layout {
  readonly source: string;
  readonly rows: readonly LayoutRow[];
}

const MAX_ERRORS = 5;
const MAX_QUOTED = 40;

/**
 * What one source gave at one tick: numbers, and the layout that names them.
 *
 * The names are compared byte by byte with those of the tick before; only when they differ are strings made
 * and a new layout built, so names that stay the same cost nothing.
 */
export class Reading {
  readonly text = new Text();
  #layout: Layout;
  #changed = false;
  #now = new Numbers();
  #before = new Numbers();
  // The rows as bytes: of the layout in force, and of the reading under way.
  #known = new Rows();
  #rows = new Rows();
  #rowStart = 0;
  #open = false;
  #errors: string[] = [];
  #rejected = 0;
  // The file under way, and what there was when it began.
  #file = '';
  #fileRows = 0;
  #fileNumbers = 0;
  #fileErrors = 0;
  #fileRejected = 0;
  #maker: FormMaker | undefined;

  /** @param source the name of what is read */
  constructor(source: string) {
    this.#layout = { source, rows: [] };
  }

  /** The layout of the reading that ended last. The same object as long as nothing changed. */
  get layout(): Layout {
    return this.#layout;
  }

  /** Whether the reading that ended last has another layout than the one before it. */
  get changed(): boolean {
    return this.#changed;
  }

  /** The numbers of the reading under way or ended last. */
  get numbers(): Numbers {
    return this.#now;
  }

  /** The numbers of the reading before that one. They go with the same layout only if not `changed`. */
  get previous(): Numbers {
    return this.#before;
  }

  /** What was wrong with single lines, in one line; undefined if nothing was. */
  get error(): string | undefined {
    if (this.#rejected === 0) return undefined;
    const more = this.#rejected - this.#errors.length;
    return this.#errors.join('; ') + (more > 0 ? `; and ${more} more` : '');
  }

  /** Whether the file under way, or read last, has given no row. */
  get isFileEmpty(): boolean {
    return this.#rows.count === this.#fileRows;
  }

  /** Rows of the reading under way. */
  get rowCount(): number {
    return this.#rows.count;
  }

  /** Begins the reading of a tick. What `numbers` was becomes `previous`. */
  begin(): void {
    const before = this.#before;
    this.#before = this.#now;
    this.#now = before;
    this.#now.clear();
    this.#rows.follow(this.#known);
    if (this.#errors.length > 0) this.#errors = [];
    this.#rejected = 0;
    this.#open = false;
    this.beginFile('');
  }

  /** Begins a file of the source. Its name stands before what is wrong with its lines; '' if there is only one. */
  beginFile(name: string): void {
    this.endRow();
    this.#file = name;
    this.#fileRows = this.#rows.count;
    this.#fileNumbers = this.#now.length;
    this.#fileErrors = this.#errors.length;
    this.#fileRejected = this.#rejected;
  }

  /** Notes of the file under way, `bytes[from, to)`, from which `formLearnt` makes its form. */
  learnForm(bytes: Uint8Array, from: number, to: number): void {
    this.#maker = new FormMaker(bytes, from, to);
  }

  /** What the file under way will have in common with the next; undefined if it was not noted, or a line was rejected. */
  formLearnt(): FileForm | undefined {
    const given = this.#now.small.subarray(this.#fileNumbers, this.#now.length);
    const form = this.#rejected === this.#fileRejected ? this.#maker?.made(given) : undefined;
    this.#maker = undefined;
    return form;
  }

  /** For the rest of a line, behind the word found last and its separator, which is never looked at. */
  ignoreRest(text: Text): void {
    this.#maker?.ignored(text.cursor);
  }

  /**
   * For a file under way that hardly ever changes, and says something without a number or other than by it: as long as it is
   * the same, to the byte, it gives what it gives now, and then it is parsed anew.
   */
  learnWhole(): void {
    this.#maker?.whole();
  }

  /** Drops all that the file under way gave, errors included. */
  dropFile(): void {
    this.#open = false;
    this.#rows.truncate(this.#fileRows);
    this.#now.truncate(this.#fileNumbers);
    if (this.#errors.length > this.#fileErrors) this.#errors.length = this.#fileErrors;
    this.#rejected = this.#fileRejected;
  }

  /**
   * For a file without which a source is nothing: checks that it gave at least one row.
   * @throws Error if not, with the first lines' errors
   */
  demandRows(): void {
    if (!this.isFileEmpty) return;
    if (this.#rejected === this.#fileRejected) throw new Error('the file is empty, or not what it should be');
    this.demandRowsIfLines();
  }

  /**
   * For a file that may list nothing: checks that it gave a row, or had no lines that were rejected.
   * @throws Error if not, with the first lines' errors
   */
  demandRowsIfLines(): void {
    if (!this.isFileEmpty || this.#rejected === this.#fileRejected) return;
    throw new Error(`no line can be read: ${this.#errors[this.#fileErrors] ?? 'all are malformed'}`);
  }

  /** Begins a row named by `word`, or by the word that a text found last. */
  row(word: Word): void {
    this.endRow();
    this.#rows.add(word);
    this.#rowStart = this.#now.length;
    this.#open = true;
  }

  /**
   * Begins a row that is named by the next word of the line, or by what stands before its `separator`.
   * False if there is none; the last row then has ended, and no other has begun.
   */
  nextRow(text: Text, separator?: number): boolean {
    this.endRow();
    this.#open = this.#rows.addNext(text, separator);
    this.#rowStart = this.#now.length;
    return this.#open;
  }

  /**
   * Reads the word found last as the row's next number.
   * @returns false if it is not one; the row is then rejected
   */
  number(text: Text, field: Field): boolean {
    if (!this.#open) return false;
    if (parseNumber(text.bytes, text.start, text.stop, field.scale, this.#now)) {
      this.#maker?.number(text.start, text.stop, field.scale);
      return true;
    }
    const word = JSON.stringify(text.toString().slice(0, MAX_QUOTED));
    this.reject(text, `${word} is not a number${field.name === '' ? '' : ` (${field.name})`}`);
    return false;
  }

  /**
   * Reads the next word of the line as the row's next number.
   * @returns undefined if there is no word; false if it is not a number, and the row is then rejected
   */
  next(text: Text, field: Field): boolean | undefined {
    if (field.scale === 0) {
      const integer = text.digits();
      if (!Number.isNaN(integer)) {
        this.#now.push(integer);
        this.#maker?.number(text.start, text.stop, field.scale);
        return true;
      }
    }
    return text.word() ? this.number(text, field) : undefined;
  }

  /** Takes for the row's next number what the word found last stands for. */
  stands(text: Text, value: number): void {
    this.#now.push(value);
    this.#maker?.sum(text.stop, value);
  }

  /**
   * Begins so many of the row's numbers as sums, from 0, to which numbers that stand further down are added.
   * @returns which number of the file the first of them is, for {@link add}
   */
  sums(text: Text, count: number): number {
    const first = this.#now.length;
    for (let nth = 0; nth < count; nth++) {
      this.#now.push(0);
      this.#maker?.sum(text.stop);
    }
    return first - this.#fileNumbers;
  }

  /**
   * Reads the next word of the line as an integer and adds it to a sum.
   * @param sum which number of the file that is; undefined if the word is looked at and nothing becomes of it
   * @param scale decimals that it may have
   * @returns whether it is an integer of at most 64 bits, or a decimal that is one without its point
   */
  add(text: Text, sum: number | undefined, scale = 0): boolean {
    if (!text.word()) return false;
    const { bytes, start, stop } = text;
    if (!parseNumber(bytes, start, stop, scale, this.#now)) return false;
    const value = this.#now.pop();
    if (sum !== undefined) this.#now.add(this.#fileNumbers + sum, value);
    this.#maker?.number(start, stop, scale, sum ?? FORM_TARGET.none);
    return true;
  }

  /**
   * As `add`, for hexadecimal numbers.
   * @returns whether it is one of at most 32 bits
   */
  addHexadecimal(text: Text, sum: number | undefined): boolean {
    if (!text.word()) return false;
    const value = hexadecimal(text.bytes, text.start, text.stop);
    if (Number.isNaN(value)) return false;
    if (sum !== undefined) this.#now.add(this.#fileNumbers + sum, value);
    this.#maker?.hexadecimal(text.start, text.stop, sum ?? FORM_TARGET.none);
    return true;
  }

  /** Gives the row a number that does not stand in a file: of 64 bits, beyond them it begins at 0 again. */
  put(value: number | bigint): void {
    if (typeof value === 'number') this.#now.push(value);
    else this.#now.pushExact(BigInt.asUintN(64, value));
  }

  /**
   * Reads all words left on the line as the first of `fields`; more words than fields are ignored.
   * The row is rejected if there are fewer than `least` or one is not a number.
   * @param counts how many there can be, falling, where fields come in groups: a part of a group is left out
   * @returns whether there is a row now
   */
  numbersOf(text: Text, fields: readonly Field[], least: number, counts?: readonly number[]): boolean {
    let count = 0;
    while (count < fields.length) {
      const read = this.next(text, fields[count]!);
      if (read === undefined) break;
      if (!read) return false;
      count++;
    }
    if (count < least) {
      this.reject(text, `${count} numbers where at least ${least} belong`);
      return false;
    }
    if (count === fields.length) this.ignoreRest(text);
    else if (counts !== undefined) {
      const whole = counts.find((one) => one <= count) ?? count;
      this.#now.truncate(this.#rowStart + whole);
      if (whole < count) this.#maker?.spoil();
    }
    this.endRow();
    return true;
  }

  /** Ends the row. */
  endRow(): void {
    if (!this.#open) return;
    this.#rows.end(this.#now.length - this.#rowStart);
    this.#open = false;
  }

  /** Drops the row under way, if there is one, and notes why. */
  reject(text: Text, reason: string): void {
    if (this.#open) {
      this.#now.truncate(this.#rowStart);
      this.#rows.truncate(this.#rows.count - 1);
      this.#open = false;
    }
    this.note(`${this.#file === '' ? '' : `${this.#file} `}line ${text.line}: ${reason}`);
  }

  /** Notes something that is wrong with the source at this tick but does not cost it. */
  note(message: string): void {
    this.#rejected++;
    if (this.#errors.length < MAX_ERRORS) this.#errors.push(message);
  }

  /** Ends a reading that has all rows of the one before, and its numbers in `numbers`. */
  endAsBefore(): void {
    this.#changed = false;
  }

  /** Ends the reading: `layout`, `changed`, `numbers` and `error` are those of this tick from here on. */
  end(): void {
    this.endRow();
    this.#changed = !this.#rows.equals(this.#known);
    if (!this.#changed) return;
    const known = this.#known;
    this.#rows.keep();
    this.#known = this.#rows;
    this.#rows = known;
    this.#layout = { source: this.#layout.source, rows: this.#known.toLayoutRows() };
  }
}
