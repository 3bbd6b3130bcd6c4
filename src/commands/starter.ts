// dist/rankstat.cjs, which bin/rankstat starts. A rank has its own program, in a pack with what V8 has compiled of it, and
// opens nothing else; all other commands are in dist/commands.cjs. Small: Node.js compiles it at each start.
import { writeSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { canReadPacks, readPack } from '../system/node/pack.ts';

const COLLECTING: ReadonlySet<string | undefined> = new Set(['rank', 'wrap', 'sample', 'check']);

/** Does what arguments ask for, if it can; what `collector.ts` exports. */
type Collect = (args: readonly string[]) => Promise<boolean>;

async function start(args: readonly string[]): Promise<void> {
  try {
    if (COLLECTING.has(args[0]) && canReadPacks && (await collector()(args))) return;
    beginCommands();
  } catch (error) {
    writeSync(2, `rankstat: ${messageOf(error)}\n`);
    process.exit(EXIT.unavailable);
  }
}

/** @throws Error if it is not whole: it is one block, of which a part is no program (`scripts/build.mjs`) */
function beginCommands(): void {
  try {
    require('./commands.cjs');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const file = path.join(import.meta.dirname, 'commands.cjs');
    throw new Error(`${file} is not whole (${messageOf(error)}): install it again`);
  }
}

/** @throws Error if it is not whole */
function collector(): Collect {
  const folder = import.meta.dirname;
  const file = path.join(folder, 'collector.pack');
  const { source, code } = readPack(file);
  const cached = code && { cachedData: code };
  // The file's first line is the pack's own.
  const program = new Script(source, { filename: file, lineOffset: 1, ...cached });
  const module = { exports: { collect: (): Promise<boolean> => Promise.resolve(false) } };
  program.runInThisContext()(module.exports, require, module, file, folder);
  return module.exports.collect;
}

void start(process.argv.slice(2));
