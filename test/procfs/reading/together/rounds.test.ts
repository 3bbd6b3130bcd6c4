import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { KernelFile } from '../../../../src/procfs/reading/kernel-file.ts';
import type { FileSet } from '../../../../src/procfs/reading/source-files.ts';
import { Rounds } from '../../../../src/procfs/reading/together/rounds.ts';

const test = suite('files that come in rounds');

function setOf(...names: string[]): FileSet {
  return { names, files: names.map((name) => new KernelFile(name, false)), failure: undefined };
}

/** Two things at a time; what has no number in its name is read each time. */
function roundsOfTwo(): Rounds {
  return new Rounds({
    most: 2,
    thing: (file) => /\d/.exec(file)?.[0],
    sums: () => {
      throw new Error('not asked for');
    },
  });
}

test('things come one after the other, each with all its files, beside what is read each time', () => {
  const rounds = roundsOfTwo();
  const set = setOf('1a', '1b', '2a', '2b', '3a', '3b', '4a', 'x', '5a');
  const next = () => rounds.next(set, 'some').names.join(' ');
  assert.equal(
    [next(), next(), next(), next()],
    ['x 1a 1b 2a 2b', 'x 3a 3b 4a', 'x 5a 1a 1b', 'x 2a 2b 3a 3b'],
  );
  const some = rounds.next(set, 'some');
  assert.is(some.partOf, set);
  assert.equal(
    some.files.map(({ path }) => path),
    some.names,
  );
});

test('all at once, or where there are no more than come at a time, it is the set itself', () => {
  const rounds = roundsOfTwo();
  const set = setOf('1a', '2a', '3a');
  assert.is(rounds.next(set, 'all'), set);
  const few = setOf('1a', '1b', '2a', 'x');
  assert.is(rounds.next(few, 'some'), few);
});

test('other files: it goes on where it was, from the first if that is no more', () => {
  const rounds = roundsOfTwo();
  rounds.next(setOf('1a', '2a', '3a', '4a', '5a'), 'some');
  assert.equal(rounds.next(setOf('1a', '2a', '3a', '4a'), 'some').names, ['3a', '4a']);
  assert.equal(rounds.next(setOf('1a', '2a', '3a', '4a', '5a'), 'some').names, ['1a', '2a']);
  assert.equal(rounds.next(setOf('1a', '2a', '3a'), 'some').names, ['3a', '1a']);
  // It would have been the fourth.
  rounds.next(setOf('1a', '2a', '3a', '4a', '5a'), 'some');
  assert.equal(rounds.next(setOf('1a', '2a', '3a'), 'some').names, ['1a', '2a']);
});

test.run();
