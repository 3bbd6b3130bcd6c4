import * as v from 'valibot';
import type { Argv, Options } from 'yargs';
import type { Targets } from '../procfs/host/mounts/targets.ts';
import { DEFAULT_SOURCES, SOURCES, sourceNamed } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Verbosity } from '../system/log.ts';
import { MOST_KEPT_MS } from '../wire/records.ts';
import { checked, directory, flag, seconds } from './checked.ts';
import { COLLECTING, FINDING, findingOptions } from './finding-options.ts';
import { verbosityEntries, verbosityOf, verbosityOptions } from './verbosity.ts';

const names = SOURCES.map(({ name }) => name).join(', ');

/** Options that every collecting command shares. */
const collectingOptions = {
  interval: {
    type: 'number',
    alias: 'timeseries-interval',
    default: 10,
    group: COLLECTING,
    describe: 'Seconds between samples; fractions allowed',
  },
  'max-samples': {
    type: 'number',
    alias: 'max-timeseries-samples',
    default: 3600,
    group: COLLECTING,
    describe: 'Most samples of a host; see --on-full',
  },
  'on-full': {
    choices: ['thin', 'stop', 'ring'] as const,
    default: 'thin' as const,
    group: COLLECTING,
    describe: 'At --max-samples: keep every second tick of the whole run, stop, or keep the last ones',
  },
  'skip-timeseries': { type: 'boolean', default: false, group: COLLECTING, describe: 'Collect nothing' },
  sources: { type: 'string', group: COLLECTING, describe: `Only these, separated by commas: ${names}` },
  'exclude-sources': { type: 'string', group: COLLECTING, describe: 'Leave these out' },
  target: {
    type: 'string',
    array: true,
    // One each time: what stands behind it can be a command.
    nargs: 1,
    group: COLLECTING,
    describe: 'File or folder of the storage under test: what of it the page cache gave; again for another',
  },
  // Of `run` to its collectors: that nobody has named the targets, a command line has.
  'target-guessed': { type: 'boolean', default: false, hidden: true },
  benchmark: {
    type: 'string',
    default: 'benchmark',
    group: COLLECTING,
    describe: 'Type of the benchmark, the first part of the file names',
  },
  'journal-dir': {
    type: 'string',
    group: COLLECTING,
    describe: 'Directory of the journal, e.g. /dev/shm; beside the series file if not given',
  },
  'keep-journal': { type: 'boolean', default: false, group: COLLECTING, describe: 'Keep the journal' },
  gzip: { type: 'boolean', default: false, group: COLLECTING, describe: 'Compress the series file' },
  output: {
    type: 'string',
    default: 'json',
    group: COLLECTING,
    describe: 'json: the series file; json,parquet: a Parquet data set beside it, too',
  },
  pin: {
    type: 'string',
    group: COLLECTING,
    describe: 'CPU to keep each collector on: a number, or last for the last of its node',
  },
  'outbox-kb': {
    type: 'number',
    default: 8192,
    group: COLLECTING,
    describe: 'KiB that a host keeps while rank 0 cannot be reached; then its oldest samples go',
  },
  flush: {
    type: 'number',
    default: 4,
    group: COLLECTING,
    describe:
      'Seconds, 0 to 5, that what was read may wait to be parsed and sent: a host that is killed loses it',
  },
  procfs: { type: 'string', default: '/proc', group: COLLECTING, describe: 'Root to read instead of /proc' },
  sysfs: { type: 'string', default: '/sys', group: COLLECTING, describe: 'Root to read instead of /sys' },
  interface: {
    type: 'string',
    group: FINDING,
    describe: 'Network interface or CIDR whose addresses rank 0 publishes',
  },
  'port-range': {
    type: 'string',
    group: FINDING,
    describe: 'TCP ports to listen on, FIRST-LAST: rank 0 needs one, and run one more',
  },
  'ready-timeout': {
    type: 'number',
    default: 30,
    group: FINDING,
    describe: 'Seconds to wait until all collectors are there',
  },
  'stop-timeout': {
    type: 'number',
    default: 10,
    group: FINDING,
    describe: 'Seconds that a stop waits for a host that does not answer',
  },
  ...findingOptions,
} satisfies Record<string, Options>;

/** All options of a command that takes no others. */
export const COLLECTING_OPTIONS: Readonly<Record<string, Options>> = {
  ...collectingOptions,
  ...verbosityOptions,
};

const outboxSize = 'KiB from 16 to 1048576';
const mostSamples = 'a whole number of at least 4';

/** What can be made of a job. */
export const outputFormats = v.optional(
  v.pipe(
    v.string('json or json,parquet'),
    v.transform((formats) => formats.split(',').sort().join()),
    v.picklist(['json', 'json,parquet'], 'json or json,parquet'),
  ),
  'json',
);

const mostTargets = 'at most 16 paths';
const targetPath = 'a path; a shell does not replace ~ behind = or in quotes';

