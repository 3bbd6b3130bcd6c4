import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Installation } from '../benchmark/installation.ts';
import { FIXTURES } from '../procfs/parse.ts';

const test = suite<{ folder: string; made: Installation }>('the program of a rank');
const PACK = 'dist/collector.pack';
const HEAD_BYTES = 256;
/** Of a machine whose values are known: three load averages stand in its /proc/loadavg. */
const SAMPLE = [
  'sample',
  '--procfs',
  `${FIXTURES}/kernel-6.18/proc`,
  '--sysfs',
  `${FIXTURES}/kernel-6.18/sys`,
];
const LOAD = readFileSync(`${FIXTURES}/kernel-6.18/proc/loadavg`, 'utf8').split(' ', 1)[0];

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-starter-'));
  chmodSync(context.folder, 0o755);
  context.made = new Installation(path.join(context.folder, 'installation'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** Runs that installation's rankstat, with a program in front of it. */
function run(made: Installation, args: readonly string[], before: readonly string[] = []) {
  const [program = '', ...words] = [...before, made.rankstat, ...args];
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

/** Fails unless a sample is as it has to be, and nothing was said. */
function assertSamples(made: Installation, before: readonly string[] = []): void {
  const { status, stdout, stderr } = run(made, SAMPLE, before);
  assert.equal([status, stderr], [0, '']);
  assert.is(JSON.parse(stdout).loadavg.load_1min, Number(LOAD));
}

/** The pack, where its code begins, and the pack with other bytes. */
function packOf(made: Installation) {
  const content = readFileSync(made.file(PACK));
  const [, bytes = ''] = /^rankstat pack (\d+) /.exec(content.toString('latin1', 0, HEAD_BYTES)) ?? [];
  return { content, code: HEAD_BYTES + Number(bytes) };
}

test('what is compiled is in it', ({ made }) => {
  const { content, code } = packOf(made);
  assert.ok(content.length - code > 100_000, `${content.length - code} bytes of code`);
});

test('what is compiled is cut off: it works without', ({ made }) => {
  const { content, code } = packOf(made);
  for (const bytes of [content.length - 1, code + 100, code]) {
    made.replace(PACK, content.subarray(0, bytes));
    assertSamples(made);
  }
});

test('what is compiled is damaged, which V8 does not look for: it works without', ({ made }) => {
  const { content, code } = packOf(made);
  for (let at = code + 40; at < content.length; at += Math.floor((content.length - code) / 5)) {
    const damaged = Buffer.from(content);
    damaged.writeUInt32LE((damaged.readUInt32LE(at) ^ 0x55555555) >>> 0, at);
    made.replace(PACK, damaged);
    assertSamples(made);
  }
});

test('what is compiled is of another Node.js, or there is none: it works without', ({ made }) => {
  const { content, code } = packOf(made);
  const head = content.toString('latin1', 0, HEAD_BYTES);
  const other = head.replace(process.version, process.version.replace(/\d/g, '9'));
  assert.is.not(other, head);
  made.replace(PACK, Buffer.concat([Buffer.from(other), content.subarray(HEAD_BYTES)]));
  assertSamples(made);
  const none = head.replace(/^(rankstat pack \d+ \d+) \d+ \d+/, '$1 0 0').padEnd(HEAD_BYTES - 1);
  made.replace(
    PACK,
    Buffer.concat([
      Buffer.from(`${none.trimEnd().padEnd(HEAD_BYTES - 1)}\n`),
      content.subarray(HEAD_BYTES, code),
    ]),
  );
  assertSamples(made);
});

test('a head that asks for more than any file has: without the code it works, without the program that is told', ({
  made,
}) => {
  const { content } = packOf(made);
  const head = content.toString('latin1', 0, HEAD_BYTES).trimEnd();
  const withHead = (changed: string) => {
    assert.is.not(changed, head);
    const line = Buffer.from(`${changed.padEnd(HEAD_BYTES - 1)}\n`);
    made.replace(PACK, Buffer.concat([line, content.subarray(HEAD_BYTES)]));
  };
  withHead(head.replace(/^(rankstat pack \d+ \d+) \d+/, '$1 999999999999'));
  assertSamples(made);
  withHead(head.replace(/^rankstat pack \d+/, 'rankstat pack 999999999999'));
  const { status, stdout, stderr } = run(made, SAMPLE);
  assert.equal([status, stdout], [69, '']);
  assert.match(stderr, /collector\.pack is not whole: install it again\n$/);
});

test('a program that is not whole is told', ({ made }) => {
  const { content, code } = packOf(made);
  const damaged = Buffer.from(content);
  damaged[HEAD_BYTES + 1000] = 0;
  for (const broken of [damaged, content.subarray(0, code - 1), content.subarray(0, 100)]) {
    made.replace(PACK, broken);
    const { status, stdout, stderr } = run(made, SAMPLE);
    assert.equal([status, stdout], [69, '']);
    assert.is(stderr, `rankstat: ${made.file(PACK)} is not whole: install it again\n`);
  }
});

test('a program that is empty: one line says which, whatever is asked for', ({ made }) => {
  for (const name of ['rankstat.cjs', 'commands.cjs', 'collector.pack', 'benchmark.cjs']) {
    const file = made.file(`dist/${name}`);
    const content = readFileSync(file);
    made.replace(`dist/${name}`, '');
    for (const args of [SAMPLE, ['schema'], ['rank', '--duration', '1']]) {
      const { status, stdout, stderr } = run(made, args);
      assert.equal([name, status, stdout], [name, 69, '']);
      assert.match(
        stderr,
        new RegExp(`^rankstat(\\[\\S+\\])?: (this .*: )?${file} is empty: install it again\n$`),
      );
    }
    made.replace(`dist/${name}`, content);
  }
});

test('an installation that is moved while a run goes on: the file is made, and what cannot be is said', ({
  made,
  folder,
}) => {
  const out = path.join(folder, 'out');
  const options = ['--launcher', 'local', '--interval', '0.1', '--result', 'auto', '--report'];
  const { status, stdout, stderr } = run(made, [
    ...['run', ...options, '--results-dir', out, '--', 'sh', '-c'],
    `sleep 0.3; mv '${made.folder}' '${folder}/moved'; sleep 0.2; exit 3`,
  ]);
  assert.equal([status, stdout], [3, '']);
  assert.not.match(stderr, 'nothing is recorded');
  assert.match(stderr, /\n1 of 1 hosts complete\n/);
  assert.equal(
    readdirSync(out).map((name) => name.replace(/^\w+_\d{8}_\d{6}/, '')),
    ['_timeseries.json'],
  );
});

// Root may read all.
const asRoot = process.getuid?.() === 0 ? test : test.skip;
asRoot('what was installed with a strict umask: another user is told that it cannot be read', ({ made }) => {
  const user = ['/usr/bin/setpriv', '--reuid=61001', '--regid=61001', '--clear-groups'];
  const says = (file: string) => {
    const { status, stdout, stderr } = run(made, SAMPLE, user);
    assert.equal([status, stdout], [69, '']);
    assert.is(
      stderr,
      `rankstat: ${made.file(file)} cannot be read by this user: chmod -R a+rX ${made.folder}\n`,
    );
  };
  chmodSync(made.file('dist/rankstat.cjs'), 0o600);
  says('dist/rankstat.cjs');
  chmodSync(made.file('dist'), 0o700);
  says('dist/rankstat.cjs');
  chmodSync(made.file('dist'), 0o755);
  chmodSync(made.file('dist/rankstat.cjs'), 0o644);
  assertSamples(made, user);
});

test('commands that are cut off: one line says so', ({ made }) => {
  const file = made.file('dist/commands.cjs');
  const content = readFileSync(file);
  const before = content.lastIndexOf('\n}\n'); // The end of the block that all of it is in.
  for (const bytes of [20, Math.floor(before / 2), before]) {
    made.replace('dist/commands.cjs', content.subarray(0, bytes));
    const { status, stdout, stderr } = run(made, ['schema']);
    assert.equal([status, stdout], [69, '']);
    assert.match(stderr, new RegExp(`^rankstat: ${file} is not whole \\(.*\\): install it again\n$`));
  }
});

test('the first program and that of `run` are no programs when they are cut off, wherever', ({ made }) => {
  for (const name of ['rankstat.cjs', 'benchmark.cjs']) {
    const content = readFileSync(made.file(`dist/${name}`), 'latin1');
    const end = content.trimEnd().length;
    const step = Math.ceil(end / 500);
    for (let bytes = '"use strict";{'.length; bytes < end; bytes += step) {
      assert.throws(
        () => new Script(content.slice(0, bytes)),
        (error: unknown) => error instanceof SyntaxError,
      );
    }
  }
});

test('another user, who cannot write there, from a folder that is a link', ({ made, folder }) => {
  const other = ['setpriv', '--reuid', '61000', '--clear-groups'];
  if (process.getuid?.() !== 0) return;
  assertSamples(made, other);
  const link = path.join(folder, 'link');
  spawnSync('ln', ['-s', made.folder, link]);
  const { status, stderr } = spawnSync(`${link}/bin/rankstat`, SAMPLE, { encoding: 'utf8' });
  assert.equal([status, stderr], [0, '']);
});

test('what is not plain is left to yargs, with all that it says', ({ made }) => {
  assert.match(run(made, ['rank', '--help']).stdout, /--duration/);
  const wrong = run(made, ['rank', '--intervall', '5']);
  assert.equal([wrong.status, wrong.stderr.split('\n').length], [64, 2]);
  assert.match(wrong.stderr, /^rankstat: .*intervall/);
  const value = run(made, ['rank', '--interval', '0']);
  assert.equal(
    [value.status, value.stderr],
    [64, 'rankstat: --interval "0" is not right: it takes seconds from 0.001 to 86400\n'],
  );
});

test.run();
