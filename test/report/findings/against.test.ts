import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { against } from '../../../src/report/findings/against.ts';

const said = (value: number, normal: number, unit: string) => against(value, normal, unit, String);

test('percent are apart by points, all else is so many times as much', () => {
  assert.is(said(58, 36, '%'), '+22 points');
  assert.is(said(3, 8, '%'), '−5 points');
  assert.is(said(500, 100, 'MB/s'), '×5');
  assert.is(said(20, 100, 'MB/s'), '×0.2');
  assert.is(said(0, 100, 'MB/s'), '×0');
});

test('no figure is larger than anybody cares for', () => {
  assert.is(said(100, 1, 'IOPS'), '×100');
  assert.is(said(101, 1, 'IOPS'), 'more than ×100');
  assert.is(said(1, 101, 'IOPS'), 'less than ×0.01');
  assert.is(said(7, 0, 'IOPS'), '7 IOPS');
});

test.run();
