import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** What browsers of the family are called that print without a screen, the most usual first. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/**
 * A Chromium or the like: the one that `CHROME_PATH` names, else the first of the usual names on the PATH.
 * @returns its path; undefined if there is none
 */
export function findBrowser({ CHROME_PATH, PATH }: Readonly<NodeJS.ProcessEnv>): string | undefined {
  if (CHROME_PATH !== undefined && CHROME_PATH !== '') {
    return isProgram(CHROME_PATH) ? CHROME_PATH : undefined;
  }
  // An empty entry is the current directory: no place for a browser.
  const folders = (PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
