import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changedTo, didInstead, valuesOnly } from '../../../../src/report/comparison/text/phrases.ts';
import {
  changeText,
  moreBy,
  sentenceOf,
  spoken,
  spokenChange,
} from '../../../../src/report/comparison/text/words.ts';

test('changes with their sign, and none of nothing', () => {
  assert.is(moreBy(1080, 1414)?.toFixed(2), '30.93');
  assert.is(moreBy(0, 5), null);
  assert.equal([30.93, -4.24, 0.01, 1.4e-14, -0.04, 9.96, 899, 1100, null].map(changeText), [
    '+31 %',
    '−4.2 %',
    '±0 %',
    '±0 %',
    '±0 %',
    '+10 %',
    '+899 %',
    '×12.0',
    '–',
  ]);
});

test('values with their unit once, in one that fits both', () => {
  assert.is(spoken(58.4, '%'), '58 %');
  assert.is(spoken(3.42, '%'), '3.4 %');
  assert.is(spoken(1412, 'MB/s'), '1.41 GB/s');
  assert.is(spokenChange(22.8, 8.4, '%'), '23 → 8.4 %');
  assert.is(spokenChange(1400, 100, 'MB/s'), '1.4 → 0.1 GB/s');
  assert.is(spokenChange(999, 10, 'MB/s'), '999 → 10 MB/s');
  assert.is(spokenChange(47_000, 62_100, 'GB'), '47 → 62.1 TB');
});

test('what a host did, and what the others did', () => {
  assert.is(
    didInstead('node027', 'cpu_iowait_percent', { before: 23, after: 58 }),
    'node027 waited for I/O 58 % of the time, 23 before',
  );
  assert.is(didInstead('n1', 'load_1min', { before: 2, after: 31 }), 'n1: Load, 1 min 2 → 31 tasks');
  assert.is(valuesOnly('cpu_iowait_percent', { before: 23, after: 8.04 }), '23 → 8');
  assert.is(valuesOnly('disk_write_mb_per_s', { before: 28.01, after: 28.02 }), '28 MB/s as before');
  assert.is(changedTo('disk_write_mb_per_s', { before: 1400, after: 1000 }), 'Disk write 1.4 → 1 GB/s');
});

test('sentences begin with a capital letter, names do not', () => {
  const said = {
    'the whole run took 11 % longer.': 'The whole run took 11 % longer.',
    'the median host read 3 MB/s.': 'The median host read 3 MB/s.',
    'in write the median host read 3 MB/s.': 'In write the median host read 3 MB/s.',
    'write took 11 % longer.': 'write took 11 % longer.',
    'the-node waited for I/O.': 'the-node waited for I/O.',
  };
  for (const [text, sentence] of Object.entries(said)) assert.is(sentenceOf(text), sentence);
});

test.run();
