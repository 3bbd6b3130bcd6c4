import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvOf, harmless, tabSeparated } from '../../../src/report/browser/save/csv.ts';

test('a table as CSV: quotes, commas and ends of lines in texts, empty cells of what is not known', () => {
  assert.is(
    csvOf(
      ['time', 'max, MB/s', 'a "b"'],
      [
        ['12:00', -1.5, Number.NaN],
        ['a\nb', undefined, 0],
      ],
    ),
    'time,"max, MB/s","a ""b"""\r\n12:00,-1.5,\r\n"a\nb",,0\r\n',
  );
});

test('no name is a formula; numbers with a sign stay', () => {
  assert.equal(['=1+1', '+cmd', '-2+3|cmd', '@x', '\tx', 'node1'].map(harmless), [
    "'=1+1",
    "'+cmd",
    "'-2+3|cmd",
    "'@x",
    "'\tx",
    'node1',
  ]);
  assert.equal(['-2.5', '+34 %', '-1,200 MB/s', '+1.5e-3'].map(harmless), [
    '-2.5',
    '+34 %',
    '-1,200 MB/s',
    '+1.5e-3',
  ]);
  assert.is(csvOf(['=HYPERLINK("x")'], []), '"\'=HYPERLINK(""x"")"\r\n');
});

test('a table for the clipboard has one line a row', () => {
  assert.is(
    tabSeparated([
      ['host', 'a\tb'],
      ['=x', ' 1\n2 '],
    ]),
    "host\ta b\n'=x\t1 2",
  );
});

test.run();
