import { messageOf } from '../../system/errors.ts';
import { kebabCase } from '../usage/command-line.ts';
import type { ReadSettings } from './config-lines.ts';
import { RUN_OPTIONS } from './run-options.ts';
import { isFlag, optionCalled, type SiteSetting, settingValue } from './setting.ts';
import { shellWords } from './shell-words.ts';

const WHERE = 'RANKSTAT_OPTIONS';
/** What is between `run` and its ranks, and what makes another command of it. */
const NOT_HERE: ReadonlySet<string> = new Set(['rendezvous', 'target-guessed', 'check']);

/** Reads the value of RANKSTAT_OPTIONS: options of `run` as on its command line, with the quotes of a shell. */
export function optionWords(text: string): ReadSettings {
  const settings: SiteSetting[] = [];
  try {
    const words = shellWords(text);
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      const setting = settingOf(word, () => words.shift());
      const isAgain = settings.some(({ name }) => name === setting.name);
      if (isAgain && RUN_OPTIONS[setting.name]?.array !== true)
        throw new Error(`--${setting.name} is given more than once`);
      settings.push(setting);
    }
  } catch (error) {
    return { settings: [], faults: [`${WHERE}: ${messageOf(error)}`] };
  }
  return { settings, faults: [] };
}

/** @param next takes the word behind it @throws Error that says what is wrong with it */
function settingOf(word: string, next: () => string | undefined): SiteSetting {
  const [, called, , assigned] = /^--([^=]+)(=(.*))?$/s.exec(word) ?? [];
  if (called === undefined)
    throw new Error(
      `${JSON.stringify(word.slice(0, 40))} is no option: give --NAME=VALUE; no command goes here`,
    );
  const isOff = called.startsWith('no-') && isFlag(called.slice(3));
  const name = isOff ? called.slice(3) : optionCalled(called);
  if (isOff && assigned !== undefined)
    throw new Error(`--no-${name} takes no value: give --${name}=true or --${name}=false`);
  if (NOT_HERE.has(name)) throw new Error(`--${name} cannot be set for all runs: leave it out`);
  const text = isFlag(name) ? (assigned ?? String(!isOff)) : (assigned ?? next());
  if (text === undefined || (assigned === undefined && text.startsWith('--')))
    throw new Error(`--${name} has no value`);
  settingValue({ name, text });
  return { name, text, where: WHERE };
}

/** The options that a command line gives, by their names. @param args without what is behind `--` */
export function optionsGiven(args: readonly string[]): Set<string> {
  const given = new Set<string>();
  for (const arg of args) {
    const [, called] = /^--([^=]+)/.exec(arg) ?? [];
    if (called === undefined) continue;
    const kebab = kebabCase(called);
    for (const one of [kebab, kebab.replace(/^no-/, '')])
      for (const [name, { alias }] of Object.entries(RUN_OPTIONS))
        if (name === one || [alias ?? []].flat().includes(one)) given.add(name);
  }
  return given;
}
