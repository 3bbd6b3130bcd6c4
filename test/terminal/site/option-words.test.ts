import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { optionsGiven, optionWords } from '../../../src/terminal/site/option-words.ts';

const plain = (text: string) => optionWords(text).settings.map(({ name, text }) => [name, text]);

test('options are as on the command line', () => {
  const text = `--interval=5 --results-dir "/scratch/my runs" --gzip --no-report --timeseries-interval-none`;
  assert.equal(plain(text.replace(' --timeseries-interval-none', '')), [
    ['interval', '5'],
    ['results-dir', '/scratch/my runs'],
    ['gzip', 'true'],
    ['report', 'false'],
  ]);
  assert.equal(plain('--target /a --target=/b --max-timeseries-samples 100'), [
    ['target', '/a'],
    ['target', '/b'],
    ['max-samples', '100'],
  ]);
});

for (const [text, fault] of [
  ['--intervall 5', 'run has no option "intervall"; did you mean interval?'],
  ['--interval', '--interval has no value'],
  ['--interval --gzip', '--interval has no value'],
  ['--interval=-1', '--interval "-1" is not right: it takes seconds from 0.001 to 86400'],
  ['--gzip --gzip', '--gzip is given more than once'],
  ['--no-gzip=true', '--no-gzip takes no value: give --gzip=true or --gzip=false'],
  ['--gzip -- srun ./x', '"--" is no option: give --NAME=VALUE; no command goes here'],
  ['ls', '"ls" is no option: give --NAME=VALUE; no command goes here'],
  ['--help', 'run has no option "help"'],
  ['--rendezvous=tcp://evil:1', '--rendezvous cannot be set for all runs: leave it out'],
  ['--benchmark "a', 'a double quote is not closed'],
  [
    '--target=~/data',
    '--target "~/data" is not right: it takes a path; a shell does not replace ~ behind = or in quotes',
  ],
] as const) {
  test(`${text}: is told, and nothing is taken`, () => {
    assert.equal(optionWords(text), { settings: [], faults: [`RANKSTAT_OPTIONS: ${fault}`] });
  });
}

test('what a command line gives is known by every name that it can have there', () => {
  const args = ['--timeseries-interval=5', '--resultsDir', 'x', '--no-gzip', '--verbose', '-h', 'word'];
  assert.equal([...optionsGiven(args)].sort(), ['gzip', 'interval', 'results-dir', 'verbose']);
});

test.run();
