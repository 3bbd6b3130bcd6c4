import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, program, textOf } from '../program.ts';

const IMPORT = `import { leave } from './src/system/way-out.ts';`;
/** More than a pipe holds. */
const MUCH = 1_000_000;

test('it ends with its code, whatever is still going on', async () => {
  const child = program(`${IMPORT}
    import net from 'node:net';
    setInterval(() => {}, 1000);
    net.createServer().listen(0);
    void new Promise(() => {});
    await leave(() => 7, process, 'end it');`);
  assert.is(await ended(child), 7);
});

test('data is waited for until it is taken', async () => {
  const child = program(`${IMPORT}
    process.stdout.write('x'.repeat(${MUCH}));
    process.stderr.write('leaving');
    await leave(() => 3, process, 'end it');`);
  await once(child.stderr, 'data');
  assert.is((await textOf(child.stdout)).length, MUCH);
  assert.is(await ended(child), 3);
});

test('what is said is waited for, but not for ever', async () => {
  const source = `${IMPORT}
    process.stderr.write('x'.repeat(${MUCH}));
    await leave(() => 4, { stderr: process.stderr }, 'do nothing');`;
  const heard = program(source);
  assert.is((await textOf(heard.stderr)).length, MUCH);
  assert.is(await ended(heard), 4);
  assert.is(await ended(program(source)), 4); // Nobody reads.
});

test('a reader that is gone does not hold it up', async () => {
  const child = program(`${IMPORT}
    process.stdout.on('error', () => {});
    process.stdin.on('data', () => {
      process.stdout.write('x'.repeat(${MUCH}));
      void leave(() => 5, process, 'end it');
    });
    process.stderr.write('ready');`);
  await once(child.stderr, 'data');
  child.stdout.destroy();
  child.stdin.write('go');
  assert.is(await ended(child), 5);
});

test('what could not be written makes another code', async () => {
  const source = `${IMPORT}
    let code = 0;
    process.stdout.on('error', () => {
      code = 74;
    });
    process.stdout.write('data');
    await leave(() => code, process, 'end it');`;
  const child = program(source, '>/dev/full');
  assert.is(await ended(child), 74);
});

test('what listens to the end has its turn; if something holds the end up, a signal ends it', async () => {
  const child = program(`${IMPORT}
    import { writeSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    process.on('exit', () => writeSync(1, 'cleaned up, '));
    // As when Node.js waits for a compiler thread that waits for it.
    process.reallyExit = () => {
      writeSync(1, 'hanging');
      for (;;);
    };
    await leave(() => 0, process, 'end it');`);
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
  assert.match(text, /^cleaned up, /);
  if (!text.endsWith('hanging')) assert.is((await once(child.stdout, 'data'))[0], 'hanging');
  child.kill('SIGTERM');
  assert.is(await ended(child), 'SIGTERM');
});

test('a file operation that never returns does not keep the process', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-way-out-'));
  const fifo = path.join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]); // Nobody reads it: opening it to write holds a thread.
  try {
    const child = program(`${IMPORT}
      import { open } from 'node:fs/promises';
      void open('${fifo}', 'w');
      await leave(() => 0, process, 'end it');`);
    assert.is(await ended(child), 'SIGKILL');
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a file operation that is under way is waited for', async () => {
  const child = program(`${IMPORT}
    import { open } from 'node:fs/promises';
    const file = await open('/dev/null');
    void file.close();
    await leave(() => 6, process, 'end it');`);
  assert.is(await ended(child), 6);
});

test.run();
