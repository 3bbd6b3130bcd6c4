interface Mutant {
  readonly file: string;
  readonly lineText: string;
  readonly original: string;
  readonly replacement: string;
  readonly end: string;
}
interface Known {
  readonly file: string;
  readonly line: string;
  readonly original?: string;
  readonly replacement: string;
  readonly why: string;
}
export function withoutEquivalents(
  file: string,
  mutants: readonly Mutant[],
  table: readonly Known[],
): { mutants: Mutant[]; wrong: string[] };
