import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The folder that holds `src` and `test`. */
const ROOT = path.dirname(import.meta.dirname);

/**
 * Runs lines of JavaScript as a process of its own; `./src/…` in their imports is the project's. Nobody reads what it says
 * until somebody listens.
 * @param redirected as a shell has it, such as `>/dev/full`
 */
export function program(source: string, redirected = ''): ChildProcessWithoutNullStreams {
  const args = ['--import', './scripts/test/typescript.mjs', '--input-type=module', '--eval', source];
  return spawn('sh', ['-c', `exec "$@" ${redirected}`, 'sh', process.execPath, ...args], { cwd: ROOT });
}

/** Waits for the end of a process, not for that of its output. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode ?? 'not ended';
}

/** All that a stream says until its end. */
export async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream.setEncoding('utf8')) text += part;
  return text;
}
