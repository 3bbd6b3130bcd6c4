import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Terminal } from './terminal.ts';

const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
const ENV = { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C.UTF-8' };
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?25h\u001b[?7h\u001b[?1049l';

interface Place {
  directory: string;
  running: ChildProcess[];
  terminals: Terminal[];
}
const test = suite<Place>('top');

test.before.each(async (place) => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-top-'));
  place.running = [];
  place.terminals = [];
});
test.after.each(async ({ directory, running, terminals }) => {
  for (const terminal of terminals) terminal.kill();
  for (const child of running) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Starts rankstat; `says` resolves when it has written something that matches. */
function start(place: Place, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const child = spawn(RANKSTAT, args, { env: { ...ENV, ...more }, stdio: ['pipe', 'ignore', 'pipe'] });
  place.running.push(child);
  let said = '';
  const says = async (expected: RegExp) => {
    while (!expected.test(said)) said += String((await once(child.stderr!, 'data'))[0]);
  };
  return { child, says };
}

/** A job on this host alone that goes on until it is told to end. */
async function runningJob(place: Place) {
  const job = start(place, ['run', '--interval', '0.2', '--results-dir', place.directory, '--', 'cat']);
  await job.says(/1 of 1 hosts ready/);
  return { ...job, end: () => job.child.stdin?.end() };
}

function inTerminal(place: Place, line: string): Terminal {
  const terminal = new Terminal(line, ENV);
  place.terminals.push(terminal);
  return terminal;
}

function tableOf(place: Place, ...args: string[]) {
  const all = ['top', '--results-dir', place.directory, ...args];
  return spawnSync(RANKSTAT, all, { encoding: 'utf8', env: ENV });
}

test('q leaves the terminal as it was, and the job goes on', async (place) => {
  const job = await runningJob(place);
  const top = `${RANKSTAT} top --results-dir ${place.directory}`;
  const terminal = inTerminal(place, `stty -g; ${top}; echo "code=$?"; stty -g`);
  await terminal.shows(new RegExp(`${os.hostname().slice(0, 7)}\\S* +sampling +\\d+ `));
  assert.match(terminal.written, ENTER);
  terminal.type('c');
  await terminal.shows(/\[c CPU\]/);
  terminal.type('r');
  await terminal.shows(/\[r reverse\]/);
  assert.not.match(terminal.written, LEAVE);
  terminal.type('q');
  await terminal.shows(/code=0/);
  assert.is(await terminal.ended(), 0);
  assert.match(terminal.written, LEAVE);
  const settings = terminal.written.match(/^[0-9a-f:]{20,}(?=\r)/gm);
  assert.is(settings?.length, 2);
  assert.is(settings?.[0], settings?.[1]);
  assert.is(spawnSync(RANKSTAT, ['status', '--results-dir', place.directory], { env: ENV }).status, 0);
  job.end();
  await once(job.child, 'exit');
});

test('help, a filter and one host, in a terminal that changes its size', async (place) => {
  const job = await runningJob(place);
  const marked = spawnSync(RANKSTAT, ['mark', 'warm up', '--results-dir', place.directory], { env: ENV });
  assert.is(marked.status, 0);
  const fifo = path.join(place.directory, 'fifo');
  const resize = `mkfifo ${fifo}; (read size < ${fifo}; stty rows 10 cols 40 < /dev/tty) &`;
  const terminal = inTerminal(
    place,
    `${resize} NO_COLOR=1 ${RANKSTAT} top --results-dir ${place.directory}; echo "code=$?"`,
  );
  const host = os.hostname().slice(0, 7);
  await terminal.shows(new RegExp(`${host}\\S* +sampling +\\d+ `));
  await terminal.shows(/mark warm up for 0:00:\d\d {3}cat/);
  terminal.type('?');
  await terminal.shows(/\[2KKeys[\s\S]*Ctrl-Z +stop, until the shell says fg/);
  terminal.type('x/no such host\r');
  await terminal.shows(/\/no such host 0 of 1 hosts/);
  terminal.type('\u001b');
  await terminal.shows(/0 of 1 hosts[\s\S]*\[n name\]/);
  terminal.type('\r');
  await terminal.shows(new RegExp(`\\[2K${host}\\S* {2}sampling`));
  await terminal.shows(/CPU % {2}user \d+ {2}system \d+/);
  await terminal.shows(/memory GiB {2}used \d/);
  spawnSync('sh', ['-c', `echo now > ${fifo}`]);
  // All of it anew, and what is too long for forty characters is cut.
  await terminal.shows(/\[2J[\s\S]*Esc or q goes back, arrows scroll, \? he…/);
  terminal.type('qq');
  await terminal.shows(/code=0/);
  job.end();
  await once(job.child, 'exit');
});

test('Ctrl-Z gives the terminal back, and fg takes it again', async (place) => {
  const job = await runningJob(place);
  const top = `${RANKSTAT} top --results-dir ${place.directory}`;
  const terminal = inTerminal(place, `set -m; ${top}; echo "stopped=$?"; fg; echo "code=$?"`);
  await terminal.shows(/sampling +\d+ /);
  terminal.type('\u001a');
  await terminal.shows(/stopped=148/);
  const before = terminal.written.slice(0, terminal.written.indexOf('stopped='));
  assert.is(before.split(LEAVE).length, 2);
  await terminal.shows(/stopped=[\s\S]*\[\?1049h[\s\S]*sampling +\d+ /);
  terminal.type('q');
  await terminal.shows(/code=0/);
  job.end();
  await once(job.child, 'exit');
});

for (const [signal, code] of [
  ['TERM', 143],
  ['HUP', 129],
] as const) {
  test(`SIG${signal} leaves the terminal as it was`, async (place) => {
    const job = await runningJob(place);
    const top = `${RANKSTAT} top --results-dir ${place.directory}`;
    const terminal = inTerminal(
      place,
      `${top} & echo "pid=$!"; fg >/dev/null 2>&1 || wait $!; echo "code=$?"`,
    );
    const [, pid = ''] = await terminal.shows(/pid=(\d+)/);
    await terminal.shows(/sampling +\d+ /);
    process.kill(Number(pid), `SIG${signal}`);
    await terminal.shows(new RegExp(`code=${code}`));
    assert.match(terminal.written, LEAVE);
    job.end();
    await once(job.child, 'exit');
  });
}

test('it ends with the job and says where the file is', async (place) => {
  const job = await runningJob(place);
  const terminal = inTerminal(place, `${RANKSTAT} top --results-dir ${place.directory}; echo "code=$?"`);
  await terminal.shows(/sampling +\d+ /);
  job.end();
  await terminal.shows(/rankstat: the job has ended; \S+_timeseries\.json\r\n/);
  await terminal.shows(/code=0/);
});

test('elsewhere than in a terminal it is one plain table', async (place) => {
  const job = await runningJob(place);
  for (;;) {
    const { status, stdout, stderr } = tableOf(place);
    assert.is(status, 0, stderr);
    assert.is(stderr, '');
    const lines = stdout.split('\n');
    assert.match(lines[0]!, /^benchmark: (waiting|sampling) for 0:00:\d\d, 1 of 1 hosts/);
    assert.match(lines[2]!, /^host +state +CPU% to 100/);
    assert.match(lines[3]!, /^all +mean, sum /);
    assert.not.match(stdout, '\u001b');
    assert.is(lines.length, 6);
    if (new RegExp(`^${os.hostname().slice(0, 7)}.* sampling +\\d+ `).test(lines[4]!) && lines[1] === 'cat')
      break;
  }
  job.end();
  await once(job.child, 'exit');
});

test('a host whose collector stands still is silent, the other one is not', async (place) => {
  const rendezvous = path.join(place.directory, 'rendezvous');
  const rank = (number: number) =>
    start(
      place,
      ['rank', '--interval', '0.2', '--results-dir', place.directory, '--rendezvous', `file:${rendezvous}`],
      // Two jobs, as far as the seats of this node go.
      {
        RANKSTAT_RANK: String(number),
        RANKSTAT_SIZE: '2',
        RANKSTAT_LOCAL_RANK: '0',
        SLURM_JOB_ID: `${number}`,
      },
    );
  rank(0);
  const other = rank(1);
  const terminal = inTerminal(
    place,
    `until test -e ${rendezvous}; do :; done; ${RANKSTAT} top --rendezvous file:${rendezvous}`,
  );
  const name = `${os.hostname()}#1`.slice(0, 8);
  await terminal.shows(new RegExp(`${name}\\S* +sampling +\\d+ `));
  other.child.kill('SIGSTOP');
  await terminal.shows(new RegExp(`${name}\\S* .{0,20}silent \\d+ s`));
  assert.match(terminal.written.slice(-4000), /1 silent/);
  const { stdout } = spawnSync(RANKSTAT, ['top', '--once', '--rendezvous', `file:${rendezvous}`], {
    encoding: 'utf8',
    env: ENV,
  });
  // Somebody who comes only now is told the same once rank 0 says so; until then by when it was heard.
  assert.match(stdout, /silent \d+ s/);
  other.child.kill('SIGCONT');
  await terminal.shows(new RegExp(`silent[^]*${name}\\S* +sampling +\\d+ `));
  terminal.type('q');
  await terminal.ended();
});

test('where there is no job it says what status says', (place) => {
  const top = tableOf(place);
  const status = spawnSync(RANKSTAT, ['status', '--results-dir', place.directory], {
    encoding: 'utf8',
    env: ENV,
  });
  assert.is(top.status, 69);
  // Other jobs of this host come and go.
  const ofOurs = (said: string) => said.replace(/; on this host one has .*/, '');
  assert.is(ofOurs(top.stderr), ofOurs(status.stderr));
  assert.match(top.stderr, /^rankstat: no running job in /);
  assert.is(top.stdout, '');
});

test('run shows on a terminal how many hosts are ready, in place, and one plain line elsewhere', async (place) => {
  const run = `run --interval 0.2 --results-dir ${place.directory} -- true`;
  const terminal = inTerminal(place, `${RANKSTAT} ${run}`);
  await terminal.ended();
  assert.match(terminal.written, '\r\u001b[Krankstat: the collectors start …');
  assert.match(terminal.written, '\r\u001b[Krankstat: 1 of 1 hosts ready after ');
  const { stderr } = spawnSync(RANKSTAT, run.split(' '), { encoding: 'utf8', env: ENV });
  assert.match(stderr, /^rankstat: 1 of 1 hosts ready after [^\n]*\n/);
  assert.not.match(stderr, '\r');
  assert.not.match(stderr, '\u001b');
});

test.run();
