import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FIXTURES } from '../procfs/parse.ts';

const test = suite<{ directory: string }>('rank');
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
const ROOTS = ['--procfs', `${FIXTURES}/kernel-6.18/proc`, '--sysfs', `${FIXTURES}/kernel-6.18/sys`];

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-rank-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Starts `rankstat rank` outside of any launch but what `env` says. */
function rank(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const all = { PATH: process.env.PATH, HOME: '/nonexistent', ...env };
  return spawn(RANKSTAT, ['rank', ...ROOTS, ...args], { env: all, stdio: ['ignore', 'inherit', 'pipe'] });
}

/** The lines that it says, one after the other. */
function linesOf({ stderr }: ChildProcess): AsyncIterator<string> {
  assert.ok(stderr !== null);
  return createInterface({ input: stderr })[Symbol.asyncIterator]();
}

async function next(lines: AsyncIterator<string>): Promise<string> {
  const { value } = await lines.next();
  return String(value);
}

test('a rank ends although the journal of its own cannot be written at the end', async ({ directory }) => {
  const child = rank(
    ['--rendezvous', `file:${directory}/none`, '--ready-timeout', '0', '--results-dir', directory],
    { RANKSTAT_RANK: '1', RANKSTAT_SIZE: '2', RANKSTAT_LOCAL_RANK: '0' },
  );
  const lines = linesOf(child);
  assert.match(await next(lines), /: rank 0 was not found; samples go to \S+\.journal for rankstat recover$/);
  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=1000']);
  child.kill('SIGUSR1');
  // Its final sample and its bye.
  assert.match(await next(lines), /: cannot write \S+\.journal: EFBIG: .*; \d+ records are lost, what was/);
  const [code] = await once(child, 'exit');
  assert.is(code, 0);
});

/** Takes two ports that follow each other. */
async function twoPortsTaken(): Promise<{ first: number; servers: Server[] }> {
  for (;;) {
    const one = createServer().listen(0);
    await once(one, 'listening');
    const address = one.address();
    assert.ok(address !== null && typeof address === 'object');
    const other = createServer().listen(address.port + 1);
    const listens = await once(other, 'listening').then(
      () => true,
      () => false,
    );
    if (listens) return { first: address.port, servers: [one, other] };
    one.close();
  }
}

for (const [launch, env, expected] of [
  ['outside of a launch', {}, 74],
  // Another code of one process takes the others down with it.
  [
    'in a launch',
    { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '1', OMPI_COMM_WORLD_LOCAL_RANK: '0' },
    0,
  ],
] as const) {
  test(`rank 0 without a free port ${launch}: one line, no file, exit code ${expected}`, async ({
    directory,
  }) => {
    const { first, servers } = await twoPortsTaken();
    const child = rank(['--port-range', `${first}-${first + 1}`, '--results-dir', directory], env);
    const lines = linesOf(child);
    assert.match(await next(lines), /^rankstat\[.*: on \S+: too few of the ports \d+-\d+ are free /);
    const [code] = await once(child, 'exit');
    assert.is(code, expected);
    assert.is((await lines.next()).done, true);
    assert.equal(await readdir(directory), []);
    for (const server of servers) server.close();
  });
}

test('rank 0 with an interface that is not there: one line, no file', async ({ directory }) => {
  const child = rank(['--interface', 'nosuch0', '--results-dir', directory], {});
  const lines = linesOf(child);
  assert.match(
    await next(lines),
    /: on \S+: no interface, network or address nosuch0 here that others could reach/,
  );
  const [code] = await once(child, 'exit');
  assert.is(code, 74);
  assert.is((await lines.next()).done, true);
  assert.equal(await readdir(directory), []);
});

test.run();
