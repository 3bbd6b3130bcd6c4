import type { ArgumentsCamelCase, Options } from 'yargs';
import { camelCase } from './usage/command-line.ts';

/** What of an option's description counts here; where one says more, all is left to yargs. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'type',
  'alias',
  'default',
  'choices',
  'conflicts',
  'group',
  'describe',
  'hidden',
  'array',
  'nargs',
]);
const NUMBER = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,16})?$/;

/**
 * What yargs would make of arguments, without yargs: to load it and to have it look at two dozen options takes a rank a
 * sixth of its start. Only of arguments that leave no doubt: `--name=value`, `--name value` and `--flag`, each option once
 * but for those that are lists, of one value each time. Any other (a help, a mistake, an abbreviation) is for yargs, which says what is wrong.
 * @param table options as yargs takes them
 * @returns undefined if yargs has to look
 */
export function plainOptions(
  table: Readonly<Record<string, Options>>,
  args: readonly string[],
): ArgumentsCamelCase | undefined {
  const options = new Map<string, readonly [name: string, option: Options]>();
  const argv: ArgumentsCamelCase = { _: [], $0: 'rankstat' };
  for (const [name, option] of Object.entries(table)) {
    if (Object.keys(option).some((key) => !UNDERSTOOD.has(key))) return undefined;
    // Else yargs takes all the words behind it.
    if (option.array === true && option.nargs !== 1) return undefined;
    for (const called of [name, option.alias ?? []].flat()) options.set(called, [name, option]);
    if (option.default !== undefined) argv[camelCase(name)] = option.default;
  }
  const given = new Set<string>();
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, called = '', , assigned] = /^--([^=]+)(=(.*))?$/s.exec(word) ?? [];
    const [name, option] = options.get(called) ?? [];
    if (name === undefined || option === undefined) return undefined;
    if (given.has(name) && option.array !== true) return undefined;
    given.add(name);
    const isFlag = option.type === 'boolean';
    const text = isFlag ? assigned : (assigned ?? words.shift());
    const value = isFlag ? (text === undefined ? true : undefined) : givenValue(option, text);
    if (value === undefined) return undefined;
    const key = camelCase(name);
    argv[key] = option.array === true ? [...listed(argv[key]), value] : value;
  }
  const isContradiction = [...given].some((name) =>
    [table[name]?.conflicts ?? []].flat().some((other) => typeof other !== 'string' || given.has(other)),
  );
  return isContradiction ? undefined : argv;
}

/** The value of an option that takes one; undefined if that is not plain. */
function givenValue({ type, choices }: Options, text: string | undefined): string | number | undefined {
  if (text === undefined || text === '' || /^-|["'`]/.test(text)) return undefined;
  if (type === 'number') return NUMBER.test(text) ? Number(text) : undefined;
  if (choices !== undefined) return choices.includes(text) ? text : undefined;
  return type === 'string' ? text : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
