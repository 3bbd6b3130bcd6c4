/** Who is told what is wrong, and what is worth knowing though nothing is wrong with the file. */
export interface Tell {
  readonly problem: (text: string) => void;
  readonly remark: (text: string) => void;
}
