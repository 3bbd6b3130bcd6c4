import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../../src/report/data/run.ts';
import { movedIn } from '../../../src/report/phases/moved.ts';
import {
  exampleHeader,
  exampleStatus,
  noonPlus,
  sampleLine,
  seriesText,
  written,
} from '../../series/example.ts';

const test = suite<{ directory: string }>('what hosts have moved');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-moved-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

const disk = (read: number, wrote: number) =>
  `"diskstats":[{"device_name":"sda","sectors_read":${read * 1e6},"sectors_written":${wrote * 1e6}}]`;

test('of all hosts together, in the part of their intervals that lies in the time', async ({ directory }) => {
  const header = exampleHeader({ host_status: { a: exampleStatus(3), b: exampleStatus(2) } });
  const text = seriesText(header, [
    ['a', [sampleLine('a', 0, disk(0, 0)), sampleLine('a', 1, disk(1, 2)), sampleLine('a', 2, disk(4, 12))]],
    ['b', [sampleLine('b', 0, disk(0, 0)), sampleLine('b', 1, disk(0, 7))]],
  ]);
  const run = await readRun(await written(path.join(directory, 'run.json'), text));
  const moved = (from: number, to: number) =>
    movedIn(run, { start: Date.parse(noonPlus(from)), end: Date.parse(noonPlus(to)) });
  // Sectors are 512 bytes: 4 and 12 + 7 million of them.
  const nfs = { nfsRead: null, nfsWritten: null, nfsAppRead: null };
  const nothing = { ...nfs, lustreRead: null, lustreWritten: null };
  assert.equal(moved(0, 20), { diskRead: 2048, diskWritten: 9728, ...nothing });
  assert.equal(moved(5, 15), { diskRead: 1024, diskWritten: 4864, ...nothing });
  assert.equal(moved(20, 30), { diskRead: null, diskWritten: null, ...nothing });
});

test.run();
