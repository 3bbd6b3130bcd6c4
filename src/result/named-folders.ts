import path from 'node:path';

/** Options whose value is a folder of results: of DLIO (a key of hydra), mlpstorage. */
const FOLDERS: ReadonlySet<string> = new Set([
  'hydra.run.dir',
  'workload.output.folder',
  'results-dir',
  'rd',
]);
/** Those whose value is a file of results: of fio and srun, and of IOR's `-O summaryFile=FILE`. */
const FILES: ReadonlySet<string> = new Set(['output', 'summaryFile']);
/** A longer value is no path. */
const MOST_CHARS = 4096;
/** Nobody names more, and each is gone through. */
const MOST_FOLDERS = 20;

/**
 * The folders in which a benchmark puts its results, as far as its command line says so clearly: by options that mean nothing
 * else. `-o`, which is IOR's file under test, and words without an option are not looked at, nor is what a shell is told.
 * @param folder in which it runs
 */
export function namedFolders(command: readonly string[], folder: string): string[] {
  const found = new Set<string>();
  for (const [at, word] of command.entries()) {
    for (const [name, value] of valuesIn(word, command[at + 1])) {
      if (value === '' || value.length > MOST_CHARS || found.size === MOST_FOLDERS) continue;
      if (FOLDERS.has(name)) found.add(path.resolve(folder, value));
      else if (FILES.has(name)) found.add(path.dirname(path.resolve(folder, value)));
    }
  }
  return [...found];
}

/** `--name=value`, `++name=value`, `--name value`, and the parts of `name=value,name=value`. */
function valuesIn(word: string, next: string | undefined): (readonly [name: string, value: string])[] {
  const alone = /^--?([\w.-]{1,60})$/.exec(word)?.[1];
  if (alone !== undefined) return [[alone, next ?? '']];
  return word.split(',').flatMap((part) => {
    const [, name = '', value = ''] = /^[-+]{0,2}([\w.-]{1,60})=(.+)$/s.exec(part) ?? [];
    return name === '' ? [] : [[name, value] as const];
  });
}
