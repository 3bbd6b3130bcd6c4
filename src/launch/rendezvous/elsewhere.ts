import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';

/** What a process that collects is told to do. */
export const COLLECTOR: readonly string[] = ['rank'];
/** Or has others collect. */
const COLLECTING: readonly string[] = [...COLLECTOR, 'run'];
const OPTION = '--results-dir';

/**
 * The results directories of what this user runs on this host: where a job is to be found that is not where somebody has
 * looked. What cannot be seen is left out.
 * @param commands what those are told to do that count
 * @param proc where the processes are
 */
export async function directoriesInUse(commands = COLLECTING, proc = '/proc'): Promise<string[]> {
  const names = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map((name) => directoryOf(path.join(proc, name), commands).catch(() => undefined)),
  );
  return [...new Set(found.filter((directory) => directory !== undefined))].sort();
}

async function directoryOf(process_: string, commands: readonly string[]): Promise<string | undefined> {
  if ((await stat(process_)).uid !== process.geteuid?.()) return undefined;
  const argv = (await readFile(path.join(process_, 'cmdline'), 'utf8')).split('\0');
  const program = argv.findIndex((word) => /^rankstat(\.cjs)?$/.test(path.basename(word)));
  if (program < 0 || !commands.includes(argv[program + 1] ?? '')) return undefined;
  return path.resolve(await readlink(path.join(process_, 'cwd')), given(argv.slice(program + 2)));
}

/** What these arguments say; behind `--` stands a benchmark, which has its own. */
function given(args: readonly string[]): string {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const at = own.findIndex((word) => word === OPTION || word.startsWith(`${OPTION}=`));
  const word = own[at] ?? '';
  return word === OPTION ? (own[at + 1] ?? '.') : word.slice(OPTION.length + 1) || '.';
}
