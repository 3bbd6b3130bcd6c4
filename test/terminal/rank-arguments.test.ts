import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CollectingOptions, collectingOptionsOf } from '../../src/terminal/collecting-options.ts';
import { rankArguments } from '../../src/terminal/rank-arguments.ts';

/** What yargs gives for `rankstat run` without options. */
const DEFAULTS = {
  interval: 10,
  maxSamples: 3600,
  onFull: 'thin',
  skipTimeseries: false,
  benchmark: 'benchmark',
  resultsDir: '.',
  keepJournal: false,
  gzip: false,
  outboxKb: 8192,
  flush: 2,
  procfs: '/proc',
  sysfs: '/sys',
  readyTimeout: 30,
  stopTimeout: 10,
};

/** The arguments for these options in camel case, by name; without a value they are the empty text. */
function argumentsOf(options: Record<string, unknown>): Record<string, string> {
  const args = rankArguments(collectingOptionsOf({ ...DEFAULTS, ...options }));
  return Object.fromEntries(
    args.map((argument) => {
      const [, name = '', value = ''] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argument) ?? [];
      return [name, value];
    }),
  );
}

test('what was not given is said as it is taken, so that all ranks take the same', () => {
  assert.equal(argumentsOf({}), {
    interval: '10',
    'max-samples': '3600',
    'on-full': 'thin',
    benchmark: 'benchmark',
    'results-dir': process.cwd(),
    output: 'json',
    'outbox-kb': '8192',
    flush: '2',
    procfs: '/proc',
    sysfs: '/sys',
    'ready-timeout': '30',
    'stop-timeout': '10',
  });
});

test('all that was given is passed on', () => {
  const given = {
    interval: 0.25,
    maxSamples: 8,
    onFull: 'ring',
    sources: 'cpu,loadavg',
    benchmark: 'a name, with = and\nall',
    resultsDir: '/r',
    journalDir: '/dev/shm',
    keepJournal: true,
    gzip: true,
    output: 'parquet,json',
    pin: 'last',
    outboxKb: 16,
    flush: 0.5,
    procfs: '/p',
    sysfs: '/s',
    interface: '198.18.0.0/24',
    portRange: '20000-20100',
    readyTimeout: 0,
    stopTimeout: 1.5,
  };
  assert.equal(argumentsOf(given), {
    interval: '0.25',
    'max-samples': '8',
    'on-full': 'ring',
    sources: 'cpu,loadavg',
    benchmark: 'a name, with = and\nall',
    'results-dir': '/r',
    'journal-dir': '/dev/shm',
    'keep-journal': '',
    gzip: '',
    output: 'json,parquet',
    pin: 'last',
    'outbox-kb': '16',
    flush: '0.5',
    procfs: '/p',
    sysfs: '/s',
    interface: '198.18.0.0/24',
    'port-range': '20000-20100',
    'ready-timeout': '0',
    'stop-timeout': '1.5',
  });
});

test('sources that are left out are not named: of those that are read none must be there on every kernel then', () => {
  const { sources, 'exclude-sources': without } = argumentsOf({ excludeSources: 'cpu,diskstats' });
  assert.equal([sources, without], [undefined, 'diskstats,cpu']);
  const named = argumentsOf({ sources: 'cpu,pressure', excludeSources: 'cpu' });
  assert.equal([named.sources, named['exclude-sources']], ['pressure', undefined]);
});

test('how much is said', () => {
  assert.is(argumentsOf({ verbose: true }).verbose, '');
  assert.is(argumentsOf({ quiet: true }).quiet, '');
});

test('directories are those of this process, whatever the working directory of the collectors is', () => {
  const { 'results-dir': results, 'journal-dir': journals } = argumentsOf({
    resultsDir: 'out',
    journalDir: '../j',
  });
  assert.equal([results, journals], [path.join(process.cwd(), 'out'), path.resolve('..', 'j')]);
});

test('the storage under test: each path, absolute, and that nobody has named it', () => {
  const targets = (options: Record<string, unknown>) =>
    rankArguments(collectingOptionsOf({ ...DEFAULTS, ...options })).filter((one) => /^--target/.test(one));
  assert.equal(targets({}), []);
  assert.equal(targets({ target: ['/a', 'b c'] }), ['--target=/a', `--target=${path.resolve('b c')}`]);
  assert.equal(targets({ target: ['/a'], targetGuessed: true }), ['--target=/a', '--target-guessed']);
});

test('of what the storage under test switches on, what is left out is said', () => {
  const without = argumentsOf({ target: ['/a'], excludeSources: 'processes,cpu' })['exclude-sources'];
  assert.is(without, 'cpu,processes');
  assert.is(argumentsOf({ target: ['/a'] })['exclude-sources'], undefined);
});

test('every option of a rank is passed on, and those that are for run alone are not', () => {
  const names = Object.keys(
    argumentsOf({
      ...{ journalDir: '/j', keepJournal: true, gzip: true, pin: '0', interface: 'eth0', sources: 'cpu' },
      ...{ portRange: '20000-20100', rendezvous: 'pmi', verbose: true, skipTimeseries: true },
    }),
  );
  const camel = names.map((name) => name.replace(/-[a-z]/g, (letter) => letter.slice(1).toUpperCase()));
  const notPassed: (keyof CollectingOptions)[] = [
    'skipTimeseries',
    'namedSources',
    'rendezvous',
    'targets', // As --target and --target-guessed.
    'ports',
    'verbosity',
    'quiet',
  ];
  const options = Object.keys(
    collectingOptionsOf({ ...DEFAULTS, journalDir: '/j', pin: '0', interface: 'eth0', rendezvous: 'pmi' }),
  );
  assert.equal(options.filter((name) => !camel.includes(name)).sort(), [...notPassed].sort());
});

test.run();
