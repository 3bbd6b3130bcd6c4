// What docs/admin.md says of processes, ports and files, of a run on this host.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

interface Place {
  folder: string;
  /** For temporary files, and home. */
  elsewhere: string;
  child: ChildProcess;
}
const test = suite<Place>('administration');
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
const JOURNAL = /^benchmark_\d{8}_\d{6}_timeseries\.journal$/;
const SERIES = /^benchmark_\d{8}_\d{6}_timeseries\.json$/;
const RENDEZVOUS = /^\.rankstat-.*\.json$/;

/** A command that tells when it begins, and ends when its stdin does. */
test.before.each(async (context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-admin-'));
  context.elsewhere = mkdtempSync(path.join(tmpdir(), 'rankstat-admin-'));
  const args = ['run', '--launcher', 'local', '--interval', '0.2', '--', 'sh', '-c', 'echo begins; cat'];
  const env = { PATH: process.env.PATH, HOME: context.elsewhere, TMPDIR: context.elsewhere };
  context.child = spawn(RANKSTAT, args, { cwd: context.folder, env, stdio: ['pipe', 'pipe', 'ignore'] });
  for await (const _ of context.child.stdout ?? []) break;
});
test.after.each(({ folder, elsewhere, child }) => {
  for (const pid of family(child.pid ?? 0)) end(pid);
  rmSync(folder, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // It has ended by itself.
}

/** A process and all that it has started. */
function family(pid: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]);
  } catch {
    return undefined;
  }
}

/** What a process has open. */
function opened(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** Ports at which these processes listen. */
function ports(pids: readonly number[]): number {
  const own = new Set(pids.flatMap(opened));
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/net/${name}`, 'latin1').split('\n').slice(1),
  );
  const listening = lines.map((line) => line.trim().split(/\s+/)).filter((words) => words[3] === '0A');
  return listening.filter((words) => own.has(`socket:[${words[9]}]`)).length;
}

test('while it runs: processes, ports, files, and nothing elsewhere', ({ folder, elsewhere, child }) => {
  const pids = family(child.pid ?? 0);
  const lines = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
  const of = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  assert.is(of(/dist\/benchmark\.cjs/), 1);
  assert.is(of(/dist\/rankstat\.cjs run /), 1);
  assert.is(of(/dist\/rankstat\.cjs rank /), 1);
  assert.is(of(/^(?!.*dist\/)/), 2); // sh and its cat: the benchmark.
  assert.is(ports(pids), 2);
  const names = readdirSync(folder);
  assert.is(names.length, 2);
  assert.ok(names.some((name) => JOURNAL.test(name)));
  const rendezvous = names.find((name) => RENDEZVOUS.test(name)) ?? '';
  assert.is(statSync(path.join(folder, rendezvous)).mode & 0o777, 0o600);
  assert.equal(readdirSync(elsewhere), []);
  // Of the storage nothing is open but the journal.
  const files = pids
    .filter((_, nth) => /rankstat\.cjs/.test(lines[nth] ?? ''))
    .flatMap(opened)
    .filter((name) => name.startsWith('/') && !/^\/(?:proc|sys|dev)\//.test(name));
  assert.equal(
    files.map((name) => JOURNAL.test(path.basename(name))),
    [true],
  );
});

test('when it has ended: the result alone', async ({ folder, elsewhere, child }) => {
  child.stdin?.end();
  await once(child, 'exit');
  assert.is(child.exitCode, 0);
  const names = readdirSync(folder);
  assert.is(names.length, 1);
  assert.match(names[0] ?? '', SERIES);
  assert.equal(readdirSync(elsewhere), []);
});

test('when all of it is killed: a journal to recover, and where the job was', async ({
  folder,
  elsewhere,
  child,
}) => {
  const exit = once(child, 'exit');
  for (const pid of family(child.pid ?? 0).reverse()) end(pid);
  await exit;
  const names = readdirSync(folder).sort();
  assert.is(names.length, 2);
  assert.match(names[0] ?? '', RENDEZVOUS);
  assert.match(names[1] ?? '', JOURNAL);
  assert.equal(readdirSync(elsewhere), []);
  const { status, stderr } = spawnSync(RANKSTAT, ['recover', names[1] ?? ''], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  const valid = spawnSync(RANKSTAT, ['validate', (names[1] ?? '').replace('.journal', '.json')], {
    cwd: folder,
  });
  assert.is(valid.status, 0);
});

test.run();
