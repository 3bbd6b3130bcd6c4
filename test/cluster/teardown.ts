import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ETC_NETNS, isOurs } from './network.ts';

/** How the folder of a cluster begins; the rest is random. */
export const DIR_PREFIX = join(tmpdir(), 'rankstat-cluster-');

const RUN_NETNS = '/run/netns';
const KILL_DEADLINE_MS = 10_000;
const RECHECK_MS = 5;

/**
 * Takes away all that a cluster leaves: every process in its namespaces, the namespaces with their links, the
 * files in /etc/netns, the folder. Synchronous, for it also runs while the process exits. Finds things by name,
 * so it also clears up after a test run that was killed. Throws if a process survives SIGKILL.
 */
export function tearDown(): void {
  const namespaces = entries(RUN_NETNS).filter(isOurs);
  killAll(namespaces);
  for (const namespace of namespaces) ip(['netns', 'delete', namespace]);
  if (existsSync(RUN_NETNS) && entries(RUN_NETNS).length === 0) removeEmptyMount(RUN_NETNS);
  for (const namespace of entries(ETC_NETNS).filter(isOurs)) {
    rmSync(join(ETC_NETNS, namespace), { recursive: true });
  }
  if (existsSync(ETC_NETNS) && entries(ETC_NETNS).length === 0) rmdirSync(ETC_NETNS);
  for (const name of entries(tmpdir())) {
    const path = join(tmpdir(), name);
    if (path.startsWith(DIR_PREFIX)) rmSync(path, { recursive: true, force: true });
  }
}

/** Process ids of all that runs in the network namespaces of these names. */
export function processesIn(namespaces: readonly string[]): number[] {
  const wanted = new Set(namespaces.map((name) => `net:[${statSync(join(RUN_NETNS, name)).ino}]`));
  const pids = entries('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => wanted.has(networkOf(pid))).map(Number);
}

// A process can start another between the listing and the kill, hence until none is left.
function killAll(namespaces: readonly string[]): void {
  const deadline = Date.now() + KILL_DEADLINE_MS;
  for (;;) {
    const pids = processesIn(namespaces).filter((pid) => pid !== process.pid);
    if (pids.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(
        `cluster: processes ${pids.join(', ')} survive SIGKILL; see where they hang in /proc/PID/stack`,
      );
    }
    for (const pid of pids) kill(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RECHECK_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended first
  }
}

function networkOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return ''; // ended, or a zombie, which has no namespaces any more
  }
}

// `ip netns add` mounts the folder onto itself, and `ip netns delete` leaves that.
function removeEmptyMount(path: string): void {
  spawnSync('umount', [path], { stdio: 'ignore' });
  rmdirSync(path);
}

function ip(args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`);
}

function entries(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}