const collectingSchema = v.object({
  interval: seconds(0.001, 86_400),
  maxSamples: v.pipe(
    v.number(mostSamples),
    v.integer(mostSamples),
    v.minValue(4, mostSamples),
    v.maxValue(2 ** 31, 'at most 2147483648'),
  ),
  onFull: v.picklist(['thin', 'stop', 'ring']),
  skipTimeseries: flag,
  sources: v.optional(v.string()),
  excludeSources: v.optional(v.string()),
  target: v.optional(
    v.pipe(v.array(v.string()), v.maxLength(16, mostTargets), v.check(arePaths, targetPath)),
    [],
  ),
  targetGuessed: v.optional(flag, false),
  benchmark: v.pipe(v.string(), v.nonEmpty('a name'), v.maxLength(100, 'a name of at most 100 characters')),
  resultsDir: directory,
  journalDir: v.optional(directory),
  keepJournal: flag,
  gzip: flag,
  output: outputFormats,
  pin: v.optional(v.pipe(v.string(), v.regex(/^(last|\d{1,5})$/, 'the number of a CPU, or last'))),
  outboxKb: v.pipe(v.number(outboxSize), v.minValue(16, outboxSize), v.maxValue(1024 * 1024, outboxSize)),
  flush: seconds(0, MOST_KEPT_MS / 1000),
  procfs: directory,
  sysfs: directory,
  rendezvous: v.optional(v.string()),
  interface: v.optional(v.string()),
  portRange: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}-\d{1,5}$/, 'FIRST-LAST, e.g. 20000-20100'))),
  readyTimeout: seconds(0, 86_400),
  stopTimeout: seconds(0, 86_400),
  ...verbosityEntries,
});

/** Nobody means a folder of this name. */
function arePaths(paths: string[]): boolean {
  return paths.every((path) => path !== '' && path.length <= 4096 && !/^~(?:\/|$)/.test(path));
}

type Collecting = v.InferOutput<typeof collectingSchema>;

/** The options of a collecting command, checked. Times in seconds as given. */
export interface CollectingOptions
  extends Omit<Collecting, 'sources' | 'excludeSources' | 'portRange' | 'target' | 'targetGuessed'> {
  readonly targets: Targets;
  /** Names of the sources to read. */
  readonly sources: readonly string[];
  /** Those of them that `--sources` names: these must come, also where a kernel need not have them. */
  readonly namedSources: readonly string[];
  readonly ports: { readonly first: number; readonly last: number };
  readonly verbosity: Verbosity;
}

/** Adds the options that every collecting command shares. */
export function withCollectingOptions<T>(yargs: Argv<T>) {
  const valued = Object.entries(COLLECTING_OPTIONS).filter(([, { type }]) => type !== 'boolean');
  return yargs
    .options(collectingOptions)
    .options(verbosityOptions)
    .requiresArg(valued.map(([name]) => name));
}

/** @throws UserError that names the option and what it takes */
export function collectingOptionsOf(argv: unknown): CollectingOptions {
  const { sources, excludeSources, portRange, target, targetGuessed, ...rest } = checked(
    collectingSchema,
    argv,
  );
  const targets = { paths: target, isGuess: targetGuessed };
  const forTarget = target.length > 0 && !targetGuessed ? TARGET_SOURCES.map(({ name }) => name) : [];
  return {
    ...rest,
    targets,
    ...chosenSources(sources, excludeSources, forTarget),
    ports: portsOf(portRange),
    verbosity: verbosityOf(rest),
  };
}

/** What says how much was asked of the storage under test, where nothing else does. */
export const TARGET_SOURCES: readonly Source[] = SOURCES.filter(({ name }) => name === 'processes');

/** @param more what is read in addition, and need not be there */
function chosenSources(only: string | undefined, without: string | undefined, more: readonly string[]) {
  const excluded = new Set(list('--exclude-sources', without));
  const chosen = only === undefined ? DEFAULT_SOURCES.map(({ name }) => name) : list('--sources', only);
  const left = chosen.filter((name) => !excluded.has(name));
  if (left.length === 0) throw new UserError(EXIT.usage, 'no source is left to read: see --sources');
  const added = more.filter((name) => !excluded.has(name) && !left.includes(name));
  return { sources: [...left, ...added], namedSources: only === undefined ? [] : left };
}

function list(option: string, text: string | undefined): string[] {
  const items = (text ?? '').split(',').filter((item) => item !== '');
  for (const item of items) knownSource(item, `${option}: `);
  return items;
}

/**
 * The source that somebody has named.
 * @param where what stands before the message
 * @throws UserError if there is none of this name
 */
export function knownSource(name: string, where = ''): Source {
  const source = sourceNamed(name);
  if (source !== undefined) return source;
  throw new UserError(EXIT.usage, `${where}there is no source ${JSON.stringify(name)}; there are ${names}`);
}

function portsOf(range: string | undefined): { first: number; last: number } {
  if (range === undefined) return { first: 0, last: 0 };
  const [first = 0, last = 0] = range.split('-').map(Number);
  if (first >= 1 && first <= last && last <= 65_535) return { first, last };
  throw new UserError(EXIT.usage, `--port-range ${range} is not right: it takes FIRST-LAST, within 1-65535`);
}
