import { messageOf } from '../../system/errors.ts';
import { FILE_OPTIONS } from './file-options.ts';
import { optionCalled, type SiteSetting, settingValue } from './setting.ts';

/** What a source of settings gives: what is set, and what is wrong with it, a whole line each. */
export interface ReadSettings {
  readonly settings: readonly SiteSetting[];
  readonly faults: readonly string[];
}

/** Of a file that is no configuration at all so many lines are told. */
const MOST_FAULTS = 5;

/**
 * Reads a configuration: `name = value` on a line, with the names of the options of `run`; what is behind a `#` at the
 * begin of a line or after a blank is a comment.
 * @param file what it is called in messages
 */
export function configLines(text: string, file: string): ReadSettings {
  const settings: SiteSetting[] = [];
  const faults: string[] = [];
  for (const [nth, line] of text.split('\n').entries()) {
    const where = `${file}:${nth + 1}`;
    const content = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (content === '') continue;
    try {
      const setting = { ...settingIn(content), where };
      const before = settings.find(({ name }) => name === setting.name);
      if (before !== undefined)
        throw new Error(`${setting.name} is set in line ${before.where.split(':').at(-1)}, too: remove one`);
      settings.push(setting);
    } catch (error) {
      faults.push(`${where}: ${messageOf(error)}`);
    }
  }
  const more = faults.length - MOST_FAULTS;
  if (more > 0) faults.splice(MOST_FAULTS, more, `${file}: ${more} more lines are wrong`);
  return { settings, faults };
}

/** @throws Error that says what is wrong with it */
function settingIn(content: string): Pick<SiteSetting, 'name' | 'text'> {
  const [, called, text] = /^([^\s=]+)\s*=\s*(.*)$/.exec(content) ?? [];
  if (called === undefined || text === undefined)
    throw new Error(`${JSON.stringify(content.slice(0, 40))} is not NAME = VALUE, such as interval = 5`);
  const name = optionCalled(called.replace(/^--/, ''));
  const why = FILE_OPTIONS.get(name) ?? 'it is not known here';
  if (why !== 'allowed')
    throw new Error(`${name} cannot be set in a file (${why}): give it to run, or in RANKSTAT_OPTIONS`);
  settingValue({ name, text });
  return { name, text };
}
