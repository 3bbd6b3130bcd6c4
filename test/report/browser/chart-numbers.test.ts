import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unpackChart } from '../../../src/report/browser/chart-numbers.ts';
import { chartData } from '../../../src/report/page/chart-data.ts';
import { exampleRun } from '../example-run.ts';

const BUSY = 'cpu_busy_percent';
const RUN = exampleRun({
  a: { [BUSY]: [10, 20, 30, 99] },
  b: { [BUSY]: [10, 50, 40, 20] },
  c: { [BUSY]: [70, 20, Number.NaN, 30] },
});

test('where every sample is there it is known who has the most and the least, or how many have', async () => {
  const { extremes } = await unpackChart(await chartData(RUN, { columns: 100, hostNumbers: 1e6 }), 3);
  assert.equal(
    [0, 1, 2, 3].map((at) => extremes(BUSY, at)),
    [
      { min: { hosts: 2 }, max: { host: 2 } },
      { min: { hosts: 2 }, max: { host: 1 } },
      { min: { host: 0 }, max: { host: 1 } },
      { min: { host: 1 }, max: { host: 0 } },
    ],
  );
  assert.equal(extremes('memory_used_kb', 0), { min: undefined, max: undefined });
});

test('of samples taken together it is only said where it can be nobody else', async () => {
  const data = await chartData(RUN, { columns: 100, hostNumbers: 1 });
  assert.is(data.columnsPerBucket > 1, true);
  const { extremes } = await unpackChart(data, 3);
  // All four are one bucket: a is within 10 and 99, b within 10 and 50, c within 20 and 70.
  assert.equal(
    [0, 1, 2, 3].map((at) => extremes(BUSY, at)),
    [
      { min: undefined, max: undefined }, // 10 can be a's or b's, 70 a's or c's.
      { min: undefined, max: undefined },
      { min: undefined, max: undefined },
      { min: undefined, max: { host: 0 } }, // Nobody else came near 99.
    ],
  );
});

test.run();
