/** What the kernel told this process about itself when it started. */
export interface Auxv {
  readonly clockTicksPerSecond: number | null;
  readonly pageSizeBytes: number | null;
}

const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
const ENTRY_BYTES = 16;

/**
 * Reads `/proc/self/auxv`, the only place where a process finds `CLK_TCK` without libc: pairs of 64-bit words
 * in the machine's byte order.
 * @see https://man7.org/linux/man-pages/man3/getauxval.3.html
 */
export function parseAuxv(bytes: Buffer, endianness: 'BE' | 'LE'): Auxv {
  const values = new Map<bigint, bigint>();
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const [key, value] =
      endianness === 'LE'
        ? [bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8)]
        : [bytes.readBigUInt64BE(at), bytes.readBigUInt64BE(at + 8)];
    values.set(key, value);
  }
  return {
    clockTicksPerSecond: positive(values.get(AT_CLKTCK)),
    pageSizeBytes: positive(values.get(AT_PAGESZ)),
  };
}

function positive(value: bigint | undefined): number | null {
  const number = Number(value ?? 0n);
  return number > 0 && Number.isSafeInteger(number) ? number : null;
}
