/** Where `/proc` and `/sys` are to be found. */
export interface Roots {
  readonly procfs: string;
  readonly sysfs: string;
}
