/** A number for a table on a terminal: three significant digits are enough. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** So much as one reads it, with its unit. @param megabytes of 10^6 bytes */
export function amountText(megabytes: number): string {
  if (megabytes < 1000) return `${short(megabytes)} MB`;
  return megabytes < 1e6 ? `${short(megabytes / 1000)} GB` : `${short(megabytes / 1e6)} TB`;
}
