import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JobOfProcesses, type Rows, totalOf } from './job.ts';

const test = suite('process-observer');

const AGENT = ['python3', path.join(import.meta.dirname, 'agent.py')];
/** What Python's start, orders and answers are, at most. */
const TALK = 5000;

/** Has the benchmark do so, one after the other, and reads it after each that is a reading. */
async function played(...script: readonly string[]): Promise<Rows[]> {
  const job = new JobOfProcesses(AGENT);
  const readings: Rows[] = [];
  try {
    await job.tell('write 1'); // It has begun.
    for (const order of script) {
      if (order === 'read') readings.push(await job.rows());
      else await job.tell(order);
    }
    return readings;
  } finally {
    await job.end();
  }
}

function assertWritten(readings: readonly Rows[], expected: readonly number[]): void {
  const totals = readings.map((rows) => totalOf(rows, 'wchar_bytes'));
  const isNear = totals.every((total, at) => total >= expected[at]! && total < expected[at]! + TALK);
  assert.ok(isNear, `${totals} is not ${expected}`);
  for (const [at, total] of totals.entries()) assert.ok(total >= (totals[at - 1] ?? 0), `${totals} falls`);
}

const named = (rows: Rows) => Object.keys(rows).filter((name) => name.includes('/'));

test('a child that was waited for counts once, with what nobody had read', async () => {
  const readings = await played(
    ...['write 1000000', 'fork', 'child write 200000', 'read', 'read'],
    ...['child write 50000', 'wait', 'read', 'read'],
  );
  assertWritten(readings, [1_200_000, 1_200_000, 1_250_000, 1_250_000]);
  // It is still there, with what was read of it.
  const [, before, after] = readings;
  assert.is(named(before!).length, 2);
  assert.equal(named(after!), named(before!));
  const child = named(after!)[1]!;
  assert.equal(after![child]!.wchar_bytes, before![child]!.wchar_bytes);
  assert.is(after![child]!.rss_pages, 0);
});

test('one that nobody had read is all in its parent', async () => {
  const readings = await played('read', 'fork', 'child write 200000', 'wait', 'read');
  assertWritten(readings, [0, 200_000]);
  assert.is(named(readings[1]!).length, 1);
});

test('of one that nobody waits for stays what was read of it, and its parent goes on counting', async () => {
  const readings = await played(
    ...['ignore', 'fork', 'child write 200000', 'read', 'read'],
    ...['child write 50000', 'wait', 'write 300000', 'read', 'write 10000', 'read'],
  );
  assertWritten(readings, [200_000, 200_000, 500_000, 510_000]);
});

test('a child whose child ends first', async () => {
  const readings = await played(
    ...['fork', 'child fork', 'child child write 400000', 'child write 20000', 'write 1000', 'read', 'read'],
    ...['child child write 5000000', 'child wait', 'read', 'wait', 'read', 'read'],
  );
  assertWritten(readings, [421_000, 421_000, 5_421_000, 5_421_000, 5_421_000]);
});

test('a child and its child between two readings', async () => {
  const readings = await played(
    ...['fork', 'child fork', 'child child write 400000', 'child write 20000', 'read', 'read'],
    ...['child child write 5000000', 'child wait', 'child write 7000', 'wait', 'read', 'read'],
  );
  assertWritten(readings, [420_000, 420_000, 5_427_000, 5_427_000]);
});

/** As any user's: root may trace all. */
const UNPRIVILEGED = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-sys_ptrace'] : [];

test('one that may not be traced: what it reads and writes is not known, and it is said of how many', async () => {
  const job = new JobOfProcesses(AGENT, UNPRIVILEGED);
  try {
    for (const order of ['fork', 'child hide', 'child write 300000']) await job.tell(order);
    await job.rows();
    await job.tell('fork');
    await job.tell('child hide');
    const rows = await job.rows();
    const [parent = '', hidden = ''] = named(rows);
    assert.equal(Object.keys(rows[hidden]!), ['utime_ticks', 'stime_ticks', 'rss_pages']);
    assert.ok(rows[parent]!.wchar_bytes! < TALK);
    assert.equal([rows.others!.processes, rows.others!.without_io], [1, 1]);
    assert.is(totalOf(rows, 'processes'), 1);
  } finally {
    await job.end();
  }
});

test('hundreds that come and go: no sum falls, rows hardly change, and in the end all is there', async () => {
  const loop =
    'while read -r n; do for i in $(seq $n); do head -c 10000 /dev/zero >/dev/null; done & for i in $(seq $n); do head -c 10000 /dev/zero | cat >/dev/null; done; wait; echo; done';
  const job = new JobOfProcesses(['bash', '-c', loop]);
  const readings: Rows[] = [];
  let isOver = false;
  const over = job.tell('100').then(() => {
    isOver = true;
  });
  while (!isOver) readings.push(await job.rows());
  await over;
  readings.push(await job.rows());
  await job.end();
  for (const field of ['rchar_bytes', 'wchar_bytes', 'syscr', 'syscw', 'read_bytes', 'utime_ticks'])
    readings
      .map((rows) => totalOf(rows, field))
      .reduce((last, total) => {
        assert.ok(total >= last, `${field}: ${last}, then ${total}`);
        return total;
      });
  // head, head and cat have written it: 100 times 30 kB.
  assertWritten([readings.at(-1)!], [3_000_000]);
  const layouts = new Set(readings.map((rows) => Object.keys(rows).join()));
  // On a busy machine it takes longer, with more readings.
  assert.ok(layouts.size < Math.max(20, readings.length / 4), `${layouts.size} of ${readings.length}`);
});

test.run();
