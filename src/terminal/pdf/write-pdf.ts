import { findBrowser } from '../../report/pdf/find-browser.ts';
import { printPage } from '../../report/pdf/print-page.ts';
import { messageOf } from '../../system/errors.ts';
import { EXIT, UserError } from '../../system/exit.ts';
import { Leftovers } from '../../system/files/leftovers.ts';
import { createLog } from '../../system/log.ts';
import { checkOutput } from '../output-file.ts';
import { withTextOutput } from '../text-output.ts';

/** The option `--pdf` as yargs takes it. */
export const pdfOption = {
  type: 'string',
  describe:
    'Also print it into this PDF, with a Chromium that is installed (CHROME_PATH, or on the PATH). Without a name it is that of -o',
} as const;

/**
 * The PDF's path.
 * @param given what was given for --pdf; empty if only that it is wanted, undefined if not
 * @param html the page's file
 * @returns undefined if none is wanted
 * @throws UserError if it has none, or would be over something else
 */
export async function pdfPath(
  given: string | undefined,
  html: string,
  inputs: readonly string[],
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  if (html === '-') {
    throw new UserError(EXIT.usage, '--pdf prints a page that is a file: give another -o than -');
  }
  // `--pdf run.json` would else be the end of run.json.
  if (given !== '' && !/\.pdf$/i.test(given)) {
    throw new UserError(
      EXIT.usage,
      `--pdf ${given}: a PDF has a name that ends with .pdf; without a name, --pdf stands behind the files`,
    );
  }
  const file = given === '' ? `${html.replace(/\.html?$/i, '')}.pdf` : given;
  await checkOutput(file, 'replace', inputs);
  return file;
}

/**
 * Prints a page that was written, and says where it is.
 * @throws UserError if there is no browser, or it cannot do it: the page is there all the same
 */
export async function writePdf(file: string, html: string, inputs: readonly string[]): Promise<void> {
  const browser = findBrowser(process.env);
  if (browser === undefined) {
    const { CHROME_PATH } = process.env;
    const where =
      CHROME_PATH === undefined || CHROME_PATH === ''
        ? 'no Chromium, Chrome or Edge is on the PATH'
        : `CHROME_PATH names no program: ${CHROME_PATH}`;
    throw new UserError(EXIT.unavailable, `cannot make ${file}: ${where}; open ${html} and print it there`);
  }
  const leftovers = new Leftovers();
  process.once('exit', () => leftovers.remove());
  let pdf: Buffer;
  try {
    pdf = await printPage(html, { browser, leftovers });
  } catch (error) {
    throw new UserError(
      EXIT.unavailable,
      `cannot make ${file} with ${browser}: ${messageOf(error)}; open ${html} and print it there`,
    );
  }
  try {
    const options = { path: file, existing: 'replace', inputs, leftovers } as const;
    await withTextOutput(options, async (to) => await to.write(pdf));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(EXIT.cannotCreate, `cannot write ${file}: ${messageOf(error)}; give another --pdf`);
  }
  createLog('rankstat', 'normal').info(`${file}: printed`);
}
