import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AnyVersion } from '../../../src/wire/journal/any-version.ts';
import { layoutKey } from '../../../src/wire/layouts.ts';

const SENDER = { rank: 3, id: 'abc123' };
const NOTHING = Buffer.alloc(0);

/** Reads records of a journal of version 1. */
function reading() {
  const versions = new AnyVersion();
  return (head: object, body = NOTHING) =>
    versions.record({ version: 1, head: Buffer.from(JSON.stringify(head)), body });
}

test('a sample has the layouts that its process numbered, and is the only one of its record', () => {
  const record = reading();
  const body = Buffer.from('{"names":["MemTotal","MemFree"],"columns":1}');
  const key = layoutKey('meminfo', body);
  const layout = record({ type: 'layout', ...SENDER, seq: 2, layout: 1, source: 'meminfo' }, body);
  assert.equal(layout, { type: 'layout', ...SENDER, seq: 2, source: 'meminfo', key });
  const sample = { type: 'sample', ...SENDER, seq: 3, time: 1000, tick: 0, late: 0.5, base: 0, stride: 2 };
  const errors = { vmstat: 'EACCES' };
  assert.equal(record({ ...sample, layouts: [1], errors }), {
    type: 'samples',
    ...SENDER,
    seq: 3,
    base: 0,
    stride: 2,
    layouts: [['meminfo', key, 2]],
    taken: [{ time: 1000, tick: 0, late: 0.5, errors }],
  });
  const final = { type: 'sample', ...SENDER, seq: 4, time: 2000, tick: null, kind: 'final', base: 3 };
  assert.equal(record(final), {
    ...{ type: 'samples', ...SENDER, seq: 4, base: 3 },
    taken: [{ time: 2000, tick: null, kind: 'final' }],
  });
});

test('a key sample of which a layout is lost says nothing of its numbers', () => {
  const record = reading();
  const key = { type: 'sample', ...SENDER, seq: 3, time: 1000, tick: 0, base: 0, layouts: [1] };
  const read = record(key);
  assert.is(read.type === 'samples' && read.layouts, undefined);
  // Another process has numbers of its own.
  record({ type: 'layout', ...SENDER, id: 'zzz999', seq: 2, layout: 1, source: 'loadavg' }, LOAD);
  const again = record(key);
  assert.is(again.type === 'samples' && again.layouts, undefined);
});

const LOAD = Buffer.from('{"names":["loadavg"],"columns":5}');

test('which sources had to deliver nobody had said; records of rank 0 are numbered as they come', () => {
  const record = reading();
  const hello = { type: 'hello', ...SENDER, seq: 1, time: 0, protocol: 1, hostname: 'a', node: null };
  assert.equal(record({ ...hello, utc_offset_minutes: 0 }), {
    ...hello,
    utc_offset_minutes: 0,
    required: [],
  });
  assert.equal(record({ type: 'mark', time: 1, label: 'a' }), { type: 'mark', nth: 1, time: 1, label: 'a' });
  assert.equal(record({ type: 'mark', time: 1, label: 'a' }), { type: 'mark', nth: 2, time: 1, label: 'a' });
  const bye = { type: 'bye', ...SENDER, seq: 9, time: 0, reason: 'x' };
  assert.equal(record(bye), bye);
});

test('all that rank 0 notes is numbered, and nothing else counts', () => {
  const record = reading();
  const schedule = { start: 0, interval_ms: 1000, max_samples: 3600, on_full: 'thin' };
  const notes = [
    {
      ...{ type: 'job', protocol: 1, version: '1.0.0', time: 0, interval_ms: 1000, method: 'mpi' },
      ...{ benchmark_type: 'training', launcher: 'slurm', job_id: null, step_id: null },
      ...{ expected: 2, hosts: [] },
    },
    { type: 'start', ...schedule },
    { type: 'benchmark', command: ['fio'], start: 0, end: null, exit_code: null },
    { type: 'mark', time: 1, label: 'a' },
    { type: 'stop', time: 5, since_start_ms: 5, reason: 'asked' },
  ];
  for (const [at, note] of notes.entries()) {
    record({ type: 'bye', ...SENDER, seq: 9 + at, time: 0, reason: 'x' });
    assert.equal(record(note), { ...note, nth: at + 1 });
  }
});

test('what is no record of that version is none', () => {
  const record = reading();
  for (const head of [{ type: 'sample' }, { type: 'tape' }, [], { type: 'mark', time: 'x', label: 'a' }]) {
    assert.throws(() => record(head), Error, JSON.stringify(head));
  }
});

test.run();
