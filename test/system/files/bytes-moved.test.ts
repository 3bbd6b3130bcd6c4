import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesMoved } from '../../../src/system/files/bytes-moved.ts';

test('what was read and written, whatever storage had to do with it', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-moved-'));
  try {
    const file = path.join(directory, 'io');
    // Of a real process.
    writeFileSync(file, 'rchar: 5005\nwchar: 712\nsyscr: 9\nsyscw: 2\nread_bytes: 0\nwrite_bytes: 4096\n');
    assert.is(bytesMoved(file), 5717);
    writeFileSync(file, 'something else\n');
    assert.is(bytesMoved(file), undefined);
    assert.is(bytesMoved(path.join(directory, 'none')), undefined);
    const before = bytesMoved() ?? 0;
    writeFileSync(file, Buffer.alloc(1_000_000));
    const moved = (bytesMoved() ?? 0) - before;
    assert.ok(moved >= 1_000_000 && moved < 2_000_000, String(moved));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
