import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pageByProcess } from '../../src/run/page-at-the-end.ts';
import { messageOf } from '../../src/system/errors.ts';
import { ManualClock } from '../manual-clock.ts';

const test = suite<{ directory: string; file: string }>('the page at the end of a run');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-page-at-the-end-'));
  context.file = path.join(context.directory, 'run.json');
  writeFileSync(context.file, 'x');
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

/** What is said of a page that this script makes. */
async function problemOf(file: string, script: string, clock = new ManualClock(0)) {
  const command = ['sh', '-c', script, 'sh'] as const;
  const page = { file, page: '/p.html', results: ['a', 'b'], clock, command };
  return await pageByProcess(page).then(() => undefined, messageOf);
}

test('the program is told what to read and to write', async ({ file }) => {
  assert.is(await problemOf(file, `[ "$*" = "-o /p.html --result a --result b ${file}" ]`), undefined);
});

test('why there is none is what the program says last, or how it ended', async ({ file }) => {
  assert.is(await problemOf(file, 'echo first >&2; echo rankstat: no room >&2; exit 5'), 'no room');
  const node =
    "printf 'node:internal\\n\\nError: Cannot find module\\n    at x\\n\\nNode.js v24.1.0\\n' >&2; exit 1";
  assert.is(await problemOf(file, node), 'Error: Cannot find module');
  assert.is(await problemOf(file, 'exit 5'), 'what makes it ended with code 5');
  assert.is(await problemOf(file, 'kill -9 $$'), 'what makes it ended with SIGKILL');
  assert.match((await problemOf(`${file}.none`, 'exit 0')) ?? '', /ENOENT/);
});

test('one that takes too long is left, and ended', async ({ directory, file }) => {
  const clock = new ManualClock(0);
  spawnSync('mkfifo', [path.join(directory, 'pipe')]);
  // It opens the pipe when it has begun, and holds it until it is ended.
  const problem = problemOf(file, `exec sleep 300 >'${path.join(directory, 'pipe')}'`, clock);
  const pipe = await open(path.join(directory, 'pipe'));
  clock.advance(61_000);
  assert.is(await problem, 'not made within 60 s');
  assert.is((await pipe.read(Buffer.alloc(1))).bytesRead, 0);
  await pipe.close();
});

test.run();
