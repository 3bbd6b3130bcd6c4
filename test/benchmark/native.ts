import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hex, Started } from './started.ts';

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

/** One that has the variables as bytes: a character is a byte. */
export function environment(variables: readonly string[]): string[] {
  return variables.flatMap((variable) => ['env', hex(variable)]);
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
