import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agrees, isAbout, storageTest } from './bounds.ts';
import { fioRun } from './fio-run.ts';
import { ON_DISKS } from './storage.ts';

const test = suite('fio on real file systems');
const SIZE = 24 * 2 ** 20;
const JOB = ['--name=a', `--size=${SIZE}`, '--bs=256k'];

for (const kind of ON_DISKS) {
  storageTest(test, kind, 'written, read from the disk, and read again from the page cache', (storage) => {
    const written = fioRun(storage, [...JOB, '--rw=write', '--end_fsync=1']);
    assert.equal(written.answer.storage[0]?.disks, [storage.disk]);
    assert.is(written.answer.storage[0]?.type, kind);
    assert.equal(written.answer.written.asked, { by: 'fio', least: SIZE, most: SIZE });
    assert.is(written.said.written, SIZE);
    isAbout(kind, 'written', written.answer.written.delivered, SIZE);
    agrees(written);

    storage.cool();
    const cold = fioRun(storage, [...JOB, '--rw=read']);
    isAbout(kind, 'read', cold.answer.read.delivered, cold.said.read);
    assert.match(
      cold.lines.at(-1) ?? '',
      /^ {2}fio says 25\.2 MB read; the disks delivered 25\.\d MB; no sign of the page cache$/,
    );
    agrees(cold);

    const warm = fioRun(storage, [...JOB, '--rw=read', '--invalidate=0', '--loops=2']);
    assert.is(warm.said.read, 2 * SIZE);
    const { difference } = warm.answer.read;
    assert.ok(difference !== null && difference.least >= 2 * SIZE - 1e6 && difference.least <= 2 * SIZE);
    assert.match(
      warm.lines.at(-1) ?? '',
      /^ {2}fio says 50\.3 MB read; .*; (?:50\.3|49\.\d|50\.\d) MB came from the page cache$/,
    );
    agrees(warm);
  });
}

storageTest(test, 'ext4', 'without what fio says: by its processes, of which some have ended', (storage) => {
  const jobs = ['--name=a', '--size=2M', '--name=b', `--size=${SIZE}`];
  const written = fioRun(storage, ['--bs=256k', '--rw=write', '--end_fsync=1', ...jobs], 'not given');
  const all = SIZE + 2 * 2 ** 20;
  const { asked } = written.answer.written;
  assert.is(asked?.by, 'processes');
  // fio's own output and messages are in it.
  assert.ok(
    asked !== null && asked.least >= all && asked.least <= all * 1.01 + 1e6,
    `${asked?.least} of ${all}`,
  );
  const warm = ['--bs=256k', '--rw=read', '--invalidate=0', ...jobs];
  const { difference } = fioRun(storage, warm, 'not given').answer.read;
  assert.ok(difference !== null && difference.least >= all - 1e6 && difference.least <= all * 1.01 + 1e6);
  assert.is(difference.most, null);
});

storageTest(test, 'tmpfs', 'it is memory', (storage) => {
  const { answer, lines, said } = fioRun(storage, [...JOB, '--rw=write']);
  assert.equal(answer.written, {
    asked: { by: 'fio', least: SIZE, most: SIZE },
    delivered: null,
    difference: null,
  });
  assert.is(said.written, SIZE);
  assert.match(lines[0] ?? '', /\(tmpfs: it is memory, and nothing of it goes to a disk\)/);
  assert.is(lines[1], '  fio says 25.2 MB written');
});

storageTest(test, 'fuse', 'it is not seen, and no difference is told', (storage) => {
  const { answer, lines } = fioRun(storage, [...JOB, '--rw=write']);
  assert.equal(answer.written, {
    asked: { by: 'fio', least: SIZE, most: SIZE },
    delivered: null,
    difference: null,
  });
  assert.equal(answer.no_difference.written, [`${storage.folder} (fuse) is not seen`]);
  assert.match(lines[1] ?? '', /^ {2}fio says 25\.2 MB written; .*no difference is told: .* is not seen$/);
});

test.run();
