import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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

/** Starts `rankstat rank` outside of any launch but what `env` says, with a limit that prlimit(1) knows. */
function rank(args: readonly string[], env: NodeJS.ProcessEnv, limit = '--fsize=unlimited'): ChildProcess {
  const all = { PATH: process.env.PATH, HOME: '/nonexistent', ...env };
  return spawn('prlimit', [limit, RANKSTAT, 'rank', ...ROOTS, ...args], {
    env: all,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
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

/** What makes a rank keep a journal of its own at once. */
const ALONE = { RANKSTAT_RANK: '1', RANKSTAT_SIZE: '2', RANKSTAT_LOCAL_RANK: '0' };
const nowhere = (directory: string) => ['--rendezvous', `file:${directory}/none`, '--ready-timeout', '0'];

test('a rank ends although the journal of its own cannot be written at the end', async ({ directory }) => {
  const child = rank([...nowhere(directory), '--results-dir', directory], ALONE);
  const lines = linesOf(child);
  assert.match(await next(lines), /: rank 0 was not found; samples go to \S+\.journal for rankstat recover$/);
  // Not even the begin of another file can be written.
  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=10']);
  child.kill('SIGUSR1');
  // Its final sample and its bye.
  assert.match(await next(lines), /: cannot write \S+\.journal: EFBIG: .*; \d+ records are lost, what was/);
  const [code] = await once(child, 'exit');
  assert.is(code, 0);
});

/** What recover makes of a journal and its parts: how many samples its collector has taken, and how many there are. */
async function recovered(
  directory: string,
): Promise<{ taken: unknown; there: unknown; parts: number; said: string }> {
  const names = (await readdir(directory)).sort();
  const [journal = ''] = names.filter((name) => name.endsWith('_timeseries.journal'));
  const recover = ['recover', '-o', 'all.json', journal];
  const { stderr } = spawnSync(RANKSTAT, recover, { cwd: directory, encoding: 'utf8' });
  const file = JSON.parse(await readFile(path.join(directory, 'all.json'), 'utf8'));
  const [cost] = Object.values<{ samples: number }>(file.overhead);
  return { taken: cost?.samples, there: file.num_samples, parts: names.length, said: stderr };
}

test('a limit on the size of files: rank 0 goes on in other files, and recover without it has every sample', async ({
  directory,
}) => {
  const child = rank(
    ['--interval', '0.02', '--duration', '1.3', '--results-dir', directory],
    {},
    '--fsize=12288',
  );
  const lines = linesOf(child);
  const said = await next(lines);
  assert.match(
    said,
    /: cannot write \S+_timeseries\.json: EFBIG: file too large, write; the samples are in /,
  );
  assert.match(
    said,
    /_timeseries\.journal and its \d+ parts? beside it; raise the limit on the size of files \(ulimit -f\), then: rankstat recover/,
  );
  const [code] = await once(child, 'exit');
  assert.is(code, 74);
  const { taken, there, parts } = await recovered(directory);
  assert.ok(parts > 1, 'the journal fits into one file');
  assert.is(there, taken);
});

test('a limit on the size of files: so does a rank with a journal of its own', async ({ directory }) => {
  const child = rank(
    [...nowhere(directory), '--interval', '0.02', '--duration', '1.3', '--results-dir', directory],
    ALONE,
    '--fsize=12288',
  );
  assert.match(await next(linesOf(child)), /: rank 0 was not found; samples go to /);
  const [code] = await once(child, 'exit');
  assert.is(code, 0);
  const { taken, there, parts, said } = await recovered(directory);
  assert.ok(parts > 1, 'the journal fits into one file');
  assert.is(there, taken);
  assert.match(said, /all\.json: \d+ samples of 1 of 2 hosts; not complete: (\S+, )?unknown#1\n/);
});

test('a limit of nothing on the size of files: one line, and what to do', async ({ directory }) => {
  const child = rank(['--results-dir', directory], {}, '--fsize=0');
  const lines = linesOf(child);
  assert.match(
    await next(lines),
    /: cannot write to \S+ on \S+: EFBIG: .*; raise the limit on the size of files/,
  );
  assert.is((await once(child, 'exit'))[0], 73);
  assert.is((await lines.next()).done, true);
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

test('a rank that is alone makes the series file and a data set, and removes the journal then', async ({
  directory,
}) => {
  const args = [
    '--interval',
    '0.1',
    '--duration',
    '0.3',
    '--results-dir',
    directory,
    '--output',
    'json,parquet',
  ];
  const [code] = await once(rank(args, {}), 'exit');
  assert.is(code, 0);
  const names = (await readdir(directory)).filter((name) => !name.includes('rendezvous')).sort();
  assert.is(names.length, 2, names.join());
  assert.is(names[1], `${names[0]}.json`);
  assert.ok((await readdir(path.join(directory, names[0] ?? ''))).includes('loadavg'));
});

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
