import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** How a command ended, and all that it wrote. */
export interface Outcome {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables to add; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  /** What it reads on stdin; nothing by default. */
  readonly input?: string;
  /** After that long its whole process group is killed and the promise rejects; 60 s by default. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Runs a command to its end. Throws when it cannot be started or outlives `timeoutMs`; a failure is an outcome. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { env, cwd, input, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const [program = '', ...args] = argv;
  const stdin = input === undefined ? 'ignore' : 'pipe';
  // A group of its own, so that a timeout reaches what it started too.
  const child = spawn(program, args, {
    env: { ...env },
    cwd,
    stdio: [stdin, 'pipe', 'pipe'],
    detached: true,
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  child.stdin?.on('error', () => undefined); // a command that reads no input is no error
  child.stdin?.end(input);
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    killGroup(child);
  }, timeoutMs);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
  }
  const outcome = { code: child.exitCode, signal: child.signalCode, stdout: stdout(), stderr: stderr() };
  if (expired) throw new Error(`${argv.join(' ')}: killed after ${timeoutMs} ms; ${said(outcome)}`);
  return outcome;
}

/** As {@link run}, but throws on any exit code other than 0 too. Gives stdout. */
export async function runOrThrow(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const outcome = await run(argv, options);
  if (outcome.code === 0) return outcome.stdout;
  throw new Error(`${argv.join(' ')}: ended with ${outcome.signal ?? outcome.code}; ${said(outcome)}`);
}

function textOf(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function said({ stdout, stderr }: Outcome): string {
  const text = (stderr.trim() || stdout.trim()).slice(-500);
  return text === '' ? 'it wrote nothing' : `it wrote: ${text.replaceAll('\n', ' | ')}`;
}
