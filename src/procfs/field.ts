/** One number of a row: its name in the series file and, for decimals, how many digits the kernel prints. */
export interface Field {
  readonly name: string;
  /** Digits behind the point: `0.52` is kept as 52 at scale 2. 0 for integers. */
  readonly scale: number;
}

/** Integer fields with these names, separated by blanks. */
export function integers(names: string): readonly Field[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, scale: 0 }));
}

/** The fields of a row that is one integer. */
export const SINGLE: readonly [Field] = [{ name: '', scale: 0 }];
