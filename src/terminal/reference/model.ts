/** What an option takes, as one who writes about it needs it. */
export interface OptionModel {
  /** Without dashes. */
  readonly name: string;
  /** Its other names, without dashes; those of one letter have one dash. */
  readonly aliases: readonly string[];
  readonly type: 'flag' | 'number' | 'text';
  /** Whether it can be given again. */
  readonly repeats: boolean;
  readonly choices: readonly string[];
  /** What counts if it is not given; of a flag nothing. */
  readonly default: string | undefined;
  /** The heading of help under which it stands; undefined for that of all others. */
  readonly group: string | undefined;
  readonly describe: string;
}

/** An argument that is told by its place. */
export interface ArgumentModel {
  readonly name: string;
  readonly describe: string;
  readonly choices: readonly string[];
}

/** A command line, and what it is good for. */
export interface ExampleModel {
  readonly line: string;
  readonly describe: string;
}

/** All that help says of a command. */
export interface CommandModel {
  readonly name: string;
  /** How it is called, without the name of the program: `recover [options] <journal..>`. */
  readonly synopsis: string;
  readonly describe: string;
  readonly options: readonly OptionModel[];
  readonly arguments: readonly ArgumentModel[];
  readonly examples: readonly ExampleModel[];
  /** What stands below all of it. */
  readonly epilogue: readonly string[];
  /** Whether another command follows behind `--`. */
  readonly hasCommand: boolean;
}

/** All that help says of the program. */
export interface ProgramModel {
  readonly name: string;
  readonly version: string;
  readonly describe: string;
  readonly commands: readonly CommandModel[];
  readonly examples: readonly ExampleModel[];
}

/** What every command takes. */
export const COMMON_OPTIONS: readonly OptionModel[] = [
  { name: 'help', aliases: ['h'], describe: 'Show help' },
  { name: 'version', aliases: ['V'], describe: 'Show version number' },
].map((option) => ({
  ...option,
  type: 'flag',
  repeats: false,
  choices: [],
  default: undefined,
  group: undefined,
}));
