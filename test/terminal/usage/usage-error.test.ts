import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noCommand, usageError } from '../../../src/terminal/usage/usage-error.ts';

const RUN = { name: 'run', pattern: 'run', options: ['interval', 'results-dir', 'quiet'] };
const COMPARE = { name: 'compare', pattern: 'compare <before> <after..>', options: ['output'] };

const said = (text: string, usage: typeof RUN, ...args: string[]) => {
  const { exitCode, message } = usageError(text, usage, args);
  assert.is(exitCode, 64);
  const see = ` (see rankstat ${usage.name} --help)`;
  assert.ok(message.endsWith(see), message);
  return message.slice(0, -see.length);
};

test('a forgotten -- is put where the command begins, however many options it has', () => {
  assert.is(
    said('Unknown arguments: srun, x', RUN, 'srun', 'x'),
    'the command stands behind "--": did you mean rankstat run -- srun x',
  );
  assert.is(
    said('Unknown arguments: n, y, srun, ./x', RUN, '--interval', '1', 'srun', '-n', '4', './x', '--y'),
    'the command stands behind "--": did you mean rankstat run --interval 1 -- srun -n 4 ./x --y',
  );
  // There is one, and that was none of the command.
  assert.is(said('Unknown argument: x', RUN, 'x', '--', 'srun'), 'Unknown argument: x');
  assert.is(said('Unknown argument: x', COMPARE, 'x'), 'Unknown argument: x');
});

test('an unknown option, with the one that is near', () => {
  const unknown = (...args: string[]) => said('Not enough non-option arguments: got 0', RUN, ...args);
  assert.is(unknown('--intervall=3'), 'there is no option "--intervall"; did you mean --interval?');
  assert.is(unknown('--nonsense', '--', '--interval'), 'there is no option "--nonsense"');
  assert.is(
    unknown('--resultsDir', 'x', '--no-quiet', '--quite'),
    'there is no option "--quite"; did you mean --quiet?',
  );
  assert.is(
    said('Unknown argument: y', RUN, '--intrval', '1', 'y'),
    'there is no option "--intrval"; did you mean --interval?',
  );
});

test('an option without its value', () => {
  const text = 'Not enough arguments following: interval';
  assert.is(
    said(text, RUN, '--interval', '--', 'true'),
    '--interval has no value: what follows it is the --',
  );
  assert.is(said(text, RUN, '--interval'), '--interval has no value');
  assert.is(said('Not enough arguments following: o', COMPARE, '-o'), '-o has no value');
});

test('what a command has to be given', () => {
  assert.is(
    said('Not enough non-option arguments: got 1, need at least 2', COMPARE, 'a'),
    'arguments are missing: rankstat compare BEFORE AFTER…',
  );
});

test('no command, and one that there is not', () => {
  const of = (...args: string[]) => noCommand(['run', 'summary'], args).message;
  assert.match(of(), /^a command is missing: rankstat run -- COMMAND .*--help$/);
  assert.match(of('--foo'), /^a command is missing/);
  assert.is(
    of('sumary', 'x'),
    'there is no command "sumary"; did you mean rankstat summary? (see rankstat --help)',
  );
  assert.is(of('--foo', 'other'), 'there is no command "other" (see rankstat --help)');
});

test.run();
