import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diskstats } from '../../src/procfs/diskstats.ts';
import { loadavg } from '../../src/procfs/loadavg.ts';
import { SourceReader } from '../../src/procfs/reader.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { ManualClock } from '../manual-clock.ts';

const test = suite<{ clock: ManualClock; sampler: Sampler; readings: () => number }>('Sampler');

test.before.each((context) => {
  const root = path.join(import.meta.dirname, '../fixtures/kernel-6.18');
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  let asked = 0;
  const reader = new SourceReader(
    loadavg,
    { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') },
    () => {
      asked++;
      return 0;
    },
  );
  context.clock = clock;
  context.sampler = new Sampler([reader], clock, new Sender(3, 'id'));
  context.readings = () => asked / 2; // A reading asks when it begins and when it ends.
});
test.after.each(({ sampler }) => sampler.close());

const roles = (sampler: Sampler) => sampler.take({ kind: 'final' }).map(({ role }) => role);

test('a layout comes before the first sample that uses it; what follows is differences', ({ sampler }) => {
  assert.equal(roles(sampler), ['essential', 'key']);
  assert.equal(roles(sampler), ['delta']);
});

test('warming up reads so many times, counts no sample, and the next one stands alone', ({
  sampler,
  clock,
  readings,
}) => {
  roles(sampler);
  sampler.warmUp(5, clock.mono() + 10);
  assert.is(readings(), 6);
  assert.equal(roles(sampler), ['key']);
  assert.is(sampler.samples, 2);
});

test('a source that grows while it is warmed up is packed as what it is', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'rankstat-sampler-'));
  const disks = async (count: number) => {
    const line = (nth: number) => `   8 ${nth} sd${nth} ${'7 '.repeat(17).trim()}\n`;
    await writeFile(
      path.join(root, 'diskstats'),
      Array.from({ length: count }, (_, nth) => line(nth)).join(''),
    );
  };
  await disks(14);
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const sampler = new Sampler(
    [new SourceReader(diskstats, { procfs: root, sysfs: root })],
    clock,
    new Sender(3, 'id'),
  );
  assert.equal(roles(sampler), ['essential', 'key']);
  await disks(40); // More numbers than there was room for.
  sampler.warmUp(3, clock.mono() + 1);
  assert.equal(roles(sampler), ['essential', 'key']);
  assert.equal(roles(sampler), ['delta']);
  sampler.close();
  await rm(root, { recursive: true });
});

test('no time, no warming up', ({ sampler, clock, readings }) => {
  sampler.warmUp(5, clock.mono());
  assert.is(readings(), 0);
});

test.run();
