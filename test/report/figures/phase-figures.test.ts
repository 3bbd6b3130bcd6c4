import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FiguresOptions, phaseFigures } from '../../../src/report/figures/phase-figures.ts';
import type { CountedCache } from '../../../src/report/page-cache/page-cache.ts';
import type { Moved } from '../../../src/report/phases/moved.ts';
import type { ToldPhase } from '../../../src/report/phases/result-phases.ts';
import { exampleHeader, exampleInfo } from '../../series/example.ts';
import { at } from '../example-run.ts';
import { bytesOf } from '../page-cache/made-host.ts';

const NOTHING: Moved = {
  ...{ diskRead: null, diskWritten: null, nfsRead: null, nfsWritten: null, nfsAppRead: null },
};
const WHOLE = { label: 'whole run', start: at(0), end: at(100) };
const WRITE: ToldPhase = {
  ...{ label: 'write 0', tool: 'IOR', start: at(10), end: at(20) },
  written: { least: 2n ** 30n, most: 2n ** 30n, basis: 'counted' },
  bandwidth: { value: 102.4, unit: 'MiB/s' },
};

function figures(more: Partial<FiguresOptions>) {
  return phaseFigures({
    ...{ header: exampleHeader(), hosts: 2, cache: { windows: [], silent: [] }, results: [], told: [] },
    phases: [
      { phase: WHOLE, moved: { ...NOTHING, diskWritten: 1500, diskRead: 0, nfsRead: 3, nfsWritten: 0 } },
      { phase: WRITE, moved: { ...NOTHING, diskWritten: 1100, diskRead: 0, nfsRead: 5000 } },
    ],
    ...more,
  });
}

test('without a named storage, that which moved most in the run counts in all phases', () => {
  const [whole, write] = figures({});
  assert.equal(whole?.written, { by: 'disks', rate: 15, amount: 1500, least: 1500, most: 1500 });
  assert.equal(write?.written, { by: 'disks', rate: 110, amount: 1100, least: 1100, most: 1100 });
  assert.is(write?.read?.amount, 0);
  assert.is(write?.cache, null);
  assert.is(write?.benchmark, null);
});

test('what IOR says of a phase, in its own bandwidth, and of the run as what all results say', () => {
  const result = {
    format: 'ior',
    tool: 'IOR',
    operations: [],
    printed: [],
    phases: [],
    remarks: [],
  } as const;
  const [whole, write] = figures({ told: [WRITE], results: [{ ...result, written: WRITE.written! }] });
  const amount = { least: 1073.741824, most: 1073.741824, basis: 'counted' };
  assert.equal(whole?.benchmark, {
    ...{ tool: 'IOR', units: 'binary', read: null, written: { ...amount, rate: null } },
  });
  // 102.4 × 2^20 / 10^6
  assert.equal(write?.benchmark?.written, { ...amount, rate: 107.3741824 });
});

test('of a phase of marks that holds one test, its amount; of one that cuts a test in two, nothing', () => {
  const said = (start: number, end: number) => {
    const phase = { label: 'mark', start: at(start), end: at(end) };
    const [, found] = figures({
      told: [WRITE],
      phases: [
        { phase: WHOLE, moved: NOTHING },
        { phase, moved: NOTHING },
      ],
    });
    return found?.benchmark?.written;
  };
  assert.is(said(0, 50)?.rate, null);
  assert.is(said(0, 50)?.most, 1073.741824);
  assert.is(said(10.1, 20.1)?.rate, 107.3741824);
  assert.is(said(0, 15), undefined);
  assert.is(said(30, 50), undefined);
});

test('of fio a rate is its bytes over its time', () => {
  const job: ToldPhase = {
    ...{ label: 'job', tool: 'fio', start: at(0), end: at(4) },
    read: { least: 10n ** 9n, most: 10n ** 9n, basis: 'counted' },
  };
  const [, found] = figures({
    told: [job],
    phases: [
      { phase: WHOLE, moved: NOTHING },
      { phase: job, moved: NOTHING },
    ],
  });
  assert.equal(found?.benchmark, {
    ...{ tool: 'fio', units: 'decimal', written: null },
    read: { least: 1000, most: 1000, basis: 'counted', rate: 250 },
  });
});

test('where the storage is named its own bytes count, within their bounds, and the difference', () => {
  const counted = { diskWritten: { least: 900e6, most: 1000e6 } };
  const windows: CountedCache['windows'] = [
    { window: { ...WHOLE, edges: 'within' }, hosts: [bytesOf('disk', counted)] },
    { window: { ...WRITE, edges: 'unsure', said: WRITE }, hosts: [bytesOf('disk', counted)] },
  ];
  const [, write] = figures({ cache: { windows, silent: [] }, told: [WRITE] });
  // All disks wrote 1100 MB, of which no more than 1000 went to this one.
  assert.equal(write?.written, { by: 'disks', rate: 100, amount: 1000, least: 900, most: 1000 });
  assert.equal(write?.read, null);
  const close = (value: number | null | undefined, right: number) =>
    assert.ok(Math.abs((value ?? Number.NaN) - right) < 1e-9, `${value}`);
  assert.is(write?.cache?.written?.askedBy, 'IOR');
  close(write?.cache?.written?.least, 73.741824);
  close(write?.cache?.written?.most, 173.741824);
  close(write?.cache?.written?.slack, 10.73741824);
});

test('a storage that is not seen has no figures, and is named', () => {
  const mount = { source: 'x', target: '/beegfs', type: 'beegfs', visibility: 'blind' } as const;
  const header = exampleHeader({ host_info: { node1: exampleInfo({ mounts: [mount] }) } });
  const windows: CountedCache['windows'] = [
    { window: { ...WHOLE, edges: 'within' }, hosts: [bytesOf('blind', {})] },
  ];
  const [whole] = figures({ header, cache: { windows, silent: [] } });
  assert.equal([whole?.read, whole?.written, whole?.unseen], [null, null, ['/beegfs (beegfs)']]);
});

test.run();
