import { TokenType } from '@streamparser/json';
import { AbsurdJson } from '../../exact/json.ts';
import { MOST_LEVELS } from '../../exact/nesting.ts';
import { MOST, TOO_MUCH } from './bounds.ts';
import { ExactTokenizer } from './exact-tokenizer.ts';

/**
 * What becomes of a value: its members are looked at one by one (it must be an `object`, or a `list`), it is given
 * `whole`, or it is left out (`skip`).
 */
export type Treatment = 'object' | 'list' | 'whole' | 'skip';

/** The keys that lead to a value; in a list, its number from 0 on. */
export type ValuePath = readonly (string | number)[];

/** Who looks at a text of JSON while it is read. What it throws must be `Refused`. */
export interface Visitor {
  /** What becomes of the value at this path, which begins at this place. */
  way(path: ValuePath, place: string): Treatment;
  /** A whole value, where it begins, and its length in bytes. */
  value(path: ValuePath, value: unknown, place: string, bytes: number): void;
}

/** This is no JSON, or not all of one. The message says where, without the name of the file. */
export class NotJson extends Error {}

/** It is JSON, and not what is read here. The message says where, without the name of the file. */
export class Refused extends Error {}

interface Level {
  readonly isList: boolean;
  readonly way: Treatment;
  /** What the value becomes if it is given whole. */
  readonly container: unknown[] | Record<string, unknown> | undefined;
  /** Those that were there, if its members are looked at one by one. */
  readonly keys: Set<string> | undefined;
  key: string;
  index: number;
}

/** What may come next. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

const NEWLINE = 0x0a;
/** Of a text that is where none should be. */
const MOST_SHOWN = 40;
const SCALARS: ReadonlySet<TokenType> = new Set([
  TokenType.TRUE,
  TokenType.FALSE,
  TokenType.NULL,
  TokenType.STRING,
  TokenType.NUMBER,
]);

/**
 * Walks through a text of JSON that is given piece by piece, of any length in bounded memory. Integers beyond 2^53 are
 * bigints. Of keys that an object has twice the last counts, as for `JSON.parse`; where members are looked at one by
 * one it is an error.
 */
