import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { distinctPaths } from '../../../src/system/text/distinct-paths.ts';

test('as few of the last parts as tell them apart', () => {
  assert.equal(distinctPaths(['/x/a.json', 'y/b.json']), ['a.json', 'b.json']);
  assert.equal(distinctPaths(['/r/1/run.json', '/r/2/run.json']), ['1/run.json', '2/run.json']);
  assert.equal(distinctPaths(['run.json', '1/run.json', 'x/1/run.json']), [
    'run.json',
    '1/run.json',
    'x/1/run.json',
  ]);
});

test('a path that is there twice cannot be told apart', () => {
  assert.equal(distinctPaths(['a/run.json', 'a/run.json']), ['run.json', 'run.json']);
  assert.equal(distinctPaths(['/']), ['/']);
  assert.equal(distinctPaths([]), []);
});

test.run();
