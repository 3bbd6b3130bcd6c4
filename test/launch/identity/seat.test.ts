import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeSeat, waitForSeat } from '../../../src/launch/identity/seat.ts';
import { ownDescriptors } from '../../../src/system/descriptors.ts';
import { soon } from '../soon.ts';

/** A launch key that no other process uses. */
const name = (test: string) => `test-${process.pid}-${test}`;
const SEAT = new URL('../../../src/launch/identity/seat.ts', import.meta.url).href;
const LONG_MS = 600_000;
const children: ChildProcess[] = [];

test.after(() => {
  for (const child of children) child.kill('SIGKILL');
});

test('one process of a launch has the seat; other launches have theirs', async () => {
  const seat = await takeSeat(name('one'));
  assert.ok(seat !== undefined);
  assert.is(await takeSeat(name('one')), undefined);
  const other = await takeSeat(name('other'));
  assert.ok(other !== undefined);
  other.leave();
  seat.leave();
  const again = await takeSeat(name('one'));
  assert.ok(again !== undefined);
  again.leave();
});

test('all who wait go when the seat is left', async () => {
  const seat = await takeSeat(name('left'));
  const waiting = [0, 0, 0].map(() => waitForSeat(name('left'), LONG_MS));
  await connected(name('left'), waiting.length);
  seat?.leave();
  await soon(Promise.all(waiting));
});

test('who is first waits for the one who takes the seat, and then for its end', async () => {
  let gone = false;
  const waiting = waitForSeat(name('first'), LONG_MS).then(() => {
    gone = true;
  });
  const seat = await takeSeat(name('first'));
  await connected(name('first'), 1);
  assert.not(gone);
  seat?.leave();
  await soon(waiting);
});

test('if nobody takes the seat the patience ends', async () => {
  await soon(waitForSeat(name('nobody'), 0));
});

test('the seat is gone with its process, however that ends, and keeps none alive', async () => {
  const script = (then: string) =>
    `import { takeSeat } from ${JSON.stringify(SEAT)}; await takeSeat(${JSON.stringify(name('process'))}); ${then}`;
  const run = (then: string) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script(then)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const killed = run("console.log('taken'); setInterval(() => {}, 1000)");
  await once(killed.stdout, 'data');
  assert.is(await takeSeat(name('process')), undefined);
  await connected(name('process'), 0);
  const waiting = waitForSeat(name('process'), LONG_MS);
  await connected(name('process'), 1);
  killed.kill('SIGKILL');
  await soon(waiting);
  // It ends by itself as soon as it hears something, although somebody waits for its seat.
  const ending = run("console.log('taken'); process.stdin.once('data', () => process.stdin.destroy())");
  await once(ending.stdout, 'data');
  const other = waitForSeat(name('process'), LONG_MS);
  await connected(name('process'), 1);
  ending.stdin.write('end');
  await soon(Promise.all([once(ending, 'exit'), other]));
});

/** Takes a name as a stranger would, who says that he is this process id or nothing. */
async function strangerAt(seat: string, says: string): Promise<() => void> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket.on('error', () => {}));
    if (says !== '') socket.write(says);
  });
  await once(server.listen(`\0rankstat-${process.getuid?.() ?? 0}-${seat}`), 'listening');
  return () => {
    server.close();
    for (const socket of connections) socket.destroy();
  };
}

test('a name that a stranger has taken is passed over, by all alike', async () => {
  // A process of ours that has not that socket; one that is not ours; no number.
  for (const says of [`${process.ppid}\n`, '1\n', 'me\n']) {
    const seat = `${name('stranger')}`;
    const away = await strangerAt(seat, says);
    const taken = await takeSeat(seat);
    assert.ok(taken !== undefined, says);
    assert.is(await takeSeat(seat), undefined, 'one process of ours has it');
    await connected(`${seat}-2`, 0);
    const waiting = waitForSeat(seat, LONG_MS);
    await connected(`${seat}-2`, 1);
    taken.leave();
    await soon(waiting);
    away();
  }
});

test('those who take names and say nothing cost two seconds together', async () => {
  const seat = name('silent');
  const away = await Promise.all([seat, `${seat}-2`, `${seat}-3`].map((place) => strangerAt(place, '')));
  const began = performance.now();
  const taken = await takeSeat(seat);
  assert.ok(performance.now() - began < 4000);
  assert.ok(taken !== undefined);
  taken.leave();
  for (const go of away) go();
});

test('where strangers have all names everybody samples, and nobody waits longer than he has patience', async () => {
  const seat = name('all');
  const away = await Promise.all(
    ['', '-2', '-3', '-4', '-5', '-6', '-7', '-8'].map((place) => strangerAt(`${seat}${place}`, '1\n')),
  );
  assert.ok((await takeSeat(seat)) !== undefined);
  assert.ok((await takeSeat(seat)) !== undefined);
  await soon(waitForSeat(seat, 0));
  for (const go of away) go();
});

test('who only connects and stays takes a share of the descriptors at most, and that until he goes', async () => {
  const seat = name('sit');
  const taken = await takeSeat(seat);
  const most = Math.min(512, Math.floor(ownDescriptors().limit / 4));
  const sockets: Socket[] = [];
  for (let nth = 0; nth < most + 10; nth++) {
    const socket = connect(`\0rankstat-${process.getuid?.() ?? 0}-${seat}`).on('error', () => {});
    sockets.push(socket);
    const [said] = await once(socket, 'data'); // One after the other: so many do not wait to be taken in.
    assert.is(String(said), `${process.pid}\n`);
  }
  await connected(seat, most);
  assert.is(await takeSeat(seat), undefined, 'who comes still learns whose it is');
  for (const socket of sockets) socket.destroy();
  await connected(seat, 0);
  const waiting = waitForSeat(seat, LONG_MS);
  await connected(seat, 1);
  taken?.leave();
  await soon(waiting);
});

/** Waits until so many wait for a seat: the kernel lists their connections under its name. */
async function connected(seat: string, count: number): Promise<void> {
  const waiting = () =>
    readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , , , state, , path]) => state === '03' && path?.replace(/@+$/, '').endsWith(seat))
      .length;
  for (let turn = 0; turn < 100_000 && waiting() !== count; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is(waiting(), count);
}

test.run();
