import * as v from 'valibot';
import type { Argv, Options } from 'yargs';
import { SOURCES, sourceNamed } from '../procfs/registry.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Verbosity } from '../system/log.ts';

const COLLECTING = 'Collecting:';
const FINDING = 'Finding rank 0:';

const names = SOURCES.map(({ name }) => name).join(', ');

/** How rank 0 is found; of every command that talks to other processes. */
const findingOptions = {
  'results-dir': {
    type: 'string',
    default: '.',
    group: COLLECTING,
    describe: 'Directory of the series file and the journal; shared between nodes where that is possible',
  },
  rendezvous: {
    type: 'string',
    group: FINDING,
    describe: 'tcp://HOST:PORT of a broker, file:PATH, or pmi; RANKSTAT_RENDEZVOUS does the same',
  },
} satisfies Record<string, Options>;

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
  'exclude-sources': { type: 'string', group: COLLECTING, describe: 'All but these' },
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
    describe: 'TCP ports to listen on, FIRST-LAST: rank 0 needs two, and run a third',
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

const verbosityOptions = {
  verbose: { type: 'boolean', conflicts: 'quiet', describe: 'Say why it does what it does' },
  quiet: { type: 'boolean', describe: 'Say nothing but errors' },
} satisfies Record<string, Options>;

/** Adds the options that every collecting command shares. */
export function withCollectingOptions<T>(yargs: Argv<T>) {
  return yargs.options(collectingOptions).options(verbosityOptions);
}

/** Adds the options of commands that talk to a running job. */
export function withFindingOptions<T>(yargs: Argv<T>) {
  return yargs.options(findingOptions).options(verbosityOptions);
}

/** A number of seconds within these bounds. */
export function seconds(least: number, most: number) {
  const takes = `seconds from ${least} to ${most}`;
  return v.pipe(v.number(takes), v.minValue(least, takes), v.maxValue(most, takes));
}

const directory = v.pipe(v.string(), v.nonEmpty('the path of a directory'));
const flag = v.boolean();
const outboxSize = 'KiB from 16 to 1048576';
const mostSamples = 'a whole number of at least 4';

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
  benchmark: v.pipe(v.string(), v.nonEmpty('a name'), v.maxLength(100, 'a name of at most 100 characters')),
  resultsDir: directory,
  journalDir: v.optional(directory),
  keepJournal: flag,
  gzip: flag,
  pin: v.optional(v.pipe(v.string(), v.regex(/^(last|\d{1,5})$/, 'the number of a CPU, or last'))),
  outboxKb: v.pipe(v.number(outboxSize), v.minValue(16, outboxSize), v.maxValue(1024 * 1024, outboxSize)),
  procfs: directory,
  sysfs: directory,
  rendezvous: v.optional(v.string()),
  interface: v.optional(v.string()),
  portRange: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}-\d{1,5}$/, 'FIRST-LAST, e.g. 20000-20100'))),
  readyTimeout: seconds(0, 86_400),
  stopTimeout: seconds(0, 86_400),
  verbose: v.optional(flag, false),
  quiet: v.optional(flag, false),
});
type Collecting = v.InferOutput<typeof collectingSchema>;

/** The options of a collecting command, checked. Times in seconds as given. */
export interface CollectingOptions extends Omit<Collecting, 'sources' | 'excludeSources' | 'portRange'> {
  /** Names of the sources to read. */
  readonly sources: readonly string[];
  readonly ports: { readonly first: number; readonly last: number };
  readonly verbosity: Verbosity;
}

const findingSchema = v.object({
  resultsDir: directory,
  rendezvous: v.optional(v.string()),
  verbose: v.optional(flag, false),
  quiet: v.optional(flag, false),
});

/** The options of a command that talks to a running job, checked. */
export interface FindingOptions extends v.InferOutput<typeof findingSchema> {
  readonly verbosity: Verbosity;
}

/** @throws UserError that names the option and what it takes */
export function collectingOptionsOf(argv: unknown): CollectingOptions {
  const { sources, excludeSources, portRange, ...rest } = checked(collectingSchema, argv);
  return {
    ...rest,
    sources: chosenSources(sources, excludeSources),
    ports: portsOf(portRange),
    verbosity: verbosityOf(rest),
  };
}

/** @throws UserError that names the option and what it takes */
export function findingOptionsOf(argv: unknown): FindingOptions {
  const options = checked(findingSchema, argv);
  return { ...options, verbosity: verbosityOf(options) };
}

/**
 * Checks what yargs gives against a schema whose keys are the options in camel case.
 * @throws UserError that names the option and what it takes
 */
export function checked<const S extends v.GenericSchema>(schema: S, argv: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, argv, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? '';
  const option = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (Array.isArray(issue.path?.[0]?.value)) {
    throw new UserError(EXIT.usage, `${option} is given more than once`);
  }
  const value = issue.path?.[0]?.value;
  const what = Number.isNaN(value) ? 'is not a number' : `${quoted(String(value))} is not right`;
  throw new UserError(EXIT.usage, `${option} ${what}: it takes ${issue.message}`);
}

function quoted(text: string): string {
  return text.length > MOST_QUOTED ? `${JSON.stringify(text.slice(0, MOST_QUOTED))}…` : JSON.stringify(text);
}

const MOST_QUOTED = 40;

function verbosityOf({ verbose, quiet }: { verbose: boolean; quiet: boolean }): Verbosity {
  if (quiet) return 'quiet';
  return verbose ? 'verbose' : 'normal';
}

function chosenSources(only: string | undefined, without: string | undefined): string[] {
  const excluded = new Set(list('--exclude-sources', without));
  const chosen = only === undefined ? SOURCES.map(({ name }) => name) : list('--sources', only);
  const left = chosen.filter((name) => !excluded.has(name));
  if (left.length === 0) throw new UserError(EXIT.usage, 'no source is left to read: see --sources');
  return left;
}

function list(option: string, text: string | undefined): string[] {
  const items = (text ?? '').split(',').filter((item) => item !== '');
  for (const item of items) {
    if (sourceNamed(item) !== undefined) continue;
    throw new UserError(
      EXIT.usage,
      `${option}: there is no source ${JSON.stringify(item)}; there are ${names}`,
    );
  }
  return items;
}

function portsOf(range: string | undefined): { first: number; last: number } {
  if (range === undefined) return { first: 0, last: 0 };
  const [first = 0, last = 0] = range.split('-').map(Number);
  if (first >= 1 && first < last && last <= 65_535) return { first, last };
  throw new UserError(EXIT.usage, `--port-range ${range} is not right: it takes FIRST-LAST within 1-65535`);
}
