const COLON = 0x3a;
const ZERO = 0x30;
const BLANK = 0x20;
const POINT = 0x2e;

/** Memory is short when less than this share of it is available. */
const LEAST_SHARE = 1 / 10;

const AVAILABLE = Buffer.from('MemAvailable');
/** Where the number of the first line, `MemTotal:`, can begin. */
const TOTAL_LENGTH = 'MemTotal:'.length;
/** Before the first number of a file of pressure. */
const SOME_LENGTH = 'some avg10='.length;

/**
 * Tells from the bytes of `/proc/meminfo` whether memory is short, without parsing the file: what is looked for lies where
 * it lay before.
 */
export class MemoryLook {
  /** Where `MemAvailable:` begins, from the begin of the file. */
  #offset = 0;

  /** @param bytes those of the file are `[from, to)`; false if they do not say it: kernels before 3.14, other systems */
  isShort(bytes: Buffer, from: number, to: number): boolean {
    if (!isAt(bytes, from + this.#offset)) {
      const found = bytes.indexOf(AVAILABLE, from);
      if (found < 0 || found >= to) return false;
      this.#offset = found - from;
    }
    const available = numberAt(bytes, from + this.#offset + AVAILABLE.length + 1, to);
    return available < numberAt(bytes, from + TOTAL_LENGTH, to) * LEAST_SHARE;
  }
}

/**
 * Whether tasks have waited for memory for 1 % of the last 10 s or more: `some` of `/proc/pressure/memory`, whose bytes are
 * `[from, to)`. A job that comes to its own limit shows here while the node has enough.
 */
export function isMemoryWaitedFor(bytes: Buffer, from: number, to: number): boolean {
  return numberAt(bytes, from + SOME_LENGTH, to) >= 1;
}

function isAt(bytes: Buffer, at: number): boolean {
  for (let nth = 0; nth < AVAILABLE.length; nth++) if (bytes[at + nth] !== AVAILABLE[nth]) return false;
  return bytes[at + AVAILABLE.length] === COLON;
}

/** The digits from `at` on, behind blanks, up to anything else; 0 if there are none. */
function numberAt(bytes: Buffer, at: number, to: number): number {
  let value = 0;
  let begin = at;
  while (begin < to && bytes[begin] === BLANK) begin++;
  for (let next = begin; next < to && bytes[next] !== POINT; next++) {
    const digit = bytes[next]! - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}
