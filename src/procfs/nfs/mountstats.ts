import { unescaped } from '../host/mount-lines.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import {
  BYTES,
  OPERATION,
  OPERATION_LEAST,
  OTHER_OPERATIONS,
  OTHER_OPERATIONS_LEAST,
  STORAGE_OPERATIONS,
  TRANSPORT,
} from './fields.ts';
import { type FileSystems, isNfs } from './file-systems.ts';

/** Where these are on an operation's line. */
const OPS_AT = 0;
const EXECUTE_AT = 7;
const ERRORS_AT = 8;
/** How many numbers a transport has before `sends`, by its kind: port, bind count, connects, their time, idle time. */
const BEFORE_SENDS: ReadonlyMap<string, number> = new Map([
  ['udp', 2],
  ['tcp', 5],
  ['local', 4],
  ['rdma', 5],
]);

/** What of each mount rows are made of: what storage needs, the rest as sums; or each of its operations. */
export type MountRows = 'sums' | 'operations';

/** Reads the lines of a mountstats. */
export class Mounts {
  readonly #text: Text;
  readonly #reading: Reading;
  readonly #fileSystems: FileSystems;
  readonly #rows: MountRows;
  /** Where the mount is whose lines these are; undefined if they are not looked at. */
  #target: string | undefined;
  readonly #places = new Map<string, number>();
  #areOperations = false;
  /** Which numbers of the file the first of the sums are; undefined before the first line that is added to them. */
  #transports: number | undefined;
  #others: number | undefined;

  constructor(text: Text, reading: Reading, fileSystems: FileSystems, rows: MountRows) {
    this.#text = text;
    this.#reading = reading;
    this.#fileSystems = fileSystems;
    this.#rows = rows;
  }

  line(): void {
    const text = this.#text;
    if (!text.word()) return;
    if (text.is('device') || text.is('no')) this.#mount();
    else if (this.#target === undefined) this.#reading.ignoreRest(text);
    else if (this.#areOperations) this.#operation(this.#target);
    else this.#fact(this.#target);
  }

  /** `device X mounted on Y with fstype Z`, or `no device mounted on …`. */
  #mount(): void {
    const words: string[] = [];
    const text = this.#text;
    while (text.word()) words.push(text.toString());
    const on = words.indexOf('on', words.indexOf('mounted'));
    const [target = '', , , type = ''] = words.slice(on + 1);
    const place = unescaped(target);
    const isNew = on >= 0 && isNfs(type) && !this.#fileSystems.isAgain(place);
    this.#target = isNew ? this.#nameOf(place) : undefined;
    this.#areOperations = false;
    this.#transports = undefined;
    this.#others = undefined;
  }

  /** One above another at the same place gets a name of its own. */
  #nameOf(place: string): string {
    const nth = (this.#places.get(place) ?? 0) + 1;
    this.#places.set(place, nth);
    return nth === 1 ? place : `${place}#${nth}`;
  }

  /** What stands before the operations. Drivers of vendors print lines of their own there. */
  #fact(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    if (text.is('per-op')) this.#areOperations = true;
    if (this.#rows === 'operations') reading.ignoreRest(text);
    else if (text.is('bytes:')) {
      reading.row(wordOf(`bytes ${target}`));
      reading.numbersOf(text, BYTES, BYTES.length);
    } else if (text.is('xprt:')) this.#transport(target);
    else reading.ignoreRest(text);
  }

  #transport(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    const before = text.word() ? BEFORE_SENDS.get(text.toString()) : undefined;
    if (before === undefined) {
      // Its kind stays what it is: nothing jumps without it, and the mount has its bytes.
      reading.reject(text, 'a transport that is not known');
      return;
    }
    if (this.#transports === undefined) {
      reading.row(wordOf(`transports ${target}`));
      this.#transports = reading.sums(text, TRANSPORT.length);
      reading.endRow();
    }
    for (let nth = -before; nth < TRANSPORT.length; nth++) {
      if (reading.add(text, nth < 0 ? undefined : this.#transports + nth)) continue;
      throw wrong(text, `a transport without ${TRANSPORT[nth]?.name ?? 'numbers'}`);
    }
    reading.ignoreRest(text);
  }

  /** `READ: 10 11 0 1280 1053312 2 50 53 0`; of an operation that the kernel has no name for, its number stands there. */
  #operation(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    const name = text.toString().replace(/:$/, '');
    if (this.#rows === 'operations' || STORAGE_OPERATIONS.has(name)) {
      reading.row(wordOf(`${name} ${target}`));
      reading.numbersOf(text, OPERATION, OPERATION_LEAST);
      return;
    }
    const columns = Math.min(text.words(), OPERATION.length);
    if (columns < OPERATION_LEAST)
      throw wrong(text, `${columns} numbers where at least ${OPERATION_LEAST} belong`);
    if (this.#others === undefined) {
      reading.row(wordOf(`others ${target}`));
      this.#others = reading.sums(
        text,
        columns > ERRORS_AT ? OTHER_OPERATIONS.length : OTHER_OPERATIONS_LEAST,
      );
      reading.endRow();
    }
    for (let column = 0; column < columns; column++) {
      const sum = SUMMED.get(column);
      if (reading.add(text, sum === undefined ? undefined : this.#others + sum)) continue;
      throw wrong(text, `${name} has something else than a number`);
    }
    reading.ignoreRest(text);
  }
}

/** Without one of its parts a sum would fall, and jump by all of that part when it is back: it costs the file. */
function wrong({ line }: Text, why: string): Error {
  return new Error(`line ${line}: ${why}`);
}

/** Which of the sums of `OTHER_OPERATIONS` a number of an operation's line is added to. */
const SUMMED: ReadonlyMap<number, number> = new Map([
  [OPS_AT, 0],
  [EXECUTE_AT, 1],
  [ERRORS_AT, 2],
]);
