const CLOSING = 0x29;
const OPENING = 0x28;
const BLANK = 0x20;
const ZERO = 0x30;
const MINUS = 0x2d;
/** `PF_KTHREAD` of include/linux/sched.h, in the field `flags`. */
const KERNEL_THREAD = 0x200000;

/** What `/proc/PID/stat` says of a process. Times are clock ticks, faults and pages are counts. */
export interface ProcessStat {
  readonly pid: number;
  /** Its name, any bytes but 0; the kernel writes a newline as `\n`. */
  readonly comm: Uint8Array;
  readonly parent: number;
  readonly isKernelThread: boolean;
  /** Minor faults: its own, and those of children that it has waited for. */
  readonly faults: number;
  readonly childFaults: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  /** Since boot. With the number of the process it tells it from others. */
  readonly startTicks: number;
  readonly residentPages: number;
}

// Numbers of the fields, from 1, as in the kernel's page.
const LAST = 24;
const USED = [4, 9, 10, 11, 14, 15, 22, 24];

/**
 * A `/proc/PID/stat`: the bytes `[from, to)`. The name stands in brackets and can have brackets and blanks itself: it ends at
 * the last one of the line.
 * @returns undefined if it is none, as when the process has ended meanwhile
 * @see https://docs.kernel.org/filesystems/proc.html and `do_task_stat` in fs/proc/array.c
 */
export function statOf(bytes: Buffer, from: number, to: number): ProcessStat | undefined {
  const opening = bytes.indexOf(OPENING, from);
  const closing = bytes.lastIndexOf(CLOSING, to - 1);
  if (opening <= from || opening >= closing || closing >= to) return undefined;
  const pid = Number(bytes.toString('latin1', from, opening - 1));
  const fields = numbersOf(bytes, closing + 3, to);
  if (!Number.isSafeInteger(pid) || fields === undefined) return undefined;
  if (!USED.every((field) => Number.isSafeInteger(fields[field]))) return undefined;
  return {
    pid,
    comm: bytes.subarray(opening + 1, closing),
    parent: fields[4]!,
    isKernelThread: (fields[9]! & KERNEL_THREAD) !== 0,
    faults: fields[10]!,
    childFaults: fields[11]!,
    userTicks: fields[14]!,
    systemTicks: fields[15]!,
    startTicks: fields[22]!,
    residentPages: fields[24]!,
  };
}

/** Fields 4 to 24, by their number: the third, a letter, stands before `from`. Undefined if one is no number. */
function numbersOf(bytes: Buffer, from: number, to: number): number[] | undefined {
  const fields: number[] = [0, 0, 0, 0];
  let at = from;
  while (fields.length <= LAST) {
    if (bytes[at] !== BLANK || at >= to) return undefined;
    at++;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    for (; at < to; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === first) return undefined;
    fields.push(isNegative ? 0 - value : value);
  }
  return fields;
}

/** A name as rows, pages and terminals can have it: printable ASCII without what means something there. At most 64. */
export function safeName(comm: Uint8Array): string {
  const name = Array.from(comm.subarray(0, 64), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.:+@#=,()[\]-]/.test(character) ? character : byte === BLANK ? '_' : '?';
  });
  return name.length === 0 ? '?' : name.join('');
}
