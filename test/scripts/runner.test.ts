import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

interface Folder {
  folder: string;
}
const test = suite<Folder>('test runner');
const RUNNER = path.join(path.dirname(path.dirname(import.meta.dirname)), 'scripts/test.mjs');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-runner-'));
  writeFileSync(path.join(context.folder, 'package.json'), '{ "type": "module" }');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** What a test file can have above its tests: a process that lives for long, of which the pid is kept. */
const START = `
  import { spawn } from 'node:child_process';
  import { appendFileSync } from 'node:fs';
  function start(options) {
    const child = spawn('sleep', ['600'], { stdio: 'ignore', ...options });
    child.unref();
    appendFileSync(new URL('pids', import.meta.url), child.pid + '\\n');
  }`;

/** Runs the runner on a folder of its own with these test files: their tests, by file name. */
function run(
  folder: string,
  files: Record<string, string>,
  args: readonly string[] = [],
): SpawnSyncReturns<string> {
  for (const [name, tests] of Object.entries(files)) {
    const text = `${tests}\nimport { suite, test } from 'uvu';\ntest.run();\n`;
    writeFileSync(path.join(folder, `${name}.test.ts`), text);
  }
  const env = { ...process.env, FORCE_COLOR: '0' };
  return spawnSync(process.execPath, [RUNNER, '--dir', folder, ...args], { encoding: 'utf8', env });
}

/** What is said of a file: the lines from its name to the next one's. */
function said(stdout: string, name: string): string {
  const part = stdout
    .split(/^(?=[✔✘] \S*\/)/m)
    .find((text) => text.split('\n')[0]?.includes(`/${name}.test.ts`));
  return part ?? assert.unreachable(`nothing is said of ${name}:\n${stdout}`) ?? '';
}

/** Those of the processes that {@link START} has started that are still there. */
function stillRunning(folder: string): string[] {
  const pids = readFileSync(path.join(folder, 'pids'), 'utf8').trim().split('\n');
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''; // a zombie has none
    } catch {
      return false;
    }
  });
}

test('files that pass, fail and skip are counted and named, and what a failure printed is shown', ({
  folder,
}) => {
  const { status, stdout } = run(folder, {
    fails: `
      test('is wrong', () => { console.log('before it'); throw new Error('wrong'); });
      test('is right', () => {});`,
    passes: `
      import { channel } from 'node:diagnostics_channel';
      test('one', () => console.log('all is well'));
      test('two', () => channel('rankstat-test:says').publish('what is worth a line'));`,
    skips: `test.skip('not here', () => {});`,
  });
  assert.is(status, 1, stdout);
  assert.match(said(stdout, 'fails'), /^✘ \S+fails\.test\.ts {2}1\/2 {2}\d+\.\d s, CPU \d+\.\d s\n/);
  assert.match(said(stdout, 'fails'), /before it\n[\s\S]*"is wrong"\n *wrong\n[\s\S]*fails\.test\.ts:\d+/);
  assert.match(
    said(stdout, 'passes'),
    /^✔ \S+passes\.test\.ts {2}2\/2 {2}\d+\.\d s, CPU 0\.[1-9] s\n {4}what is worth a line\n$/,
  );
  assert.match(said(stdout, 'skips'), /^✔ \S+skips\.test\.ts {2}0\/0 .*\n {4}skipped: not here\n/);
  assert.match(stdout, /\nfailed: \S+fails\.test\.ts\n3 passed, 1 failed, 1 skipped\n$/);
});

test('a file alone that passes is a success, and none at all is not', ({ folder }) => {
  const none = run(folder, {});
  assert.equal([none.status, none.stdout], [1, '0 passed, 0 failed, 0 skipped\n']);
  const one = run(folder, { passes: `test('one', () => {});` });
  assert.is(one.status, 0, one.stdout);
  assert.match(one.stdout, /\n1 passed, 0 failed, 0 skipped\n$/);
});

test('a file that hangs, dies or ends early fails by name, with the test that was under way', ({
  folder,
}) => {
  const { status, stdout } = run(folder, {
    dies: `
      test('lives', () => {});
      test('dies', () => process.kill(process.pid, 'SIGSEGV'));`,
    'ends early': `test('leaves', () => process.exit(0));`,
    'hangs in a hook': `
      // Time limit: 2 s
      const slow = suite('slow');
      slow.before(() => new Promise(() => setInterval(() => {}, 1000)));
      slow('never begins', () => {});
      slow.run();`.replaceAll(/^ +/gm, ''),
    'hangs in a loop': `// Time limit: 2 s
      const busy = suite('busy');
      busy('goes round', () => { for (;;); });
      busy.run();`,
    'waits for nothing': `test('waits', () => new Promise(() => {}));`,
    'without a run': `const forgotten = suite('forgotten'); forgotten('is never run', () => {});`,
    'breaks before': `
      test.before(() => { throw new Error('no machine'); });
      test('needs a machine', () => {});`,
    'not loaded': `throw new Error('cannot be loaded');`,
    'the others': `test('goes on', () => {});`,
  });
  assert.is(status, 1, stdout);
  assert.match(said(stdout, 'dies'), / {4}killed by SIGSEGV, in: dies\n/);
  assert.match(said(stdout, 'ends early'), / {4}exit code 0, in: leaves\n/);
  assert.match(said(stdout, 'hangs in a hook'), / {4}not over within 2 s, in: slow: before\n/);
  assert.match(said(stdout, 'hangs in a loop'), / {4}not over within 2 s, in: busy: goes round\n/);
  assert.match(said(stdout, 'waits for nothing'), / {4}exit code 13, in: waits\n/);
  assert.match(said(stdout, 'without a run'), / {4}no tests in it/);
  assert.match(said(stdout, 'breaks before'), /before failed: Error: no machine\n/);
  assert.match(said(stdout, 'not loaded'), / {4}exit code 1, in: loading the file\n[\s\S]*cannot be loaded/);
  assert.match(stdout, /\n1 passed, 8 failed, 0 skipped\n$/);
});

