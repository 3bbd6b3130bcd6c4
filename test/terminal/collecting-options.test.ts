import { test } from 'uvu';
import * as assert from 'uvu/assert';
import yargs from 'yargs';
import { DEFAULT_SOURCES, SOURCES } from '../../src/procfs/registry.ts';
import { EXIT, UserError } from '../../src/system/exit.ts';
import {
  type CollectingOptions,
  collectingOptionsOf,
  withCollectingOptions,
} from '../../src/terminal/collecting-options.ts';

const ALL = SOURCES.map(({ name }) => name);
const BY_DEFAULT = DEFAULT_SOURCES.map(({ name }) => name);

/** What this command line gives. */
function optionsOf(line: string): CollectingOptions {
  const parser = withCollectingOptions(yargs(line.split(' ').filter((word) => word !== '')));
  return collectingOptionsOf(parser.exitProcess(false).parseSync());
}

/** What is said of a command line that is wrong; its exit code is right. */
function problemOf(line: string): string {
  try {
    optionsOf(line);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.is(error.exitCode, EXIT.usage);
    return error.message;
  }
  return assert.unreachable(`nothing is wrong with ${line}`) as never;
}

test('without options: every ten seconds, the default sources, any ports, news but no details', () => {
  const { interval, maxSamples, onFull, sources, ports, verbosity, readyTimeout, stopTimeout } =
    optionsOf('');
  assert.equal([interval, maxSamples, onFull], [10, 3600, 'thin']);
  assert.equal([sources, ports, verbosity], [BY_DEFAULT, { first: 0, last: 0 }, 'normal']);
  assert.equal([readyTimeout, stopTimeout], [30, 10]);
});

test('the names that mlpstorage has for options are taken, too', () => {
  const { interval, maxSamples } = optionsOf('--timeseries-interval 2.5 --max-timeseries-samples 8');
  assert.equal([interval, maxSamples], [2.5, 8]);
});

test('sources: only these, all but these, or both; never none', () => {
  assert.equal(optionsOf('--sources cpu,loadavg,').sources, ['cpu', 'loadavg']);
  assert.equal(
    optionsOf('--exclude-sources vmstat,cpu').sources,
    BY_DEFAULT.filter((name) => name !== 'vmstat' && name !== 'cpu'),
  );
  assert.equal(optionsOf('--sources cpu,vmstat --exclude-sources vmstat').sources, ['cpu']);
  assert.is(problemOf('--sources cpu --exclude-sources cpu'), 'no source is left to read: see --sources');
  assert.is(problemOf('--sources ,'), 'no source is left to read: see --sources');
  const there = `there are ${ALL.join(', ')}`;
  assert.is(problemOf('--sources disks'), `--sources: there is no source "disks"; ${there}`);
  assert.is(problemOf('--exclude-sources x'), `--exclude-sources: there is no source "x"; ${there}`);
});

test('sources that were named are told from those that are taken since nobody named any', () => {
  assert.equal(optionsOf('').namedSources, []);
  assert.equal(optionsOf('--exclude-sources cpu').namedSources, []);
  assert.equal(optionsOf('--sources pressure,cpu --exclude-sources cpu').namedSources, ['pressure']);
});

test('a range of ports: one at least, within what there is', () => {
  assert.equal(optionsOf('--port-range 1-65535').ports, { first: 1, last: 65_535 });
  assert.equal(optionsOf('--port-range 7-7').ports, { first: 7, last: 7 });
  for (const range of ['0-5', '9-5', '1-65536']) {
    assert.is(
      problemOf(`--port-range ${range}`),
      `--port-range ${range} is not right: it takes FIRST-LAST, within 1-65535`,
    );
  }
  assert.match(problemOf('--port-range 80'), /^--port-range "80" is not right: it takes FIRST-LAST, e\.g\. /);
});

