import type { Options } from 'yargs';
import { messageOf } from '../../system/errors.ts';
import { camelCase, splitArguments } from '../usage/command-line.ts';
import { optionsGiven } from './option-words.ts';
import { type SiteSetting, settingValue } from './setting.ts';
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
  /** @throws Error if the command does not take these */
  readonly check: (argv: T) => void;
}

/**
 * Gives a command line what a site or a user has set for all runs. What the command line says wins; what does not go with
 * that is left out, source by source. Never rejects.
 */
export async function withSiteDefaults<T extends Arguments>(
  { argv, args, options, check }: CommandLine<T>,
  where: SiteDefaultsOptions,
): Promise<WithDefaults<T>> {
  const { settings, faults } = await readSiteDefaults(where);
  const given = optionsGiven(splitArguments(args).own);
  const usable = unless([...given], settings).filter(({ name }) => Object.hasOwn(options, name));
  if (usable.length === 0 || problemOf(check, argv) !== undefined) return { argv, taken: [], faults };
  let merged = argv;
  const taken: SiteSetting[] = [];
  const more: string[] = [];
  // What counts most comes first, and is not left out for what counts less.
  for (const source of new Set(usable.map(sourceOf))) {
    const own = usable.filter((one) => sourceOf(one) === source);
    const tried = { ...merged, ...valuesOf(own) };
    const problem = problemOf(check, tried);
    if (problem === undefined) {
      merged = tried;
      taken.push(...own);
    } else {
      more.push(
        `${source} does not go with what else is given (${problem}): nothing is taken from ${source}`,
      );
    }
  }
  return { argv: merged, taken, faults: [...faults, ...more] };
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
function problemOf<T>(check: (argv: T) => void, argv: T): string | undefined {
  try {
    check(argv);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
