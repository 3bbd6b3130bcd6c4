// What a test file's process has started, however far down: nothing of it may outlive the file.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The environment by which all that a process starts is known again, or what that starts. It is in PATH, as a folder
 * that does not exist: a test that chooses an environment for a program hands this variable down all the same.
 */
export function marked(env, mark) {
  return { ...env, PATH: `${env.PATH}:/nonexistent/${mark}` };
}

const RECHECK_MS = 50;

/**
 * Waits for all processes to end that are in this process group or carry this mark: one that made a session of its
 * own has left the group, and one with a PATH of its own has no mark. The kernel tells nobody but parents of an end, so
 * it looks again and again.
 * @returns those that are still there after that time: `{ pid, command }`
 */
export async function leftBy({ group, mark, waitMs }) {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const left = processes().filter((one) => one.group === group || one.environment.includes(mark));
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(RECHECK_MS);
  }
}

/** Kills them, and all that they start meanwhile. */
export async function killAll({ group, mark }) {
  for (;;) {
    const left = await leftBy({ group, mark, waitMs: 0 });
    if (left.length === 0) return;
    for (const { pid } of left) kill(pid);
    await delay(RECHECK_MS);
  }
}

/** Sends a signal to a process that may have ended. */
export function kill(pid, signal = 'SIGKILL') {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processOf(pid) ?? []);
}

/** undefined if it has ended, or is a zombie, which does nothing any more. */
function processOf(pid) {
  try {
    const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
    const stat = read('stat');
    // proc_pid_stat(5): the name is in parentheses and can have any characters; then state, parent, group.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const command = read('cmdline').split('\0').join(' ').trim();
    return { pid: Number(pid), group: Number(group), command, environment: read('environ') };
  } catch {
    return undefined; // ended meanwhile, or another user's
  }
}
