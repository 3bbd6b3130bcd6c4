import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { environment, type Native } from './native.ts';
import { descendantsOf, killed, type Process } from './processes.ts';
import type { Started } from './started.ts';
import { ORDINARY, ours } from './strange.ts';

/** Which of the processes of a run is killed. */
export interface Victim {
  readonly name: string;
  readonly is: (process: Process, run: number) => boolean;
}

const isCollector = ({ command }: Process) => /\brank\b/.test(command);
const isNode = ({ command }: Process) => command.includes('rankstat.cjs');

/** What a run is made of, whichever of these there are. */
export const VICTIMS: readonly Victim[] = [
  { name: 'a collector', is: (process, run) => process.pid !== run && isCollector(process) },
  { name: 'the Node.js of run', is: (one, run) => one.pid !== run && isNode(one) && !isCollector(one) },
  { name: 'any other of ours', is: (process, run) => process.pid !== run && !isNode(process) },
  { name: "run's own process", is: ({ pid }, run) => pid === run },
];

/** Starts a run of the strange program. */
export function startRun(native: Native, acts: readonly string[]): Started {
  const folder = native.newFolder();
  const options = ['--stop-timeout', '1', '--ready-timeout', '5'];
  const words = ours(folder, options, [native.strange, path.join(folder, 'report'), ...acts]);
  return native.start(folder, environment(ORDINARY), words);
}

/** The processes of a run, without COMMAND. */
export function familyOf(native: Native, run: number): Process[] {
  return descendantsOf(run).filter(({ command }) => !command.startsWith(native.strange));
}

/** Kills what is there of a kind. @returns how many */
export function kill(native: Native, run: number, { is }: Victim): number {
  const own = { pid: run, parent: 0, command: '' };
  return [own, ...familyOf(native, run)].filter((one) => is(one, run) && killed(one.pid)).length;
}

/** How often COMMAND was started. */
export function starts({ report }: Started): number {
  return report().match(/^begin /gm)?.length ?? 0;
}

/**
 * Kills a process of a run so long after its start.
 * @returns what is wrong with it: COMMAND has not been started exactly once, or at most once if it is run's own process;
 *   run ends otherwise than COMMAND; or something of ours is left
 */
export async function killedAfter(native: Native, ms: number, victim: Victim): Promise<string[]> {
  const started = startRun(native, ['sleep', '100', 'exit', '3']);
  const { pid } = await started.child;
  await delay(ms);
  kill(native, pid, victim);
  const end = await started.ended;
  const left = await started.gone();
  const times = starts(started);
  const isKilled = victim.is({ pid, parent: 0, command: '' }, pid) && end === 'signaled 9';
  const wrong = [
    ...(times === 1 || (isKilled && times === 0) ? [] : [`started ${times} times`]),
    ...(end === 'exited 3' || isKilled ? [] : [end]),
    ...left.map((command) => `left: ${command}`),
  ];
  return wrong.map((text) => `after ${ms} ms: ${text}`);
}
