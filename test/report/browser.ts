import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../cluster/requirements.ts';

const CHROMIUM = findProgram('chromium');
/** Where screenshots are kept that people look at: `RANKSTAT_SCREENSHOTS=1 npm test -- report`. */
const SCREENSHOTS = path.join(import.meta.dirname, 'screenshots');

/** A page that is open, and what happened on it that must not. */
export interface Opened {
  readonly page: Page;
  /** Errors of scripts, messages on the console, dialogs, and requests for anything but the file itself. */
  readonly trouble: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** What the address says behind the name of the file, from its `#` on. */
  readonly hash?: string;
}

/** A browser for the tests of a file, and a directory for what they open. */
export class Reports {
  #browser: Browser | undefined;
  #directory: string | undefined;
  readonly check: (name: string, body: () => Promise<void>) => void;
  /** As `check`, of what looks into a PDF, too. */
  readonly printing: (name: string, body: () => Promise<void>) => void;

  constructor(test: Test) {
    this.check = testWith(test, { chromium: CHROMIUM });
    this.printing = testWith(test, { chromium: CHROMIUM, pdftotext: findProgram('pdftotext') });
    test.before(async () => {
      this.#directory = await mkdtemp(path.join(tmpdir(), 'rankstat-report-'));
      if (CHROMIUM === undefined) return;
      // Chromium's own sandbox needs user namespaces, which root in a container need not have.
      this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    });
    test.after(async () => {
      await this.#browser?.close();
      if (this.#directory !== undefined) await rm(this.#directory, { recursive: true });
    });
  }

  /** Writes a file into the directory of these tests. @returns its path */
  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.#directory ?? '', name);
    await writeFile(file, text);
    return file;
  }

  /** Makes a folder in the directory of these tests. @returns its path */
  async folder(name: string): Promise<string> {
    const folder = path.join(this.#directory ?? '', name);
    await mkdir(folder);
    return folder;
  }

  /** Opens a page from the disk and waits until it can be used. */
  async open(file: string, { width = 1280, scheme = 'light', hash = '' }: Look = {}): Promise<Opened> {
    assert.ok(this.#browser, 'chromium is not there');
    const page = await this.#browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const trouble: string[] = [];
    const address = pathToFileURL(file).href;
    page.on('console', (message) => trouble.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
    page.on(
      'request',
      (request) => request.url().replace(/#.*/, '') !== address && trouble.push(`request: ${request.url()}`),
    );
    page.on('dialog', (dialog) => {
      trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${address}${hash}`);
    await page.waitForSelector('html[data-ready]');
    return { page, trouble };
  }

  /** Takes a screenshot; keeps it if it is asked for. */
  async shoot({ page }: Opened, name: string): Promise<void> {
    const keep = process.env.RANKSTAT_SCREENSHOTS !== undefined;
    await page.screenshot(keep ? { path: path.join(SCREENSHOTS, `${name}.png`) } : {});
  }
}

/** Makes tests that need these programs; without one they are skipped, but not where everything has to be there. */
function testWith(test: Test, programs: Readonly<Record<string, string | undefined>>): Reports['check'] {
  const missing = Object.keys(programs).filter((name) => programs[name] === undefined);
  if (missing.length === 0 || process.env.RANKSTAT_TEST_COMPLETE !== undefined) {
    return (name, body) => void test(name, body);
  }
  return (name, body) => {
    process.stderr.write(`skipped: ${name} (missing: ${missing.join(', ')})\n`);
    test.skip(`${name} (missing: ${missing.join(', ')})`, body);
  };
}

/** An element of a page, as far as tests know it. */
interface Scrollable {
  scrollIntoView(how: { block: 'center' }): void;
}

/** A chart that is in view is drawn within this time, unless the machine is very busy. */
const DRAWN_MS = 3000;
const MOST_TRIES = 10;

/** Scrolls to a metric's chart and waits until it is drawn. */
export async function chartOf({ page }: Opened, metric: string) {
  const figure = page.locator(`figure[data-metric=${metric}]`);
  // The page can put others in the place of its charts in the meantime; those are drawn when they are scrolled to.
  for (let tries = 1; ; tries++) {
    await figure.evaluate((element) =>
      (element as unknown as Scrollable).scrollIntoView({ block: 'center' }),
    );
    try {
      await figure.locator('.u-over').waitFor({ timeout: DRAWN_MS });
      break;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
  }
  return figure;
}

/** What is on a canvas: how many pixels have the colour of lines, and how many different colours there are. */
export async function pixelsOn(
  { page }: Opened,
  selector: string,
): Promise<{ line: number; colors: number }> {
  const counts = await page.locator(selector).evaluate((element) => {
    const canvas = element as unknown as Drawable;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found: Record<string, number> = {};
    for (let at = 0; at < data.length; at += 4) {
      const color = data.slice(at, at + 4).join();
      found[color] = (found[color] ?? 0) + 1;
    }
    return found;
  });
  const colors = Object.entries(counts).map(([color, count]) => ({
    rgba: color.split(',').map(Number),
    count,
  }));
  const line = colors.filter(({ rgba }) => isLine(rgba)).reduce((sum, { count }) => sum + count, 0);
  return { line, colors: colors.length };
}

/** A colour of medians, light and dark, or of a second run, as the page's style has it. */
function isLine([red = 0, green = 0, blue = 0, alpha = 0]: readonly number[]): boolean {
  const near = ([r = 0, g = 0, b = 0]: readonly number[]) =>
    Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b) < 12;
  return (
    alpha === 255 &&
    [
      [0, 114, 178],
      [86, 180, 233],
      [213, 94, 0],
    ].some(near)
  );
}

/** Of a canvas what is used here: types of the DOM are not those of Node.js. */
interface Drawable {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/** What a chart says of one line, where the pointer is. */
export async function legendOf(figure: Awaited<ReturnType<typeof chartOf>>, label: string): Promise<string> {
  return (await figure.locator(`.readout [data-label="${label}"] b`).textContent()) ?? '';
}
