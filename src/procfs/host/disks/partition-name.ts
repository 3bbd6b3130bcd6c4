/**
 * The disk that a device of this name would be a partition of: `sda` of `sda1`, `nvme0n1` of `nvme0n1p2`; undefined if no
 * partition is named so. Whether it is one, the name alone does not say.
 *
 * The kernel numbers partitions behind their disk's name, with a `p` between if that ends with a digit.
 * @see https://docs.kernel.org/admin-guide/devices.html
 */
export function diskByName(name: string): string | undefined {
  const [, stem, number] = /^(.*\D)(\d+)$/s.exec(name) ?? [];
  if (stem === undefined || number === undefined) return undefined;
  return /\dp$/.test(stem) ? stem.slice(0, -1) : stem;
}
