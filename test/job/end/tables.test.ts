import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tablesByProcess, tablesCommand } from '../../../src/job/end/tables.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { Golden, RANKSTAT } from '../../golden/golden-files.ts';
import { ManualClock } from '../../manual-clock.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string }>('the data set at the end of a job');
const golden = new Golden('golden-2');
const JOURNAL = 'three-hosts.journal';

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-tables-'));
  await copyFile(path.join(golden.folder, JOURNAL), path.join(context.directory, JOURNAL));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

function making(directory: string) {
  const options = { bytes: 1000, directory: path.join(directory, 'set'), onMoved: () => {} };
  return { ...options, journals: [path.join(directory, JOURNAL)], clock: systemClock() };
}

/** A program that is called as `rankstat tables` is. */
function script(text: string): [string, ...string[]] {
  return [process.execPath, '-e', text];
}

test('the program of this installation makes it', async ({ directory }) => {
  await tablesByProcess({ ...making(directory), command: tablesCommand() });
  assert.equal((await readdir(directory)).sort(), ['set', JOURNAL]);
  assert.ok((await readdir(path.join(directory, 'set'))).includes('hosts'));
});

test('what is wrong is what it says last, without its name', async ({ directory }) => {
  await writeFile(path.join(directory, 'set'), '');
  const failed = tablesByProcess({ ...making(directory), command: tablesCommand() });
  await rejects(failed, /^.*set is no directory: give another -o$/);
  assert.equal((await readdir(directory)).sort(), ['set', JOURNAL]);
});

test('an end without a word, by a code or a signal, and a program that is not there', async ({
  directory,
}) => {
  const by = async (command: [string, ...string[]]) =>
    await tablesByProcess({ ...making(directory), command });
  await rejects(by(script('process.exit(3)')), /^what makes it ended with code 3$/);
  await rejects(by(script('process.kill(process.pid, "SIGKILL")')), /^what makes it ended with SIGKILL$/);
  await rejects(by(['/none/node']), /ENOENT/);
});

test('one that is killed leaves nothing, and one that makes nothing has failed', async ({ directory }) => {
  const left = script(
    `require('node:fs').mkdirSync(process.argv[1] + '.' + process.pid + '-0123abcd.tmp/below', { recursive: true });
    process.kill(process.pid, 'SIGKILL')`,
  );
  await rejects(tablesByProcess({ ...making(directory), command: left }), /SIGKILL/);
  assert.equal(await readdir(directory), [JOURNAL]);
  // As a program does that is empty, for Node.js.
  await rejects(tablesByProcess({ ...making(directory), command: script('') }), /ended with code 0$/);
});

test('it may take as long as it gets on, and no longer', async ({ directory }) => {
  const clock = new ManualClock(0);
  let moved = () => {};
  const hasMoved = new Promise<void>((resolve) => {
    moved = resolve;
  });
  const command = script(
    'process.stdin.on("close", () => process.exit(9)).resume(); process.stdout.write("."); setInterval(() => {}, 1000)',
  );
  const made = tablesByProcess({
    ...making(directory),
    clock,
    command,
    onMoved: () => moved(),
    bytes: 10_000,
  });
  made.catch(() => {});
  await hasMoved;
  clock.advance(20_010);
  await rejects(made, /^nothing was read or written for 20 s$/);
});

test('it ends with rank 0, and leaves nothing: recover makes both then', async ({ directory }) => {
  const [program, ...args] = tablesCommand();
  const set = path.join(directory, 'set');
  const child = spawn(program, [...args, set, path.join(directory, JOURNAL)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(); // As the kernel does when rank 0 is killed.
  const [code] = await once(child, 'exit');
  assert.is(code, 74);
  assert.equal(await readdir(directory), [JOURNAL]);
  const { status } = spawnSync(RANKSTAT, ['recover', '--to', 'json,parquet', JOURNAL], { cwd: directory });
  assert.is(status, 0);
  assert.equal((await readdir(directory)).sort(), ['three-hosts', JOURNAL, 'three-hosts.json']);
});

test.run();
