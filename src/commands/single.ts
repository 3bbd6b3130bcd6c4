// The single executable: what Node.js begins with there. Programs and all else that an installation has as files lie in it.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getRawAsset } from 'node:sea';
import { compileFunction, constants, Script } from 'node:vm';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { packIn } from '../system/node/pack.ts';
import { isCopy, removeOwnCopy } from '../system/single/own-copy.ts';

/** Those that a process of ours names as its first argument; whoever types names a command of the first. */
const PROGRAMS: ReadonlySet<string | undefined> = new Set(['rankstat.cjs', 'benchmark.cjs', 'commands.cjs']);
/** What `rankstat.cjs` does in the program of ranks, if it can (`starter.ts`). */
const COLLECTING: ReadonlySet<string | undefined> = new Set(['rank', 'wrap', 'sample', 'check']);
/** What is printed for `notices`: an installation has it as files. */
const NOTICES = ['LICENSE', 'THIRD_PARTY.txt', 'NODE_LICENSE.txt'];
/** The names of all that is in the executable, a line each. */
const NAMES = 'names';
/** What modules are given by Node.js. */
const GIVEN = ['exports', 'require', 'module', '__filename', '__dirname'];

type Require = (name: string) => unknown;
/** A module in the executable: what it exports is of its own kind. */
interface Made {
  exports: { collect?: (args: readonly string[]) => Promise<boolean> };
}

function content(name: string): Buffer {
  const bytes = getRawAsset(name);
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
}

const own = createRequire(process.execPath);
/** A module of Node.js, or a file that would lie beside the one that asks. */
const requireBeside: Require = (name) => (name.startsWith('./') ? load(name.slice(2)) : own(name));

function load(name: string): unknown {
  const file = path.join(process.execPath, name);
  const begin = compileFunction(content(name).toString(), GIVEN, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const made: Made = { exports: {} };
  begin(made.exports, requireBeside, made, file, process.execPath);
  return made.exports;
}

/** The program of ranks, with what V8 has compiled of it. */
function collector(): NonNullable<Made['exports']['collect']> {
  const name = 'collector.pack';
  const { source, code } = packIn(content(name), name);
  const file = path.join(process.execPath, name);
  const program = new Script(source, { filename: file, lineOffset: 1, ...(code && { cachedData: code }) });
  const made: Made = { exports: {} };
  program.runInThisContext()(made.exports, requireBeside, made, file, process.execPath);
  return made.exports.collect ?? (async () => false);
}

/** The licences of all that is in this file. */
function showNotices(): void {
  // `… notices | head` closes the pipe.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.io);
  });
  const there = globalThis.rankstatSingle?.names() ?? [];
  for (const name of NOTICES) if (there.includes(name)) process.stdout.write(`${content(name)}\n`);
}

async function start(args: readonly string[]): Promise<void> {
  const [first] = args;
  if (first === 'notices') return showNotices();
  const [program = '', rest] = PROGRAMS.has(first) ? [first, args.slice(1)] : ['rankstat.cjs', args];
  process.argv.splice(1, process.argv.length - 1, program, ...rest);
  try {
    if (program === 'rankstat.cjs' && rest[0] === 'rank') process.once('exit', () => removeOwnCopy());
    if (program === 'rankstat.cjs' && COLLECTING.has(rest[0]) && (await collector()(rest))) return;
    load(program === 'rankstat.cjs' ? 'commands.cjs' : program);
  } catch (error) {
    writeSync(2, `rankstat: ${messageOf(error)}\n`);
    process.exit(EXIT.unavailable);
  }
}

globalThis.rankstatSingle = {
  // A copy is gone while the processes of a rank begin.
  file: isCopy(process.execPath) ? '/proc/self/exe' : process.execPath,
  content,
  names: () => content(NAMES).toString().split('\n'),
};
void start(process.argv.slice(2));
