import type { Options } from 'yargs';
import { EXIT, UserError } from '../../system/exit.ts';
import { nearest } from '../../system/text/nearest.ts';
import { checked } from '../checked.ts';
import { collectingOptionsOf } from '../collecting-options.ts';
import { bcastSchema } from './bcast-option.ts';
import { RUN_OPTIONS } from './run-options.ts';

/** An option of `run` that is set elsewhere than on the command line. */
export interface SiteSetting {
  /** The option, without dashes: `interval`. */
  readonly name: string;
  /** As a person writes it: `5`, `true`, `eth0`. */
  readonly text: string;
  /** Where it stands: `RANKSTAT_OPTIONS`, or a file and its line, `/etc/rankstat.conf:3`. */
  readonly where: string;
}

/** What an option is called in a parsed command line. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The option of `run` that is called so, by its name or another that it has.
 * @throws UserError if there is none
 */
export function optionCalled(called: string): string {
  for (const [name, { alias }] of Object.entries(RUN_OPTIONS))
    if (name === called || [alias ?? []].flat().includes(called)) return name;
  const near = nearest(called, Object.keys(RUN_OPTIONS));
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UserError(EXIT.usage, `run has no option ${JSON.stringify(called.slice(0, 40))}${meant}`);
}

/** Whether an option is there or not, and takes no value. */
export function isFlag(name: string): boolean {
  return RUN_OPTIONS[name]?.type === 'boolean';
}

/**
 * The value of a setting as yargs would give it, checked as on the command line.
 * @throws UserError that names the option and what it takes
 */
export function settingValue({ name, text }: Pick<SiteSetting, 'name' | 'text'>): unknown {
  const option = RUN_OPTIONS[name] ?? {};
  if (text === '') throw new UserError(EXIT.usage, `--${name} has no value`);
  const value = typedValue(name, option, text);
  const argv = { ...defaults(), [camelCase(name)]: value };
  collectingOptionsOf(argv);
  checked(bcastSchema, argv);
  return value;
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,16})?$/;

function typedValue(name: string, { type, choices, array }: Options, text: string): unknown {
  const takes = (what: string) =>
    new UserError(
      EXIT.usage,
      `--${name} ${JSON.stringify(text.slice(0, 40))} is not right: it takes ${what}`,
    );
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw takes('true or false');
    return text === 'true';
  }
  if (choices !== undefined && !choices.includes(text)) throw takes(choices.join(', '));
  if (type === 'number') return NUMBER.test(text) ? Number(text) : Number.NaN;
  return array === true ? [text] : text;
}

/** What is not given has these values. */
function defaults(): Record<string, unknown> {
  const given = Object.entries(RUN_OPTIONS).filter(([, option]) => option.default !== undefined);
  return Object.fromEntries(given.map(([name, option]) => [camelCase(name), option.default]));
}
