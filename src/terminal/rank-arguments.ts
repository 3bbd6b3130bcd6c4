import path from 'node:path';
import { DEFAULT_SOURCES } from '../procfs/registry.ts';
import { type CollectingOptions, TARGET_SOURCES } from './collecting-options.ts';

/** The arguments of `rankstat rank` that say what `rankstat run` was told. Never the secret. */
export function rankArguments(options: CollectingOptions): string[] {
  const { paths, isGuess } = options.targets;
  const given: Record<string, string | number | boolean | readonly string[] | undefined> = {
    interval: options.interval,
    'max-samples': options.maxSamples,
    'on-full': options.onFull,
    // Those that nobody has named need not be there on every kernel.
    sources: options.namedSources.length === 0 ? undefined : options.namedSources.join(','),
    'exclude-sources': options.namedSources.length === 0 ? leftOut(options) : undefined,
    target: paths.map((one) => path.resolve(one)),
    'target-guessed': isGuess && paths.length > 0,
    benchmark: options.benchmark,
    // The collectors' working directory can be another.
    'results-dir': path.resolve(options.resultsDir),
    'journal-dir': options.journalDir === undefined ? undefined : path.resolve(options.journalDir),
    'keep-journal': options.keepJournal,
    gzip: options.gzip,
    output: options.output,
    pin: options.pin,
    'outbox-kb': options.outboxKb,
    flush: options.flush,
    procfs: options.procfs,
    sysfs: options.sysfs,
    interface: options.interface,
    'port-range': options.ports.first === 0 ? undefined : `${options.ports.first}-${options.ports.last}`,
    'ready-timeout': options.readyTimeout,
    'stop-timeout': options.stopTimeout,
    verbose: options.verbose,
    quiet: options.quiet,
  };
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().map((one) => `--${name}=${one}`);
  });
}

/** What is not to be read of all sources; undefined if nothing is left out. */
function leftOut({ sources, targets: { paths, isGuess } }: CollectingOptions): string | undefined {
  const isNamed = paths.length > 0 && !isGuess;
  const wanted = isNamed ? [...DEFAULT_SOURCES, ...TARGET_SOURCES] : DEFAULT_SOURCES;
  const without = wanted.flatMap(({ name }) => (sources.includes(name) ? [] : [name]));
  return without.length === 0 ? undefined : without.join(',');
}