export class JsonWalk {
  readonly #visitor: Visitor;
  readonly #tokens = new ExactTokenizer();
  readonly #levels: Level[] = [];
  #expected: Expected = 'value';
  /** The byte at which the last token begins. */
  #at = 0;
  /** Of the value that is being made: where it begins, in words and by its byte, and how many it has in it. */
  #begin = '';
  #beginAt = 0;
  #parts = 0;
  /** Bytes before the current piece; how far its newlines are counted; newlines so far. */
  #before = 0;
  #piece: Uint8Array = new Uint8Array(0);
  #counted = 0;
  #newlines = 0;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
    this.#tokens.onToken = ({ token, value, offset }) => {
      this.#at = offset;
      this.#take(token, token === TokenType.NUMBER ? this.#tokens.exact : value);
    };
  }

  /** @throws Error that says where, without the name of the file */
  write(piece: Uint8Array): void {
    this.#piece = piece;
    this.#counted = 0;
    this.#guarded(() => this.#tokens.write(piece));
    this.#before += piece.length;
    this.#count(piece.length);
    // A token that has not ended yet: also what is left out is held so far.
    if (this.#before - this.#at > MOST.valueChars) throw this.#refused(TOO_MUCH.value);
  }

  /** @throws NotJson if there is not all of a value */
  end(): void {
    // A number that stands alone ends only here.
    if (this.#levels.length === 0) this.#guarded(() => this.#tokens.end());
    if (this.#expected === 'nothing') return;
    const isWholeLine = this.#piece.length === 0 || this.#piece.at(-1) === NEWLINE;
    const place = isWholeLine ? `after line ${this.#newlines}` : `in line ${this.#newlines + 1}`;
    throw new NotJson(`the file is cut off ${place}`);
  }

  /** Newlines so far. */
  get lines(): number {
    return this.#newlines;
  }

  #guarded(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof Refused || error instanceof NotJson) throw error;
      if (error instanceof AbsurdJson) throw this.#refused(error.message);
      // The tokenizer's words are about its states.
      throw new NotJson(`${this.#place()}: what follows is not JSON in UTF-8`);
    }
  }

  #take(token: TokenType, value: unknown): void {
    const level = this.#levels.at(-1);
    switch (this.#expected) {
      case 'nothing':
        throw new NotJson(`${this.#place()}: this is after the end`);
      case 'colon':
        if (token !== TokenType.COLON) throw this.#unexpected(value);
        this.#expected = 'value';
        return;
      case 'comma or end':
        if (token === TokenType.COMMA) this.#expected = level?.isList === true ? 'value' : 'key';
        else this.#close(token, value);
        return;
      case 'key or end':
      case 'key':
        if (level !== undefined && token === TokenType.STRING) this.#key(level, String(value));
        else if (this.#expected === 'key or end') this.#close(token, value);
        else throw this.#unexpected(value);
        return;
      case 'value or end':
        if (token === TokenType.RIGHT_BRACKET) this.#close(token, value);
        else this.#value(token, value);
        return;
      case 'value':
        this.#value(token, value);
    }
  }

  #key(level: Level, key: string): void {
    if (level.keys !== undefined) {
      if (key.length > MOST.nameChars) throw this.#refused(TOO_MUCH.name);
      if (level.keys.has(key)) throw this.#refused(`${JSON.stringify(key)} is there twice`);
      level.keys.add(key);
      if (level.keys.size > MOST.hosts) throw this.#refused(TOO_MUCH.hosts);
    }
    level.key = key;
    this.#expected = 'colon';
  }

  #value(token: TokenType, value: unknown): void {
    const way = this.#wayOfNext();
    if (way === 'whole') this.#grow();
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      this.#open(token === TokenType.LEFT_BRACKET, way);
      return;
    }
    if (!SCALARS.has(token)) throw this.#unexpected(value);
    if (way === 'object' || way === 'list') throw this.#mustBe(way);
    this.#done(value, way);
  }

  #wayOfNext(): Treatment {
    const level = this.#levels.at(-1);
    if (level?.way === 'whole' || level?.way === 'skip') return level.way;
    this.#begin = this.#place();
    this.#beginAt = this.#at;
    this.#parts = 0;
    return this.#visitor.way(this.#path(), this.#begin);
  }

  #open(isList: boolean, way: Treatment): void {
    if ((way === 'object' && isList) || (way === 'list' && !isList)) throw this.#mustBe(way);
    const container = way === 'whole' ? (isList ? [] : {}) : undefined;
    const keys = way === 'object' ? new Set<string>() : undefined;
    this.#levels.push({ isList, way, container, keys, key: '', index: 0 });
    if (this.#levels.length > MOST_LEVELS) {
      throw this.#refused(`brackets are nested more than ${MOST_LEVELS} deep`);
    }
    this.#expected = isList ? 'value or end' : 'key or end';
  }

  #close(token: TokenType, value: unknown): void {
    const level = this.#levels.at(-1);
    const right = level?.isList === true ? TokenType.RIGHT_BRACKET : TokenType.RIGHT_BRACE;
    if (level === undefined || token !== right) throw this.#unexpected(value);
    this.#levels.pop();
    this.#done(level.container, level.way);
  }

  /** A value is whole: it goes to what it is part of. */
  #done(value: unknown, way: Treatment): void {
    const parent = this.#levels.at(-1);
    if (way === 'whole') {
      if (parent?.container === undefined) {
        this.#visitor.value(this.#path(), value, this.#begin, this.#at - this.#beginAt + 1);
      } else if (Array.isArray(parent.container)) parent.container.push(value);
      else setMember(parent.container, parent.key, value);
    }
    if (parent !== undefined) parent.index++;
    this.#expected = parent === undefined ? 'nothing' : 'comma or end';
  }

  /** The value that is being made gets another part. */
  #grow(): void {
    if (++this.#parts > MOST.parts) throw this.#refused(TOO_MUCH.parts);
    if (this.#at - this.#beginAt > MOST.valueChars) throw this.#refused(TOO_MUCH.value);
  }

  #path(): ValuePath {
    return this.#levels.map(({ isList, key, index }) => (isList ? index : key));
  }

  /** Where the last token is. */
  #place(): string {
    this.#count(this.#at - this.#before);
    return `line ${this.#newlines + 1}, byte ${this.#at}`;
  }

  /** Counts the newlines of the current piece up to here. */
  #count(to: number): void {
    for (; this.#counted < to; this.#counted++) if (this.#piece[this.#counted] === NEWLINE) this.#newlines++;
  }

  #mustBe(way: Treatment): Error {
    return this.#refused(
      `${this.#path().join('.')}: this must be ${way === 'list' ? 'a list' : 'an object'}`,
    );
  }

  #unexpected(value: unknown): Error {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
    return new NotJson(`${this.#place()}: ${shown} is not expected here`);
  }

  #refused(message: string): Error {
    return new Refused(`${this.#place()}: ${message}`);
  }
}

/** `__proto__` is a key as any other. */
function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
