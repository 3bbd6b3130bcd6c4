import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Host, onHost } from './network.ts';
import { preload } from './preload.ts';
import { type Environment, run } from './run.ts';
import type { Layout } from './slurm-conf.ts';

/** A daemon in the foreground, as a child of ours. */
export interface Daemon {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: string;
}

const READY_DEADLINE_MS = 60_000;
const RECHECK_MS = 50;

/** Starts munged, slurmctld and one slurmd per compute node; gives them when all nodes are idle. */
export async function startDaemons(
  layout: Layout,
  [control, ...compute]: [Host, ...Host[]],
  env: Environment,
  mounts?: (node: string) => string,
): Promise<Daemon[]> {
  const { mungeSocket, mungeKey, slurmConf, logs, dir } = layout;
  const start = (name: string, host: Host, argv: string[], added: Environment = {}): Daemon => {
    const log = join(logs, `${name}.out`);
    const output = openSync(log, 'w');
    const [program = '', ...args] = onHost(host, argv);
    const stdio = ['ignore' as const, output, output];
    const child = spawn(program, args, { env: { ...env, ...added }, cwd: dir, stdio, detached: true });
    closeSync(output);
    child.unref();
    return { name, child, log };
  };
  const munge = join(dir, 'munge');
  const munged = start('munged', control, [
    ...['munged', '--foreground', `--socket=${mungeSocket}`, `--key-file=${mungeKey}`],
    ...[`--pid-file=${munge}/pid`, `--log-file=${munge}/log`, `--seed-file=${munge}/seed`],
  ]);
  await ready([munged], `munged to open ${mungeSocket}`, async () => existsSync(mungeSocket));
  const daemons = [
    munged,
    start('slurmctld', control, ['slurmctld', '-D', '-f', slurmConf], await preload(dir)),
    ...compute.map((host) =>
      start(`slurmd-${host.name}`, host, [
        ...(mounts === undefined ? [] : inMounts(mounts(host.name), dir)),
        ...['slurmd', '-D', '-N', host.name, '-f', slurmConf],
      ]),
    ),
  ];
  const sinfo = onHost(control, ['sinfo', '--noheader', '--Node', '--format=%N %t']);
  await ready(daemons, `${compute.length} idle nodes`, async () => {
    const { stdout } = await run(sinfo, { env });
    const idle = stdout.split('\n').filter((line) => line.endsWith(' idle'));
    return idle.length === compute.length;
  });
  return daemons;
}

/** What is put in front of a command that is to see what `text` mounts. */
function inMounts(text: string, dir: string): string[] {
  return ['unshare', '--mount', 'sh', '-c', `set -e\n${text}\nshift\nexec "$@"`, 'sh', dir];
}

/** Resolves when all have ended, as the kernel tells it. */
export async function ended(daemons: readonly Daemon[]): Promise<void> {
  const running = daemons.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  for (const { child } of running) child.ref();
  await Promise.all(running.map(({ child }) => once(child, 'exit')));
}

async function ready(daemons: readonly Daemon[], what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (!(await check())) {
    const lost = daemons.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (lost) throw new Error(`cluster: ${lost.name} ended at its start: ${tail(lost.log)}`);
    if (performance.now() > deadline) {
      const logs = daemons.map(({ name, log }) => `${name}: ${tail(log)}`).join('; ');
      throw new Error(`cluster: waited ${READY_DEADLINE_MS} ms for ${what}; ${logs}`);
    }
    await delay(RECHECK_MS);
  }
}

function tail(path: string): string {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(-3);
  return lines.join(' | ');
}