test('what a file leaves is named and ended', ({ folder }) => {
  const { status, stdout } = run(folder, {
    'leaves a timer': `// Time limit: 2 s
      test('starts it', () => { setInterval(() => {}, 1000); });`,
    'leaves processes': `// Time limit: 2 s
      ${START}
      test('in its group', () => start({ env: {} }));
      test('in another session', () => start({ detached: true, env: { PATH: process.env.PATH } }));`,
    'hangs with processes': `// Time limit: 2 s
      ${START}
      test('hangs', () => { start({}); start({ detached: true }); return new Promise(() => setInterval(() => {}, 1000)); });`,
    'ends what it started': `
      ${START}
      test('ends', () => {});`,
  });
  assert.is(status, 1, stdout);
  assert.match(said(stdout, 'leaves a timer'), /its tests are over, but it does not end; open: Timeout\n/);
  assert.match(said(stdout, 'leaves processes'), /left behind: sleep 600 \(\d+\), sleep 600 \(\d+\)\n/);
  assert.match(said(stdout, 'hangs with processes'), /not over within 2 s, in: hangs\n/);
  assert.is(readFileSync(path.join(folder, 'pids'), 'utf8').trim().split('\n').length, 4);
  assert.equal(stillRunning(folder), []);
  assert.match(stdout, /\n4 passed, 3 failed, 0 skipped\n$/);
});

test('files that say that they are long are run when they are asked for, and no others then', ({
  folder,
}) => {
  const files = {
    long: `// Long: 90 s\ntest('takes its time', () => {});`,
    short: `test('is quick', () => {});\n// Long: 90 s`,
  };
  const usual = run(folder, files);
  assert.match(said(usual.stdout, 'short'), /1\/1/);
  assert.not.match(usual.stdout, /\/long\.test/);
  const long = run(folder, files, ['--long']);
  assert.match(said(long.stdout, 'long'), /1\/1/);
  assert.not.match(long.stdout, /\/short\.test/);
  assert.equal([usual.status, long.status], [0, 0]);
});

test('as many files run side by side as are asked for', ({ folder }) => {
  // fifo(7): one that writes waits until one reads, and the other way round.
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  const meets = (line: string) => `// Time limit: 20 s
    import { readFileSync, writeFileSync } from 'node:fs';
    const fifo = new URL('fifo', import.meta.url);
    test('meets the other', () => ${line});`;
  const files = { reads: meets('readFileSync(fifo)'), writes: meets("writeFileSync(fifo, 'here')") };
  const { status, stdout } = run(folder, files, ['--jobs', '2']);
  assert.is(status, 0, stdout);
  assert.match(stdout, /\n2 passed, 0 failed, 0 skipped\n$/);
});

test('time in which a file waits for others is not its own', ({ folder }) => {
  const { status, stdout } = run(folder, {
    waits: `// Time limit: 2 s
      import { channel } from 'node:diagnostics_channel';
      import { setTimeout } from 'node:timers/promises';
      test('waits', async () => {
        channel('rankstat-test:waits').publish(true);
        await setTimeout(2500);
        channel('rankstat-test:waits').publish(false);
      });`,
  });
  assert.is(status, 0, stdout);
  assert.match(said(stdout, 'waits'), / s, 2\.\d s for another's cluster\n/);
});

test('an interrupt ends what runs, and nothing begins any more', ({ folder }) => {
  const files = {
    'a first': `
      ${START}
      test('interrupts', async () => {
        start({ detached: true });
        process.kill(process.ppid, 'SIGINT');
        await new Promise(() => setInterval(() => {}, 1000));
      });`,
    'b second': `test('is not run', () => {});`,
  };
  const { signal, stdout } = run(folder, files, ['--jobs', '1']);
  assert.is(signal, 'SIGINT');
  assert.match(said(stdout, 'a first'), /interrupted, in: interrupts\n/);
  assert.not.match(stdout, 'b second');
  assert.equal(stillRunning(folder), []);
});

test.run();