test('numbers: their bounds, and what is none', () => {
  const bounds: [option: string, good: string[], bad: string[], takes: string][] = [
    ['--interval', ['0.001', '86400'], ['0', '86401', '-1'], 'seconds from 0.001 to 86400'],
    ['--ready-timeout', ['0', '86400'], ['-1', '86401'], 'seconds from 0 to 86400'],
    ['--max-samples', ['4', '2147483648'], ['3', '4.5'], 'a whole number of at least 4'],
    ['--max-samples', [], ['2147483649'], 'at most 2147483648'],
    ['--flush', ['0', '5'], ['-1', '5.1'], 'seconds from 0 to 5'],
    ['--outbox-kb', ['16', '1048576'], ['15', '1048577'], 'KiB from 16 to 1048576'],
  ];
  for (const [option, good, bad, takes] of bounds) {
    for (const value of good) optionsOf(`${option}=${value}`);
    for (const value of bad) {
      assert.is(problemOf(`${option}=${value}`), `${option} "${value}" is not right: it takes ${takes}`);
    }
    assert.is.not(problemOf(`${option}=abc`), '');
  }
  assert.match(problemOf('--interval abc'), /^--interval is not a number: it takes seconds /);
});

test('what is made: the series file always', () => {
  assert.is(optionsOf('').output, 'json');
  assert.is(optionsOf('--output json').output, 'json');
  assert.is(optionsOf('--output json,parquet').output, 'json,parquet');
  assert.is(optionsOf('--output parquet,json').output, 'json,parquet');
  for (const wrong of ['parquet', 'json,csv', 'json,json', 'JSON', 'json,']) {
    assert.match(
      problemOf(`--output=${wrong}`),
      /^--output ".*" is not right: it takes json or json,parquet$/,
    );
  }
});

test('an option that is given twice, and one that is empty, is said by its name', () => {
  assert.is(problemOf('--interval 1 --interval 2'), '--interval is given more than once');
  assert.is(problemOf('--results-dir='), '--results-dir "" is not right: it takes the path of a directory');
});

test('a text that is too long is not repeated whole', () => {
  const problem = problemOf(`--benchmark ${'x'.repeat(200)}`);
  assert.is(
    problem,
    `--benchmark "${'x'.repeat(40)}"… is not right: it takes a name of at most 100 characters`,
  );
});

test('the storage under test: several paths; what no shell has replaced is none', () => {
  assert.equal(optionsOf('').targets, { paths: [], isGuess: false });
  assert.equal(optionsOf('--target /a --target b').targets, { paths: ['/a', 'b'], isGuess: false });
  assert.equal(optionsOf('--target /a --target-guessed').targets, { paths: ['/a'], isGuess: true });
  // Who names it wants to know what was asked of it; a guess is nobody's wish.
  const sourcesOf = (line: string) => [
    optionsOf(line).sources.includes('processes'),
    optionsOf(line).namedSources,
  ];
  assert.equal(sourcesOf('--target /a'), [true, []]);
  assert.equal(sourcesOf('--target /a --sources cpu'), [true, ['cpu']]);
  assert.equal(sourcesOf('--target /a --exclude-sources processes'), [false, []]);
  assert.equal(sourcesOf('--target /a --target-guessed'), [false, []]);
  assert.equal(sourcesOf(''), [false, []]);
  const takes = 'it takes a path; a shell does not replace ~ behind = or in quotes';
  assert.is(problemOf('--target=~/x'), `--target "~/x" is not right: ${takes}`);
  const many = problemOf(Array.from({ length: 17 }, (_, nth) => `--target=/${nth}`).join(' '));
  assert.match(many, /^--target .* is not right: it takes at most 16 paths$/);
});

test('a CPU: its number, or the last', () => {
  assert.equal([optionsOf('--pin 3').pin, optionsOf('--pin last').pin], ['3', 'last']);
  for (const value of ['1-3', 'first', '123456']) {
    assert.match(problemOf(`--pin ${value}`), /is not right: it takes the number of a CPU, or last$/);
  }
});

test.run();
