import { type Clock, systemClock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { within } from '../../system/patience.ts';
import { configLines, type ReadSettings } from './config-lines.ts';
import { optionWords } from './option-words.ts';
import { RUN_OPTIONS } from './run-options.ts';
import type { SiteSetting } from './setting.ts';
import { trustedText } from './trusted-file.ts';

/** What is set for `run` elsewhere than on its command line. */
export interface SiteDefaults {
  /** The file that counts: that of RANKSTAT_CONFIG, else /etc/rankstat.conf; null where no file is wanted. */
  readonly file: string | null;
  /** Whether it was read; `absent` is nothing wrong. */
  readonly fileState: 'read' | 'absent' | 'left out';
  /** In effect before the command line, each option from one place only: RANKSTAT_OPTIONS before the file. */
  readonly settings: readonly SiteSetting[];
  /** A whole line each: what, where, and what to do. */
  readonly faults: readonly string[];
}

export interface SiteDefaultsOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Read where RANKSTAT_CONFIG is not set. */
  readonly systemFile?: string;
  /** Who may have written it, beside root. */
  readonly uid?: number;
  readonly clock?: Clock;
}

/** Every two options of which a command line can have one only. */
const CONTRADICT: readonly (readonly [string, string])[] = Object.entries(RUN_OPTIONS).flatMap(
  ([name, { conflicts }]) => (typeof conflicts === 'string' ? [[name, conflicts] as const] : []),
);
/** A file system that has said nothing for so long does not answer, ms. */
const ANSWER_MS = 2000;
const NOTHING: ReadSettings = { settings: [], faults: [] };

/**
 * Reads what a site, or a user, has set for all runs: RANKSTAT_OPTIONS, and a file. Of two, what is wrong with one leaves
 * that one out as a whole: half of what somebody wanted is harder to see than nothing. Never rejects.
 */
export async function readSiteDefaults(options: SiteDefaultsOptions): Promise<SiteDefaults> {
  const { env, systemFile = '/etc/rankstat.conf' } = options;
  const text = env.RANKSTAT_OPTIONS ?? '';
  const words = text === '' ? NOTHING : leftOut('RANKSTAT_OPTIONS', optionWords(text));
  const named = env.RANKSTAT_CONFIG;
  const file = named === '' ? null : (named ?? systemFile);
  const lines = await fileSettings(file, options);
  const fromFile = lines === 'absent' ? NOTHING : lines;
  return {
    file,
    fileState: lines === 'absent' ? 'absent' : lines.faults.length > 0 ? 'left out' : 'read',
    settings: [
      ...words.settings,
      ...unless(
        words.settings.map(({ name }) => name),
        fromFile.settings,
      ),
    ],
    faults: [...words.faults, ...fromFile.faults],
  };
}

/** Those of the settings that these options do not decide, nor contradict. */
export function unless(given: readonly string[], settings: readonly SiteSetting[]): SiteSetting[] {
  const decided = new Set(given);
  for (const pair of CONTRADICT)
    if (pair.some((one) => decided.has(one))) for (const one of pair) decided.add(one);
  return settings.filter(({ name }) => !decided.has(name));
}

async function fileSettings(
  file: string | null,
  { env, uid = process.geteuid?.() ?? 0, clock = systemClock() }: SiteDefaultsOptions,
): Promise<ReadSettings | 'absent'> {
  if (file === null) return 'absent';
  const named = env.RANKSTAT_CONFIG !== undefined;
  const late = () => new Error(`its file system does not answer for ${ANSWER_MS / 1000} s`);
  try {
    if (!file.startsWith('/')) throw new Error('RANKSTAT_CONFIG is to be a path that begins with /');
    const text = await within(clock, ANSWER_MS, trustedText(file, uid), late);
    if (text !== undefined) return leftOut(file, configLines(text, file));
    if (!named) return 'absent';
    throw new Error('RANKSTAT_CONFIG names it, and there is no such file');
  } catch (error) {
    return leftOut(file, { settings: [], faults: [`${file}: ${messageOf(error)}`] });
  }
}

/** One of which anything is wrong, with what comes of that said. */
function leftOut(what: string, { settings, faults }: ReadSettings): ReadSettings {
  if (faults.length === 0) return { settings, faults };
  return { settings: [], faults: faults.map((fault) => `${fault}; nothing is taken from ${what}`) };
}
