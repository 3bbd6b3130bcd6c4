/** What programs in a single executable get in place of the files of an installation. */
export interface SingleFile {
  /** The executable, as a program is to start it. */
  readonly file: string;
  /**
   * What would be a file of an installation, such as `report.html` or `scripts/mpirun/srun`. The bytes lie in the
   * executable: they must not be changed.
   * @throws Error if there is none of this name
   */
  readonly content: (name: string) => Buffer;
  readonly names: () => readonly string[];
}

declare global {
  /** Set by the single executable before it begins a program, which is a bundle of its own. */
  var rankstatSingle: SingleFile | undefined;
}

/** Undefined where an installation has files. */
export function singleFile(): SingleFile | undefined {
  return globalThis.rankstatSingle;
}
