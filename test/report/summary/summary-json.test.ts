import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findingsOf } from '../../../src/report/findings/findings.ts';
import { findingsJson } from '../../../src/report/findings/findings-json.ts';
import { summaryJson } from '../../../src/report/summary/summary-json.ts';
import { exampleHeader, noonPlus } from '../../series/example.ts';
import { nothingObserved } from '../example-observed.ts';
import { bytesOf, exactly } from '../page-cache/made-host.ts';

test('a line with the run, its hosts, what benchmarks say, and the page-cache question', () => {
  const header = exampleHeader({ num_samples: 3 });
  const metrics = { cpu_busy_percent: { mean: 1.5, max: 2 } };
  const moved = { diskRead: null, diskWritten: null, nfsRead: null, nfsWritten: null, nfsAppRead: null };
  const window = { label: 'whole run', start: 0, end: 1, edges: 'within' } as const;
  const text = summaryJson(
    'a.json',
    {
      ...{ header, window: 'benchmark', spacing: { least: 10, most: 10 }, moved, phases: [], morePhases: 0 },
      hosts: [{ host: 'node1', status: 'complete', reason: null, samples: 3, metrics, overhead: undefined }],
      observed: nothingObserved(header),
      cache: { windows: [{ window, hosts: [bytesOf('disk', { diskRead: exactly(7) })] }], silent: [] },
    },
    [
      {
        ...{ format: 'fio', tool: 'fio', operations: [], printed: [], phases: [], remarks: [] },
        read: { least: 10n, most: 10n, basis: 'counted' },
      },
    ],
  );
  assert.not.match(text, '\n');
  const none = { asked: null, delivered: null, difference: null };
  const flows = {
    read: { asked: { by: 'fio', least: 10, most: 10 }, delivered: exactly(7), difference: exactly(3) },
    ...{ written: none, cache_grown: null, waiting: null },
  };
  const { verdict, findings, limits, ...rest } = JSON.parse(text);
  const found = findingsOf(nothingObserved(header), rest.figures);
  assert.equal({ verdict, findings, limits }, JSON.parse(JSON.stringify(findingsJson(found))));
  assert.equal(rest, {
    ...{ file: 'a.json', benchmark: header.benchmark, start_time: noonPlus(0), end_time: noonPlus(20) },
    ...{ num_samples: 3, window: 'benchmark' },
    hosts: [{ host: 'node1', status: 'complete', reason: null, samples: 3, metrics }],
    results: [{ tool: 'fio', version: null, read: { least: 10, most: 10, basis: 'counted' }, written: null }],
    page_cache: [
      {
        label: 'whole run',
        storage: [
          { mount: '/mnt/x', type: 'ext4', kind: 'disk', disks: ['loop0'], hosts: 1, guessed: false },
        ],
        ...flows,
        cache_of: 'host',
        no_difference: { read: [], written: [] },
        network: null,
        hosts: { node1: flows },
      },
    ],
    figures: [
      {
        ...{ label: 'whole run', start: Date.parse(noonPlus(0)), end: Date.parse(noonPlus(20)), hosts: 1 },
        read: { by: 'disks', rate: 3.5e-7, amount: 7e-6, least: 7e-6, most: 7e-6 },
        written: null,
        benchmark: {
          ...{ tool: 'fio', units: 'decimal', written: null },
          read: { least: 1e-5, most: 1e-5, basis: 'counted', rate: null },
        },
        cache: {
          // 1 MB is not worth a word.
          read: { asked: 1e-5, askedBy: 'fio', least: 3e-6, most: 3e-6, slack: 1 },
          written: null,
        },
        unseen: [],
      },
    ],
  });
});

test.run();
