import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noteStart } from '../../src/benchmark/note.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ procfs: string }>('notes of how a process was started');

// Of a dash under nohup with `ulimit -S -n 1024`, kernel 6.1.
const SIGNALS = '0000000000000200 8000000000001001 ';
const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max core file size        512                  unlimited            bytes     
Max open files            1024                 524288               files     
`;

test.before.each(async (context) => {
  context.procfs = await mkdtemp(path.join(tmpdir(), 'rankstat-proc-'));
});
test.after.each(async ({ procfs }) => {
  await rm(procfs, { recursive: true });
});

interface Open {
  link: string;
  flags: string;
}

/** A /proc in which process 7 is the shell and `self` its child. */
async function processes(
  procfs: string,
  { found = '', passed = '', fds = {} as Record<string, Open>, signals = SIGNALS, limits = LIMITS },
) {
  const shell = path.join(procfs, '7');
  const self = path.join(procfs, 'self');
  for (const folder of ['fd', 'fdinfo']) await mkdir(path.join(shell, folder), { recursive: true });
  await mkdir(path.join(self, 'fd'), { recursive: true });
  await symlink('pipe:[99]', path.join(self, 'fd', '1'));
  await symlink('/usr/bin/dash', path.join(shell, 'exe'));
  await writeFile(path.join(self, 'environ'), passed, 'latin1');
  await writeFile(path.join(shell, 'environ'), found, 'latin1');
  await writeFile(path.join(shell, 'limits'), limits);
  for (const [fd, { link, flags }] of Object.entries(fds)) {
    await symlink(link, path.join(shell, 'fd', fd));
    await writeFile(path.join(shell, 'fdinfo', fd), `pos:\t0\nflags:\t${flags}\nmnt_id:\t1\n`);
  }
  return noteStart({ procfs, shell: 7, script: '/opt/rankstat/bin/rankstat', signals });
}

test('signals and limits', async ({ procfs }) => {
  const { shell, ignored, blocked, files, core } = await processes(procfs, {});
  assert.is(shell, '/usr/bin/dash');
  // HUP, PIPE and the last one there is; USR1.
  assert.equal(ignored, [1, 13, 64]);
  assert.equal(blocked, [10]);
  assert.equal([files, core], [1024, 512]);
});

test('signals are found among what a preloaded library says', async ({ procfs }) => {
  const { ignored } = await processes(procfs, { signals: `hello abc ${SIGNALS}bye ` });
  assert.equal(ignored, [1, 13, 64]);
});

test('signals that could not be told are none', async ({ procfs }) => {
  const { ignored, blocked } = await processes(procfs, { signals: '' });
  assert.equal([ignored, blocked], [[], []]);
});

test('no limit at all', async ({ procfs }) => {
  const limits = LIMITS.replace('1024 ', 'unlimited').replace('512 ', 'unlimited');
  const { files, core } = await processes(procfs, { limits });
  assert.equal([files, core], [null, null]);
});

test('a stack in which Node.js would be ended later is refused', async ({ procfs }) => {
  const limits = `${LIMITS}Max stack size            65536                unlimited            bytes     \n`;
  await rejects(processes(procfs, { limits }), /stack of 64 KiB/);
});

test('descriptors: what the shell has for itself, and its pipe to us, are not the command’s', async ({
  procfs,
}) => {
  const { closed, nonBlocking, descriptors } = await processes(procfs, {
    fds: {
      0: { link: 'pipe:[99]', flags: '00' }, // 0 was closed: the pipe to us has taken its place.
      1: { link: 'pipe:[5]', flags: '04001' },
      2: { link: '/dev/pts/0', flags: '02002' },
      3: { link: '/tmp/lock', flags: '0100002' },
      10: { link: '/etc/profile', flags: '02100000' },
      11: { link: '/opt/rankstat/bin/rankstat', flags: '0100000' },
      200: { link: 'socket:[4]', flags: '02' },
    },
  });
  assert.equal(closed, [0]);
  assert.equal(nonBlocking, [1]);
  assert.equal(descriptors, [3, 200]);
});

test('the environment, and what the shell makes of it', async ({ procfs }) => {
  const found = [
    'PATH=/bin',
    'BASH_FUNC_ml%%=() {\n:\n}',
    'PWD=/stale',
    'NODE_OPTIONS=--inspect',
    'A=\xff',
    '',
  ];
  const passed = ['A=\xff', 'PATH=/bin', 'PWD=/now', 'OLDPWD=/', ''];
  const { environment, changed, added } = await processes(procfs, {
    found: found.join('\0'),
    passed: passed.join('\0'),
  });
  assert.equal(environment, found.slice(0, -1));
  // What we keep from Node.js comes to the command by another way.
  assert.equal(changed, ['BASH_FUNC_ml%%=() {\n:\n}', 'PWD=/stale']);
  assert.equal(added, ['OLDPWD']);
});

test.run();
