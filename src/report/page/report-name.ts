import { open } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, UserError } from '../../system/exit.ts';

/** The title that pages have, up to which they are no longer than this. */
const TITLE = '<title>rankstat ';
const HEAD_BYTES = 4096;

/**
 * What a page of these files is called if nobody says: as the first is, and how many there are beside it.
 * `x_timeseries.json.gz` gives `x_report.html`.
 */
export function reportName([first = 'run', ...others]: readonly string[]): string {
  const stem = path
    .basename(first)
    .replace(/\.(?:gz|zst)$/, '')
    .replace(/\.(?:json|journal)$/, '')
    .replace(/_timeseries$/, '');
  const more = others.length === 0 ? '' : `_and_${others.length}_more`;
  return `${stem}${more}_report.html`;
}

/**
 * Checks that nothing but a page of ours is replaced by one whose name nobody gave.
 * @throws UserError if another file has that name
 */
export async function checkReportName(name: string): Promise<void> {
  if (await isOther(name)) {
    throw new UserError(EXIT.cannotCreate, `${name} is there and is no report of rankstat: give another -o`);
  }
}

async function isOther(name: string): Promise<boolean> {
  const file = await open(name).catch(() => undefined);
  if (file === undefined) return false;
  try {
    if (!(await file.stat()).isFile()) return true;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return !buffer.toString('latin1', 0, bytesRead).includes(TITLE);
  } catch {
    return true;
  } finally {
    await file.close();
  }
}
