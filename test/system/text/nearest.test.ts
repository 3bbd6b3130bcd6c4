import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '../../../src/system/text/nearest.ts';

const WORDS = ['report', 'recover', 'rank', 'run', 'summary'];

test('a letter too many, one too few, another one, two exchanged', () => {
  assert.is(nearest('reportt', WORDS), 'report');
  assert.is(nearest('sumary', WORDS), 'summary');
  assert.is(nearest('rung', WORDS), 'run');
  assert.is(nearest('rnu', WORDS), 'run');
  assert.is(nearest('recoevr', WORDS), 'recover');
});

test('the nearest, and of those that are as near the first', () => {
  assert.is(nearest('ran', WORDS), 'rank');
  assert.is(nearest('xya', ['abc', 'xyb', 'xyc']), 'xyb');
});

test('none that is another word', () => {
  assert.is(nearest('convert', WORDS), undefined);
  assert.is(nearest('help', WORDS), undefined);
  assert.is(nearest('', WORDS), undefined);
  assert.is(nearest('a', ['', 'b']), undefined);
  assert.is(nearest('xyz', []), undefined);
});

test.run();
