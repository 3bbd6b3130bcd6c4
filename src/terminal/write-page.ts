import { PAGE_TEMPLATE, pageOf } from '../report/page/page.ts';
import type { PageData } from '../report/page/page-data.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { Leftovers } from '../system/files/leftovers.ts';
import { builtText } from '../system/installation.ts';
import { createLog } from '../system/log.ts';
import { VERSION } from '../system/version.ts';
import { withTextOutput } from './text-output.ts';

/**
 * Writes a page for a browser into a file, whole or not at all, and says where it is. `-` is stdout.
 * @param inputs series files that were read for it
 * @throws UserError if it cannot be written
 */
export async function writePage(
  output: string,
  shown: Pick<PageData, 'runs' | 'comparisons'>,
  inputs: readonly string[],
): Promise<void> {
  const html = pageOf({ version: VERSION, ...shown }, await builtText(PAGE_TEMPLATE));
  await writeWhole(output, html, inputs);
  if (output !== '-') createLog('rankstat', 'normal').info(`${output}: open it in a browser`);
}

/**
 * Writes a text into a file, whole or not at all; `-` is stdout.
 * @param inputs series files that were read for it
 * @throws UserError if it cannot be written
 */
export async function writeWhole(output: string, text: string, inputs: readonly string[]): Promise<void> {
  const leftovers = new Leftovers();
  process.once('exit', () => leftovers.remove());
  try {
    const options = { path: output, existing: 'replace', inputs, leftovers } as const;
    await withTextOutput(options, async (to) => await to.write(Buffer.from(text)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(EXIT.cannotCreate, `cannot write ${output}: ${messageOf(error)}; give another -o`);
  }
}
