import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isOurListener, listenerOf } from '../../../src/launch/identity/seat-holder.ts';

/** Of a Linux 6.18: a name that fills its address up with bytes 0, one that waits there, one that does not fill it up. */
const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
000000000fd9a5b4: 00000003 00000000 00000000 0001 03 3009311 @rankstat-0-slurm-5.4@@@@@@@@@@@@
0000000004d9a5b4: 00000002 00000000 00010000 0001 01 3006355 @rankstat-0-slurm-5.4@@@@@@@@@@@@
0000000004d9a5b5: 00000002 00000000 00010000 0001 01 3006356 @rankstat-0-slurm-5.4-2
0000000004d9a5b6: 00000002 00000000 00010000 0001 01 3006357 /tmp/rankstat-0-slurm-5.4
0000000004d9a5b7: 00000003 00000000 00000000 0001 03 3006358
0000000004d9a5b8: 00000002 00000000 00010000 0001 01   311 @rankstat-0-early
`;

test('the socket that listens under a name is told from those that are connected to it', () => {
  assert.is(listenerOf(UNIX, 'rankstat-0-slurm-5.4'), '3006355');
  assert.is(listenerOf(UNIX, 'rankstat-0-slurm-5.4-2'), '3006356');
  assert.is(listenerOf(UNIX, 'rankstat-0-slurm-5'), undefined);
  assert.is(listenerOf(UNIX, 'rankstat-0-early'), '311', 'numbers are padded to five');
});

test('a process has the seat that has its socket, and nobody who only says so', async () => {
  const proc = await mkdtemp(path.join(tmpdir(), 'rankstat-holder-'));
  await mkdir(path.join(proc, 'net'));
  await writeFile(path.join(proc, 'net/unix'), UNIX);
  for (const [pid, socket] of [
    [11, 'socket:[3006355]'],
    [12, 'socket:[3009311]'],
  ]) {
    await mkdir(path.join(proc, `${pid}/fd`), { recursive: true });
    await symlink('/dev/null', path.join(proc, `${pid}/fd/0`));
    await symlink(`${socket}`, path.join(proc, `${pid}/fd/5`));
  }
  const has = async (pid: number) => await isOurListener(pid, 'rankstat-0-slurm-5.4', proc);
  assert.equal(await Promise.all([11, 12, 13].map(has)), [true, false, false]);
  assert.is(await isOurListener(11, 'rankstat-0-other', proc), false);
  if (process.geteuid?.() === 0) {
    await chown(path.join(proc, '11'), 12345, 12345);
    assert.is(await has(11), false, "another user's process");
  }
  await rm(proc, { recursive: true });
  assert.is(await has(11), false);
});

test('this process has what it listens on', async () => {
  const name = `rankstat-holder-${process.pid}`;
  const server = createServer();
  await once(server.listen(`\0${name}`), 'listening');
  assert.is(await isOurListener(process.pid, name), true);
  assert.is(await isOurListener(process.ppid, name), false);
  server.close();
});

test.run();
