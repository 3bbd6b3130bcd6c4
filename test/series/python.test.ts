import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import { job, journalOf, NOON, Scribe, start, stopAt } from '../gather/scribe.ts';

const PROGRAM = fileURLToPath(new URL('read_series.py', import.meta.url));

const test = suite<{ directory: string }>('python');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-python-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

test('a program with the data model of the origin reads the file, every digit intact', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const two = new Scribe(1, 'node2');
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, [
    ...[job(), ...one.hello(), ...two.hello(), start()],
    one.sample(0, 2n ** 53n + 1n),
    two.sample(0, 700n, { errors: { vmstat: 'permission denied' } }),
    one.sample(1, 400n),
    ...[stopAt(1.5), one.bye(1.6)],
    two.sample(null, 800n, { kind: 'final', time: NOON + 1500 }),
    two.bye(1.6),
  ]);
  const { path: file } = await merge([journal], path.join(directory, 'a.json'));
  const { stdout } = await promisify(execFile)('python3', [PROGRAM, file]);
  const total = '18446744073709551615';
  assert.equal(JSON.parse(stdout), {
    interval: 1,
    start: '2026-11-25T11:59:58.500Z',
    end: '2026-11-25T12:00:01.500Z',
    num_samples: 4,
    method: 'mpi',
    requested: ['node1', 'node2'],
    collected: ['node1', 'node2'],
    timestamps: {
      node1: ['2026-11-25T12:00:00.000Z', '2026-11-25T12:00:01.000Z'],
      node2: ['2026-11-25T12:00:00.000Z', '2026-11-25T12:00:01.500Z'],
    },
    hostnames: ['node1', 'node2'],
    errors: [{ vmstat: 'permission denied' }],
    meminfo: {
      node1: [
        { MemTotal: total, MemFree: '9007199254740993' },
        { MemTotal: total, MemFree: '400' },
      ],
      node2: [
        { MemTotal: total, MemFree: '700' },
        { MemTotal: total, MemFree: '800' },
      ],
    },
    absent: ['diskstats', 'vmstat', 'loadavg', 'netdev'],
  });
});

test.run();
