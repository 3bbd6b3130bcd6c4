import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { styleOf } from '../../../src/top/view/thresholds.ts';

test('yellow from one value on, red from another; of memory by how much there is', () => {
  const iowait = (value: number) => styleOf('cpu_iowait_percent', value, null);
  assert.equal([19.9, 20, 49, 50].map(iowait), [undefined, 'warning', 'warning', 'bad']);
  const memory = (used: number, all: number | null) => styleOf('memory_used_kb', used, all);
  assert.equal(
    [memory(89, 100), memory(90, 100), memory(97, 100), memory(97, null)],
    [...[undefined, 'warning', 'bad', undefined]],
  );
  assert.is(styleOf('cpu_busy_percent', 100, null), undefined);
});

test.run();
