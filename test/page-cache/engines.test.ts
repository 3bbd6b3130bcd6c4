// Long: 60 s
import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agrees, isAbout, storageTest } from './bounds.ts';
import { fioRun } from './fio-run.ts';
import { ON_DISKS } from './storage.ts';

const test = suite("fio's engines on real file systems");
const SIZE = 24 * 2 ** 20;
const JOB = ['--name=a', `--size=${SIZE}`, '--bs=256k'];

const SWITCH = '/proc/sys/kernel/io_uring_disabled';
const hasUring = !existsSync(SWITCH) || readFileSync(SWITCH, 'utf8').trim() === '0';

for (const kind of ON_DISKS) {
  storageTest(test, kind, 'O_DIRECT: all comes from the disk, each time', (storage) => {
    fioRun(storage, [...JOB, '--rw=write', '--direct=1', '--end_fsync=1']);
    const direct = fioRun(storage, [...JOB, '--rw=read', '--direct=1', '--loops=2']);
    assert.is(direct.said.read, 2 * SIZE);
    isAbout(kind, 'read', direct.answer.read.delivered, 2 * SIZE);
    agrees(direct);
  });

  for (const engine of ['mmap', ...(hasUring ? ['io_uring'] : [])]) {
    storageTest(test, kind, `${engine}: once from the disk, once from the page cache`, (storage) => {
      fioRun(storage, [...JOB, '--rw=write', '--end_fsync=1']);
      storage.cool();
      const options = ['--rw=read', `--ioengine=${engine}`, '--loops=2', '--invalidate=0'];
      const { answer, said, ...rest } = fioRun(storage, [...JOB, ...options]);
      assert.is(said.read, 2 * SIZE);
      isAbout(kind, 'read', answer.read.delivered, SIZE);
      const { difference } = answer.read;
      assert.ok(difference !== null && Math.abs(difference.least - SIZE) <= 0.02 * SIZE + 1e6);
      agrees({ answer, said, ...rest });
    });
  }

  storageTest(test, kind, 'several processes, of which most end early', (storage) => {
    const sizes = [1, 16, 2, 4].map((mib) => mib * 2 ** 20);
    const jobs = sizes.flatMap((size, nth) => [`--name=job${nth}`, `--size=${size}`]);
    const run = fioRun(storage, ['--bs=256k', '--rw=write', '--end_fsync=1', ...jobs]);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    assert.is(run.said.written, all);
    isAbout(kind, 'written', run.answer.written.delivered, all);
    agrees(run);
  });

  storageTest(test, kind, 'what is not written back by the end waits in memory', (storage) => {
    const run = fioRun(storage, [...JOB, '--rw=write']);
    const { delivered, difference } = run.answer.written;
    assert.ok(delivered !== null && difference !== null && run.answer.waiting !== null);
    // Others on this machine may have pages that wait, too.
    assert.ok(delivered.most + run.answer.waiting >= SIZE * 0.98, `${delivered.most}, ${run.answer.waiting}`);
    assert.match(
      run.lines.at(-1) ?? '',
      /^ {2}fio says 25\.2 MB written; .* reached the disks; .* still waited \(Dirty\)$/,
    );
    agrees(run);
  });
}

storageTest(test, 'btrfs, compressing', 'what it compresses is no measure of what was written', (storage) => {
  const { answer, lines, said } = fioRun(storage, [
    ...JOB,
    '--rw=write',
    '--end_fsync=1',
    '--zero_buffers',
    '--fallocate=none',
  ]);
  assert.is(said.written, SIZE);
  const { delivered, difference } = answer.written;
  assert.ok(delivered !== null && delivered.most < SIZE / 2);
  assert.is(difference, null);
  assert.match(lines.at(-1) ?? '', /no difference is told: btrfs compresses$/);
});

test.run();
