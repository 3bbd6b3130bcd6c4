import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reportName } from '../../../src/report/page/report-name.ts';

test('named after the first file, without what all of them have', () => {
  assert.is(reportName(['/r/x_20261125_120000_timeseries.json']), 'x_20261125_120000_report.html');
  assert.is(reportName(['r/x_timeseries.json.gz']), 'x_report.html');
  assert.is(reportName(['x_timeseries.journal']), 'x_report.html');
  assert.is(reportName(['a b.json']), 'a b_report.html');
  assert.is(reportName(['a_timeseries.json', 'b.json', 'c.json']), 'a_and_2_more_report.html');
  assert.is(reportName(['plain']), 'plain_report.html');
});

test.run();
