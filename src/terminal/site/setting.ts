import type { Options } from 'yargs';
import { EXIT, UserError } from '../../system/exit.ts';
import { nearest } from '../../system/text/nearest.ts';
import { camelCase } from '../usage/command-line.ts';
import { checkRunOptions, RUN_DEFAULTS, RUN_OPTIONS } from './run-options.ts';

/** An option of `run` that is set elsewhere than on the command line. */
export interface SiteSetting {
  /** The option, without dashes: `interval`. */
  readonly name: string;
  /** As a person writes it: `5`, `true`, `eth0`. */
  readonly text: string;
  /** Where it stands: `RANKSTAT_OPTIONS`, or a file and its line, `/etc/rankstat.conf:3`. */
  readonly where: string;
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
  checkRunOptions({ ...RUN_DEFAULTS, [camelCase(name)]: value });
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
