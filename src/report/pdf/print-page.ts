import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import type { Leftovers } from '../../system/files/leftovers.ts';
import { printable } from '../../system/text/printable.ts';
import { Devtools } from './devtools.ts';

/** A page of a thousand hosts takes seconds. */
const PATIENCE_MS = 120_000;
/** It goes when it is told to; what it has started goes with it. */
const CLOSES_MS = 2000;
const A4 = { paperWidth: 8.27, paperHeight: 11.69 };
/** Of its last words. */
const MOST_CHARACTERS = 200;

/** Without a screen, without a network, without anything of the user's. */
const OPTIONS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--no-first-run',
  '--no-default-browser-check',
  '--password-store=basic',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];
/** The page says when all that it has is there. */
const READY = `new Promise((ready) => {
  const look = () => (document.documentElement.dataset.ready === undefined ? setTimeout(look, 20) : ready());
  look();
})`;

export interface Printing {
  /** The program of a Chromium or the like. */
  readonly browser: string;
  readonly leftovers: Leftovers;
  readonly patienceMs?: number;
}

/**
 * Prints a report's page as a browser does, A4 upright.
 * @param html the page's file
 * @returns the PDF
 * @throws Error if the browser cannot be started, ends too early or takes too long
 */
export async function printPage(
  html: string,
  { browser, leftovers, patienceMs = PATIENCE_MS }: Printing,
): Promise<Buffer> {
  const profile = await mkdtemp(path.join(tmpdir(), 'rankstat-pdf-'));
  leftovers.add(profile);
  const child = start(browser, profile);
  const kill = () => killGroup(child);
  process.prependOnceListener('exit', kill);
  try {
    return await printedBy(child, html, patienceMs);
  } finally {
    kill();
    process.removeListener('exit', kill);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
    leftovers.forget(profile);
  }
}

function start(browser: string, profile: string): ChildProcess {
  // Its own sandbox refuses to be root's.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return spawn(browser, [...OPTIONS, ...root, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
    detached: true,
  });
}

async function printedBy(child: ChildProcess, html: string, patienceMs: number): Promise<Buffer> {
  const [, , stderr, to, from] = child.stdio;
  if (!(to instanceof Writable) || !(from instanceof Readable)) throw new Error('it has no pipes');
  const devtools = new Devtools(to, from);
  let words = '';
  stderr?.on('data', (piece: Buffer) => {
    words = `${words}${piece}`.slice(-2000);
  });
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => devtools.end(error));
    child.once('exit', () => killGroup(child)); // What it leaves would hold its pipes.
    child.once('close', (code, signal) => {
      const last = printable(words.trim().split('\n').at(-1) ?? '').slice(0, MOST_CHARACTERS);
      devtools.end(new Error(`it ended with ${signal ?? `code ${code}`}${last === '' ? '' : `: ${last}`}`));
      resolve();
    });
  });
  const timer = setTimeout(
    () => devtools.end(new Error(`it took longer than ${patienceMs / 1000} s`)),
    patienceMs,
  );
  try {
    const pdf = await print(devtools, pathToFileURL(html).href);
    devtools.ask('Browser.close', {}, v.unknown()).catch(() => {}); // It may be gone before it answers.
    let over: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      over = setTimeout(resolve, CLOSES_MS);
    });
    await Promise.race([closed, patience]);
    clearTimeout(over);
    return pdf;
  } finally {
    clearTimeout(timer);
  }
}

async function print(devtools: Devtools, url: string): Promise<Buffer> {
  const page = v.object({ targetId: v.string() });
  const { targetId } = await devtools.ask('Target.createTarget', { url: 'about:blank' }, page);
  const attached = v.object({ sessionId: v.string() });
  const { sessionId } = await devtools.ask('Target.attachToTarget', { targetId, flatten: true }, attached);
  await devtools.ask('Page.enable', {}, v.unknown(), sessionId);
  const loaded = devtools.event('Page.loadEventFired');
  loaded.catch(() => {}); // Told below.
  const opened = v.object({ errorText: v.optional(v.string()) });
  const { errorText } = await devtools.ask('Page.navigate', { url }, opened, sessionId);
  if (errorText !== undefined) throw new Error(`it cannot open the page: ${printable(errorText)}`);
  await loaded;
  const evaluated = { expression: READY, awaitPromise: true };
  await devtools.ask('Runtime.evaluate', evaluated, v.unknown(), sessionId);
  const options = {
    ...A4,
    printBackground: true,
    preferCSSPageSize: false,
    marginTop: 0.4,
    marginBottom: 0.4,
  };
  const printed = v.object({ data: v.string() });
  const { data } = await devtools.ask('Page.printToPDF', options, printed, sessionId);
  return Buffer.from(data, 'base64');
}

/** The browser and all that it has started. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
