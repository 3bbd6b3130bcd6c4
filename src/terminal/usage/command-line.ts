/** What an option is called in a parsed command line: `resultsDir`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What an option is called by its own name, which yargs takes as `--resultsDir`, too: `results-dir`. */
export function kebabCase(called: string): string {
  return called.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The two parts of a command line: what is our own, and what stands behind the first `--`, which is the benchmark's. */
export function splitArguments(args: readonly string[]): {
  readonly own: readonly string[];
  /** Undefined where there is no `--`. */
  readonly command: readonly string[] | undefined;
} {
  const end = args.indexOf('--');
  return end < 0
    ? { own: args, command: undefined }
    : { own: args.slice(0, end), command: args.slice(end + 1) };
}
