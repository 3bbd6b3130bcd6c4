/** Numbers of the signals in a mask of `/proc/PID/status`, in hexadecimal digits: bit 0 is signal 1. None if it is no mask. */
export function signalsIn(mask: string | undefined): number[] {
  if (mask === undefined || !/^[\da-f]{1,32}$/i.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, nth) => nth + 1).filter(
    (signal) => (bits >> BigInt(signal - 1)) & 1n,
  );
}

/** A limit of `/proc/PID/limits`, by the name of its line; null if it is unlimited, or there is no such line. */
export function limitIn(limits: string, name: string, which: 'soft' | 'hard'): number | null {
  const line = limits.split('\n').find((one) => one.startsWith(name));
  const [soft, hard] = line?.slice(name.length).trim().split(/\s+/) ?? [];
  const value = Number(which === 'soft' ? soft : hard);
  return Number.isFinite(value) ? value : null;
}
