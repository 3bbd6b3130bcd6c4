import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A folder for one test file, with the strange program (strange.c) and what starts it (starter.c) in it. */
export class Native {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rankstat-strange-'));
  readonly strange = path.join(this.folder, 'strange');
  readonly starter = path.join(this.folder, 'starter');
  readonly #started: Started[] = [];
  #folders = 0;
  #isCompiled = false;

  /** A new empty folder, into which every user may write. */
  newFolder(): string {
    this.#compile();
    const folder = path.join(this.folder, `${this.#folders++}`);
    mkdirSync(`${folder}-ours`);
    mkdirSync(folder);
    for (const made of [this.folder, folder, `${folder}-ours`]) chmodSync(made, 0o777);
    return folder;
  }

  /** Empties a folder of an earlier start. */
  empty(folder: string): void {
    for (const name of ['report', 'out', 'err']) rmSync(path.join(folder, name), { force: true });
  }

  /** Removes all, and ends what a test that has failed has left. */
  async remove(): Promise<void> {
    await Promise.all(this.#started.map((started) => started.gone(0)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Once, when they are needed; takes a second. */
  #compile(): void {
    if (this.#isCompiled) return;
    this.#isCompiled = true;
    for (const program of [this.strange, this.starter]) {
      const source = path.join(import.meta.dirname, `${path.basename(program)}.c`);
      execFileSync('cc', ['-O1', '-Wall', '-Werror', '-o', program, source]);
    }
  }

  /**
   * Starts a program. Instructions are those of starter.c; they come after a stdin without a byte, a stdout and a stderr
   * that are the files `out` and `err` of the folder.
   * @param words arguments as bytes, the program's name first: a character is a byte (latin1)
   * @param file the program, if that is not its name
   */
  start(
    folder: string,
    instructions: readonly string[],
    words: readonly string[],
    file = words[0] ?? '',
  ): Started {
    const args = [...standardFiles(folder), ...instructions, 'exec', hex(file), ...words.map(hex)];
    const started = new Started(spawn(this.starter, args), folder);
    this.#started.push(started);
    return started;
  }
}

/** A character is a byte. */
export function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

/** One that has the variables as bytes: a character is a byte. */
export function environment(variables: readonly string[]): string[] {
  return variables.flatMap((variable) => ['env', hex(variable)]);
}

/** The process that was started. */
export interface Child {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
}

/** How a program has ended, as its parent sees it: `exited 3`, `signaled 15`; `failed …` if it was never started. */
export type End = string;

/** A program that has been started, and all that it starts. */
export class Started {
  readonly folder: string;
  /** Its process, once it is about to be executed. */
  readonly child: Promise<Child>;
  /** How it has ended; its own children may live on. */
  readonly ended: Promise<End>;
  /** Which device and inode each of its descriptors was, as lines `FD DEVICE:INODE`. */
  readonly files: string[] = [];
  /** What its terminal shows. */
  shown = '';
  readonly #starter: ChildProcessWithoutNullStreams;
  readonly #over: Promise<unknown>;

  constructor(starter: ChildProcessWithoutNullStreams, folder: string) {
    this.folder = folder;
    this.#starter = starter;
    this.#over = once(starter, 'exit');
    const lines = createInterface(starter.stdout);
    this.child = new Promise((resolve) => {
      lines.on('line', (line) => {
        const [, pid, group, session] = /^child (\d+) group (\d+) session (\d+)/.exec(line) ?? [];
        if (pid !== undefined) resolve({ pid: Number(pid), group: Number(group), session: Number(session) });
      });
    });
    this.ended = new Promise((resolve) => {
      lines.on('line', (line) => {
        if (/^(ended|failed) /.test(line)) resolve(line.replace('ended ', ''));
      });
    });
    lines.on('line', (line) => {
      if (line.startsWith('is ')) this.files.push(line.slice(3));
      if (line.startsWith('tty ')) this.shown += Buffer.from(line.slice(4), 'hex').toString('latin1');
    });
  }

  /** Types into its terminal. */
  type(text: string): void {
    this.#starter.stdin.write(`type ${hex(text)}\n`);
  }

  /** Closes its terminal. */
  hangUp(): void {
    this.#starter.stdin.write('hangup\n');
  }

  /**
   * Waits until no process is left of all that it has started.
   * @returns command lines of those that are left after this time; they are killed
   */
  async gone(limitMs = 20_000): Promise<string[]> {
    const timer = new AbortController();
    const late = new Promise<'late'>((resolve) => {
      const timeout = setTimeout(() => resolve('late'), limitMs);
      timer.signal.addEventListener('abort', () => clearTimeout(timeout));
    });
    const first = await Promise.race([this.#over, late]);
    timer.abort();
    if (first !== 'late') return [];
    const left = descendantsOf(this.#starter.pid ?? 0);
    for (let now = left; now.length > 0; now = descendantsOf(this.#starter.pid ?? 0)) {
      for (const { pid } of now) killed(pid);
    }
    await this.#over;
    return left.map(({ command }) => command);
  }

  /** What the strange program has said so far. */
  readonly report = () => textOf(path.join(this.folder, 'report'));

  /** What was said on stdout, if that was the file. */
  stdout(): string {
    return textOf(path.join(this.folder, 'out'));
  }

  /** What was said on stderr, if that was the file. */
  stderr(): string {
    return textOf(path.join(this.folder, 'err'));
  }

  /**
   * Waits until the strange program has said something.
   * @throws Error if it has not in that time
   */
  async says(pattern: RegExp, limitMs = 20_000): Promise<RegExpExecArray> {
    const watching = watch(this.folder);
    try {
      for (let deadline = performance.now() + limitMs; ; ) {
        const said = pattern.exec(this.report());
        if (said !== null) return said;
        if (performance.now() > deadline) throw new Error(`it never says ${pattern}: ${this.stderr()}`);
        const timeout = AbortSignal.timeout(Math.ceil(Math.max(1, deadline - performance.now())));
        await Promise.race([once(watching, 'change'), once(timeout, 'abort'), this.#over]);
        if (this.#starter.exitCode !== null && !pattern.test(this.report())) deadline = 0;
      }
    } finally {
      watching.close();
    }
  }
}

/** A process. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, separated by spaces. */
  readonly command: string;
}

/** All processes below one, not zombies. */
export function descendantsOf(ancestor: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const found: Process[] = [];
  const family = new Set([ancestor]);
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const one of all) {
      if (family.has(one.pid) || !family.has(one.parent)) continue;
      family.add(one.pid);
      found.push(one);
    }
  }
  return found;
}

/** Sends a signal. @returns whether there was still such a process */
export function killed(pid: number, signal: NodeJS.Signals | number = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function processOf(pid: number): Process | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // proc_pid_stat(5): the name is in parentheses and can have any characters; then state and parent.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || state === 'Z') return undefined;
  const command = textOf(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
  return { pid, parent: Number(parent), command };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

// fcntl.h of Linux.
export const O = {
  read: 0,
  write: 1,
  both: 2,
  create: 0o100,
  truncate: 0o1000,
  append: 0o2000,
  nonblock: 0o4000,
};

function standardFiles(folder: string): string[] {
  const written = String(O.write | O.create | O.truncate | O.append);
  return [
    ...['open', '0', '0', '/dev/null'],
    ...['open', '1', written, path.join(folder, 'out')],
    ...['open', '2', written, path.join(folder, 'err')],
  ];
}
