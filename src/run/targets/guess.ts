/** Benchmarks whose command line says where they read and write. */
export type Tool = 'fio' | 'IOR' | 'mdtest' | 'DLIO' | 'mlpstorage' | 'IO500';

/** Where a command line says that its storage is. */
export interface Guess {
  readonly tool: Tool;
  readonly paths: readonly string[];
  /** Files that say more; see `pathsInFile`. */
  readonly files: readonly string[];
  /** Where it is if neither says; undefined if that is not known. */
  readonly otherwise: string | undefined;
  /** Whether relative paths are those of the working directory: a launcher can give the benchmark another. */
  readonly startsHere: boolean;
}

const TOOLS: ReadonlyMap<string, Tool> = new Map([
  ['fio', 'fio'],
  ['ior', 'IOR'],
  ['mdtest', 'mdtest'],
  ['dlio_benchmark', 'DLIO'],
  ['mlpstorage', 'mlpstorage'],
  ['io500', 'IO500'],
]);
/** Of mpirun, mpiexec and srun: another working directory. */
const ELSEWHERE = /^--?(?:wdir|wd|chdir|D)(?:=|$)/;

type Found = Pick<Guess, 'paths' | 'files' | 'otherwise'>;
const NOTHING: Found = { paths: [], files: [], otherwise: undefined };

/** What a command line says; undefined if it is not that of a benchmark that is known. */
export function guessOf(command: readonly string[]): Guess | undefined {
  const at = command.findIndex((word) => TOOLS.has(baseName(word)));
  const tool = TOOLS.get(baseName(command[at] ?? ''));
  if (tool === undefined) return undefined;
  const startsHere = !command.slice(0, at).some((word) => ELSEWHERE.test(word));
  return { tool, ...FOUND[tool](command.slice(at + 1)), startsHere };
}

/** What a file says that a benchmark is given: a job file of fio, the settings of IO500; undefined if it is not clear. */
export function pathsInFile(tool: Tool, text: string): string[] | undefined {
  const keys = tool === 'fio' ? ['directory', 'filename'] : ['datadir'];
  // No pattern for the whole text: whatever it is, the benchmark waits for this.
  const lines = text.split('\n').flatMap((line) => {
    const equals = line.indexOf('=');
    const key = equals < 0 ? '' : line.slice(0, equals).trim();
    return keys.includes(key) ? [{ key, value: line.slice(equals + 1).trim() }] : [];
  });
  const folders = lines.filter(({ key }) => key !== 'filename');
  const values = (folders.length > 0 ? folders : lines).map(({ value }) => value);
  // fio and shells replace variables in it.
  if (values.some((value) => value.includes('$'))) return undefined;
  return tool === 'fio' ? values.flatMap(fioList) : values;
}

const FOUND: Readonly<Record<Tool, (words: readonly string[]) => Found>> = {
  fio: (words) => {
    const engine = valuesOf(words, /^--?ioengine$/).at(-1) ?? '';
    if (/^(?:null|net|netsplice|rdma|cpuio|lib(?:rpma|nbd|iscsi).*|rados|rbd|http|s3|exec)$/.test(engine))
      return NOTHING;
    // Its jobs come by stdin, or run on other hosts.
    if (words.some((word) => word === '-' || /^--?client(?:=|$)/.test(word))) return NOTHING;
    const folders = valuesOf(words, /^--?directory$/);
    const names = valuesOf(words, /^--?filename$/);
    const files = words.filter((word, at) => !word.startsWith('-') && !takesNext(words[at - 1]));
    // With a folder, names are in it. Without both it is the working directory.
    return { paths: (folders.length > 0 ? folders : names).flatMap(fioList), files, otherwise: '.' };
  },
  IOR: (words) => {
    if (valuesOf(words, /^-f$/).length > 0) return NOTHING;
    const api = (valuesOf(words, /^-a$/).at(-1) ?? 'POSIX').toUpperCase();
    if (!/^(?:POSIX|MPIIO|HDF5|NCMPI|MMAP)$/.test(api)) return NOTHING;
    // `ufs:/path` is ROMIO's driver and the path.
    const paths = valuesOf(words, /^-o$/).flatMap((value) => value.split('@'));
    return { paths: paths.map((one) => one.replace(/^\w+:(?=\/)/, '')), files: [], otherwise: '.' };
  },
  mdtest: (words) => {
    const api = (valuesOf(words, /^-a$/).at(-1) ?? 'POSIX').toUpperCase();
    if (!/^(?:POSIX|MPIIO|MMAP)$/.test(api)) return NOTHING;
    return { paths: valuesOf(words, /^-d$/).flatMap((value) => value.split('@')), files: [], otherwise: '.' };
  },
  DLIO: dataFolders,
  mlpstorage: (words) => ({
    ...NOTHING,
    paths: [...valuesOf(words, /^(?:--data-dir|-dd|--checkpoint-folder|-cf)$/), ...dataFolders(words).paths],
  }),
  IO500: (words) => ({ ...NOTHING, files: words.filter((word) => /\.ini$/.test(word)).slice(0, 1) }),
};

/** Hydra's overrides, with `+` or without. */
function dataFolders(words: readonly string[]): Found {
  const folder = /^\+{0,2}(?:workload\.)?(?:dataset\.data_folder|checkpoint\.checkpoint_folder)=(.+)$/;
  return { ...NOTHING, paths: words.flatMap((word) => folder.exec(word)?.[1] ?? []) };
}

/** The values of an option, `--name=value`, `--name value`. */
function valuesOf(words: readonly string[], option: RegExp): string[] {
  return words.flatMap((word, at) => {
    const [, name = '', , value] = /^([^=]*)(=(.*))?$/s.exec(word) ?? [];
    if (!option.test(name)) return [];
    return [value ?? words[at + 1] ?? ''];
  });
}

/** Whether a word of fio's is an option that takes the next for its value. */
function takesNext(word: string | undefined): boolean {
  return word !== undefined && /^--?[a-z][\w-]*$/.test(word) && !FIO_FLAGS.has(word.replace(/^-+/, ''));
}

/** Those of fio's options that take no value. */
const FIO_FLAGS: ReadonlySet<string> = new Set(
  `minimal append-terse version help parse-only merge-blktrace-only readonly group_reporting thread time_based
   new_group stonewall exitall norandommap zero_buffers`
    .trim()
    .split(/\s+/),
);

/** fio separates names by colons; one in a name has a backslash before it. */
function fioList(value: string): string[] {
  return value.split(/(?<!\\):/).map((one) => one.replaceAll('\\:', ':'));
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
