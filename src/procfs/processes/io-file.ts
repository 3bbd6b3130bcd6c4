/**
 * What is in `/proc/PID/io`, in the kernel's order, and what it is called in a sample. `syscr` and `syscw` are calls.
 * @see https://docs.kernel.org/filesystems/proc.html, `do_io_accounting` in fs/proc/base.c
 */
export const IO_FIELDS: readonly { readonly key: string; readonly name: string }[] = [
  { key: 'rchar', name: 'rchar_bytes' },
  { key: 'wchar', name: 'wchar_bytes' },
  { key: 'syscr', name: 'syscr' },
  { key: 'syscw', name: 'syscw' },
  { key: 'read_bytes', name: 'read_bytes' },
  { key: 'write_bytes', name: 'write_bytes' },
  { key: 'cancelled_write_bytes', name: 'cancelled_write_bytes' },
];

/** Numbers of a process's I/O, as `IO_FIELDS` has them. Exact: bytes of a long run on a large node pass 2^53. */
export type IoCounts = readonly bigint[];

export const NO_IO: IoCounts = IO_FIELDS.map(() => 0n);

/** The text of a `/proc/PID/io`; undefined if it is none. What it has beyond is passed over. */
export function ioOf(text: string): IoCounts | undefined {
  const lines = `\n${text}`;
  const counts: bigint[] = [];
  for (const { key } of IO_FIELDS) {
    const before = `\n${key}: `;
    const at = lines.indexOf(before);
    const end = lines.indexOf('\n', at + 1);
    const digits = lines.slice(at + before.length, end < 0 ? lines.length : end);
    if (at < 0 || !/^\d{1,20}$/.test(digits)) return undefined;
    counts.push(BigInt.asUintN(64, BigInt(digits)));
  }
  return counts;
}

export function plus(one: IoCounts, other: IoCounts): IoCounts {
  return one.map((count, at) => count + other[at]!);
}

export function minus(one: IoCounts, other: IoCounts): IoCounts {
  return one.map((count, at) => count - other[at]!);
}

/** Number by number the larger one. */
export function most(one: IoCounts, other: IoCounts): IoCounts {
  return one.map((count, at) => {
    const second = other[at]!;
    if (count > second) return count; // Math.max takes no bigint.
    return second;
  });
}

/** Whether no number is below the other's. */
export function isNowhereBelow(one: IoCounts, other: IoCounts): boolean {
  return one.every((count, at) => count >= other[at]!);
}
