import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bounds } from '../../src/report/page-cache/windows.ts';
import type { FioRun } from './fio-run.ts';
import { type Kind, lacksFor, type Made, made } from './storage.ts';

/**
 * How much more a disk moves than files have, as `docs/sources.md` states it: a part of what was asked for, beside 1 MB; of
 * few large files.
 */
const MORE = {
  ext4: { read: 0.01, written: 0.01 },
  xfs: { read: 0.01, written: 0.01 },
  btrfs: { read: 0.02, written: 0.05 },
};
const LEAST = 1e6;

type OnDisk = keyof typeof MORE;

/** Whether so much was moved of `bytes`, and no more beside than the file system takes. */
export function isAbout(
  kind: OnDisk,
  direction: 'read' | 'written',
  found: Bounds | null,
  bytes: number,
): void {
  assert.ok(found !== null, `${direction} is not known`);
  assert.is(found.least, found.most);
  const most = bytes * (1 + MORE[kind][direction]) + LEAST;
  assert.ok(found.least >= bytes && found.most <= most, `${found.least} of ${bytes}, at most ${most}`);
}

/** The disk's own file is read before the run and behind it: in between is more, and nothing else reads. */
export function agrees({ answer, disk }: FioRun): void {
  const { read, written } = { read: answer.read.delivered, written: answer.written.delivered };
  assert.ok(read !== null && written !== null);
  assert.ok(Math.abs(disk.read - read.most) <= LEAST, `read ${read.most}, by the disk ${disk.read}`);
  assert.ok(written.most <= disk.written, `written ${written.most}, by the disk ${disk.written}`);
}

/** Adds a test with a file system of its own, or says what this machine lacks for it. */
export function storageTest(test: Test, kind: Kind, name: string, body: (storage: Made) => void): void {
  const missing = lacksFor(kind);
  const title = `${kind}: ${name}`;
  const run = () => {
    const storage = made(kind);
    try {
      body(storage);
    } finally {
      storage.remove();
    }
  };
  if (missing.length === 0 || process.env.RANKSTAT_TEST_COMPLETE !== undefined) test(title, run);
  else {
    process.stderr.write(`skipped: ${title} (missing: ${missing.join(', ')})\n`);
    test.skip(`${title} (missing: ${missing.join(', ')})`, run);
  }
}
