import type { Options } from 'yargs';
import { messageOf } from '../../system/errors.ts';
import { collectingOptionsOf } from '../collecting-options.ts';
import { optionsGiven } from './option-words.ts';
import { camelCase, type SiteSetting, settingValue } from './setting.ts';
import { readSiteDefaults, type SiteDefaultsOptions, unless } from './site-defaults.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** A command line with what is set elsewhere. */
export interface WithDefaults<T> {
  readonly argv: T;
  /** What is in effect that the command line does not say, and where it is set. */
  readonly taken: readonly SiteSetting[];
  /** What is wrong elsewhere, a whole line each. */
  readonly faults: readonly string[];
}

/** A command line as it was parsed. */
export interface CommandLine<T extends Arguments> {
  /** With built-in defaults for what is not given. */
  readonly argv: T;
  /** What it was parsed of; what is behind `--` is the benchmark's. */
  readonly args: readonly string[];
  /** The options that the command has: others may be set for `run`. */
  readonly options: Readonly<Record<string, Options>>;
}

/**
 * Gives a command line what a site or a user has set for all runs. What the command line says wins; what does not go with
 * that is left out, source by source. Never rejects.
 */
export async function withSiteDefaults<T extends Arguments>(
  { argv, args, options }: CommandLine<T>,
  where: SiteDefaultsOptions,
): Promise<WithDefaults<T>> {
  const { settings, faults } = await readSiteDefaults(where);
  const end = args.indexOf('--');
  const given = optionsGiven(end < 0 ? args : args.slice(0, end));
  const usable = unless([...given], settings).filter(({ name }) => Object.hasOwn(options, name));
  if (usable.length === 0 || problemOf(argv) !== undefined) return { argv, taken: [], faults };
  const sources = [...new Set(usable.map(sourceOf))];
  // All of them; else without the last, which counts least.
  const more: string[] = [];
  for (let count = sources.length; count > 0; count--) {
    const taken = usable.filter((one) => sources.slice(0, count).includes(sourceOf(one)));
    const merged = { ...argv, ...valuesOf(taken) };
    const problem = problemOf(merged);
    if (problem === undefined) return { argv: merged, taken, faults: [...faults, ...more] };
    const source = sources[count - 1] ?? '';
    more.push(`${source} does not go with what else is given (${problem}): nothing is taken from ${source}`);
  }
  return { argv, taken: [], faults: [...faults, ...more] };
}

/** A file without its line, or the variable. */
function sourceOf({ where }: SiteSetting): string {
  return where.replace(/:\d+$/, '');
}

function valuesOf(settings: readonly SiteSetting[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const value = settingValue(setting);
    const before = values[camelCase(setting.name)];
    values[camelCase(setting.name)] =
      Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  return values;
}

/** What is wrong with options together; undefined if nothing. */
function problemOf(argv: Arguments): string | undefined {
  try {
    collectingOptionsOf(argv);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
