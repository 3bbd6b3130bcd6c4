import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printPage } from '../../../src/report/pdf/print-page.ts';
import { Leftovers } from '../../../src/system/files/leftovers.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ folder: string; tmp: string | undefined }>('print a page');

test.before.each(async (context) => {
  context.tmp = process.env.TMPDIR;
  context.folder = await mkdtemp(path.join(tmpdir(), 'rankstat-print-'));
  process.env.TMPDIR = context.folder;
});
test.after.each(async ({ folder, tmp }) => {
  if (tmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = tmp;
  await rm(folder, { recursive: true });
});

/** A program that is no browser. */
async function program(folder: string, lines: string): Promise<string> {
  const file = path.join(folder, 'browser');
  await writeFile(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return file;
}

test('what says nothing is killed after a while, with what it has started, and nothing of it is left', async ({
  folder,
}) => {
  const note = path.join(folder, 'pid');
  const browser = await program(folder, `sleep 1000 & echo $! >'${note}'; wait`);
  const printing = { browser, leftovers: new Leftovers(), patienceMs: 1000 };
  await rejects(printPage('/page.html', printing), /^it took longer than 1 s$/);
  const pid = (await readFile(note, 'utf8')).trim();
  assert.match(pid, /^\d+$/);
  // A killed process whose parent is gone may be there for a moment, as a zombie.
  const state = existsSync(`/proc/${pid}/stat`) ? await readFile(`/proc/${pid}/stat`, 'utf8') : 'gone';
  assert.match(state, /^gone$|\) Z /);
  assert.equal((await readdir(folder)).sort(), ['browser', 'pid']);
});

test('why it ended is told in its last words', async ({ folder }) => {
  const browser = await program(folder, 'echo first >&2; echo "no \\033[1mfonts" >&2; exit 9');
  const printing = { browser, leftovers: new Leftovers(), patienceMs: 20_000 };
  await rejects(printPage('/page.html', printing), /^it ended with code 9: no .*fonts$/);
  const nothing = path.join(folder, 'nothing');
  await rejects(printPage('/page.html', { ...printing, browser: nothing }), /ENOENT/);
});

test.run();
