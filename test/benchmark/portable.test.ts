// An installation with a Node.js of its own, as in the portable tarball, on systems that it is for and on others.
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Broken, runBroken } from './broken.ts';
import { forNewerGlibc, Installation, ofAnotherArchitecture, programsWithoutNode } from './installation.ts';
import { environment, Native } from './native.ts';
import { SideBySide } from './side-by-side.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
const WITHOUT_NODE = [`PATH=${programsWithoutNode(path.join(native.folder, 'programs'))}`, 'HOME=/root'];
const THIS = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' }[
  process.arch as 'x64' | 'arm64'
];
const OTHER = process.arch === 'x64' ? 'arm64' : 'x64';
const GLIBC =
  /glibc (\S+)/.exec(execFileSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' }))?.[1] ?? '';

/** Gives an installation a Node.js of its own, and says what that needs. */
function portable(made: Installation, needed: string, node: string | Buffer = process.execPath): void {
  mkdirSync(made.file('libexec'));
  const file = made.file('libexec/node');
  if (typeof node === 'string') linkOrCopy(node, file);
  else writeFileSync(file, node, { mode: 0o755 });
  const starter = readFileSync(made.rankstat, 'utf8');
  assert.match(starter, /^needed=$/m);
  made.replace('bin/rankstat', starter.replace(/^needed=$/m, `needed='${needed}'`));
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    writeFileSync(to, readFileSync(from), { mode: 0o755 });
  }
}

const withNode = (needed: string, node?: (made: Installation) => string | Buffer): Broken => ({
  variables: WITHOUT_NODE,
  damage: (made) => {
    portable(made, needed, node?.(made));
    return [];
  },
});
const FITS = `${process.arch} ${THIS} 2.17`;

const MISFITS: readonly (readonly [name: string, broken: Broken, said: RegExp])[] = [
  [
    'an older glibc',
    withNode(`${process.arch} ${THIS} 99.1`, () => forNewerGlibc('/usr/bin/true')),
    new RegExp(
      `libexec/node needs glibc 99\\.1 or later, and this system has ${GLIBC}: install the npm package`,
    ),
  ],
  [
    'no glibc, as with musl',
    withNode(`${process.arch} /lib/ld-missing.so.2 2.28`),
    /libexec\/node needs glibc 2\.28 or later, and this system has none \(\/lib\/ld-missing\.so\.2 is missing\): install/,
  ],
  [
    'another architecture',
    withNode(`${OTHER} /lib/ld-missing.so.1 2.28`, () => ofAnotherArchitecture('/usr/bin/true')),
    new RegExp(
      `libexec/node is for ${OTHER}, and this machine is \\w+: unpack the rankstat that is for its architecture`,
    ),
  ],
  [
    'a file system that nothing can be executed from',
    {
      variables: WITHOUT_NODE,
      damage: (made) => {
        portable(made, FITS, Buffer.from('none'));
        chmodSync(made.file('libexec/node'), 0o644);
        return [];
      },
    },
    /libexec\/node cannot be executed here: unpack rankstat where programs may be started/,
  ],
];

const outcomes = new SideBySide(MISFITS, ([, broken]) => runBroken(native, broken));

for (const one of MISFITS) {
  const [name, broken, reason] = one;

  it(`COMMAND runs, and one line says why nothing is recorded: ${name}`, async () => {
    const { end, starts, said, stderr, stdout, left } = await outcomes.get(one);
    assert.equal([end, starts, left, stdout], ['exited 3', 1, [], ''], stderr);
    assert.is(said.length, 1, stderr);
    assert.match(said[0]!, 'nothing is recorded, the benchmark runs all the same: ');
    assert.match(said[0]!, reason);
  });

  it(`other commands say the same in one line, and a rank does not end the others: ${name}`, async () => {
    const folder = native.newFolder();
    const made = new Installation(path.join(folder, 'installation'));
    broken.damage?.(made);
    const said = async (variables: readonly string[], ...args: string[]) => {
      const started = native.start(folder, environment([...WITHOUT_NODE, ...variables]), [
        made.rankstat,
        ...args,
      ]);
      await started.gone();
      return { end: await started.ended, stderr: started.stderr(), stdout: started.stdout() };
    };
    const summary = await said([], 'summary', 'missing.json');
    assert.equal([summary.end, summary.stdout], ['exited 69', ''], summary.stderr);
    assert.match(summary.stderr, /^rankstat: [^\n]*\n$/);
    assert.match(summary.stderr, reason);
    const rank = await said(['OMPI_COMM_WORLD_RANK=1', 'OMPI_COMM_WORLD_SIZE=2'], 'rank');
    assert.is(rank.end, 'exited 0');
    assert.match(rank.stderr, /^rankstat\[[^\n]*\]: this host is not recorded: [^\n]*\n$/);
    assert.match(rank.stderr, reason);
  });
}

it('the Node.js of the installation is taken before one in PATH', async () => {
  const { end, starts, stderr, left } = await runBroken(native, {
    damage: (made) => {
      portable(made, FITS);
      const wrong = path.join(made.folder, 'wrong');
      mkdirSync(wrong);
      writeFileSync(path.join(wrong, 'node'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
      return [`PATH=${wrong}:/usr/bin:/bin`];
    },
  });
  assert.equal([end, starts, left], ['exited 3', 1, []], stderr);
  assert.match(stderr, '1 of 1 hosts complete');
});

it('RANKSTAT_NODE is taken before that of the installation', async () => {
  const { end, starts, stderr } = await runBroken(native, {
    damage: (made) => {
      portable(made, `${OTHER} /lib/ld-missing.so.1 99.0`, Buffer.from('none'));
      return [`RANKSTAT_NODE=${process.execPath}`];
    },
  });
  assert.equal([end, starts], ['exited 3', 1], stderr);
  assert.match(stderr, '1 of 1 hosts complete');
});

it('without a node in PATH it records', async () => {
  const { end, starts, stderr, left } = await runBroken(native, withNode(FITS));
  assert.equal([end, starts, left], ['exited 3', 1, []], stderr);
  assert.match(stderr, '1 of 1 hosts complete');
});

test.after(() => native.remove());

test.run();
