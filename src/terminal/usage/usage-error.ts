import { EXIT, UserError } from '../../system/exit.ts';
import { nearest } from '../../system/text/nearest.ts';
import { kebabCase, splitArguments } from './command-line.ts';

/** What yargs says of a command line that it does not take. */
export class UsageFault extends Error {}

/** A command, as far as its own arguments go. */
export interface CommandUsage {
  readonly name: string;
  /** As yargs has it: `compare <before> <after..>`. */
  readonly pattern: string;
  /** The names of its options, without dashes. */
  readonly options: readonly string[];
}

/** A command line on which no command is named. */
export function noCommand(commands: readonly string[], args: readonly string[]): UserError {
  const [name] = args;
  const word = args.find((arg) => !arg.startsWith('-'));
  if (name === undefined || word === undefined) {
    const what =
      'a command is missing: rankstat run -- COMMAND records a benchmark, rankstat summary FILE shows';
    return new UserError(EXIT.usage, `${what} one; see rankstat --help`);
  }
  const near = nearest(word, commands);
  const meant = near === undefined ? '' : `; did you mean rankstat ${near}?`;
  return new UserError(EXIT.usage, `there is no command ${quoted(word)}${meant} (see rankstat --help)`);
}

/**
 * What is wrong with a command's arguments, and what was probably meant.
 * @param said by yargs
 * @param args behind the command's name
 */
export function usageError(said: string, usage: CommandUsage, args: readonly string[]): UserError {
  const { name, options } = usage;
  const { own, command: behind } = splitArguments(args);
  const unknown = own.findIndex((arg) => isUnknown(arg, options));
  const [, valueless] = /^Not enough arguments following: (\S+)$/.exec(said) ?? [];
  const command = name === 'run' && behind === undefined ? commandIn(said, args) : -1;
  const problem = () => {
    if (command >= 0 && (unknown < 0 || command < unknown)) return forgottenDashes(args, command);
    if (unknown >= 0) return unknownOption(own[unknown] ?? '', options);
    if (valueless !== undefined) return withoutValue(valueless, own, behind !== undefined);
    return missingArguments(said, usage) ?? said;
  };
  return new UserError(EXIT.usage, `${problem()} (see rankstat ${name} --help)`);
}

/** `--name`, `--no-name` or `--name=value` that is none of these. */
function isUnknown(arg: string, options: readonly string[]): boolean {
  const [, called] = /^--([^=]+)/.exec(arg) ?? [];
  if (called === undefined) return false;
  const name = kebabCase(called);
  return !options.includes(name) && !options.includes(name.replace(/^no-/, ''));
}

function unknownOption(arg: string, options: readonly string[]): string {
  const option = arg.replace(/=.*/s, '');
  const near = nearest(option.slice(2), options);
  return `there is no option ${quoted(option)}${near === undefined ? '' : `; did you mean --${near}?`}`;
}

function withoutValue(option: string, own: readonly string[], hasEnd: boolean): string {
  const called = option.length === 1 ? `-${option}` : `--${option}`;
  const isLast = own.at(-1) === called;
  return `${called} has no value${isLast && hasEnd ? ': what follows it is the --' : ''}`;
}

/** Where among the arguments of `rankstat run srun x` the benchmark's command begins: at the first word that is none of ours; -1 for nowhere. */
function commandIn(said: string, args: readonly string[]): number {
  const [, list = ''] = /^Unknown arguments?: (.*)$/s.exec(said) ?? [];
  const unknown = list.split(', ');
  return args.findIndex((arg) => !arg.startsWith('-') && unknown.includes(arg));
}

function forgottenDashes(args: readonly string[], command: number): string {
  const meant = ['rankstat', 'run', ...args.slice(0, command), '--', ...args.slice(command)].join(' ');
  return `the command stands behind "--": did you mean ${meant}`;
}

function missingArguments(said: string, { pattern }: CommandUsage): string | undefined {
  if (!said.startsWith('Not enough non-option arguments')) return undefined;
  return `arguments are missing: rankstat ${shownPattern(pattern)}`;
}

/** `compare BEFORE AFTER…` */
function shownPattern(pattern: string): string {
  return pattern.replace(
    /[<[]([^>\].]+)(\.\.)?[>\]]/g,
    (_, name: string, more: string | undefined) => name.toUpperCase() + (more === undefined ? '' : '…'),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}

const MOST_QUOTED = 40;
