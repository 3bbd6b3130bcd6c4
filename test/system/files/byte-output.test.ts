import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gzipOutput, plainOutput } from '../../../src/system/files/byte-output.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string }>('byte output');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-output-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const MEGABYTE = 1024 * 1024;

for (const [name, make, unpacked] of [
  ['plain', plainOutput, (bytes: Buffer) => bytes],
  ['gzip', gzipOutput, (bytes: Buffer) => gunzipSync(bytes)],
] as const) {
  test(`${name}: what was written is there at the end, though the buffer was used again`, async ({
    directory,
  }) => {
    const file = await open(path.join(directory, 'file'), 'w');
    const output = make(file);
    const bytes = Buffer.alloc(MEGABYTE);
    const written: Buffer[] = [];
    for (let part = 0; part < 5; part++) {
      randomBytes(MEGABYTE).copy(bytes);
      written.push(Buffer.from(bytes));
      await output.write(bytes);
      bytes.fill(0);
    }
    await output.end();
    await file.close();
    assert.ok(unpacked(await readFile(path.join(directory, 'file'))).equals(Buffer.concat(written)));
  });

  test(`${name}: a full disk is an error with its code`, async () => {
    const file = await open('/dev/full', 'w');
    const output = make(file);
    const fill = async () => {
      for (let part = 0; part < 5; part++) await output.write(randomBytes(MEGABYTE));
    };
    await rejects(fill(), /ENOSPC/);
    await file.close();
  });
}

test('gzip: a disk that fails late, when more waits to be written', async () => {
  const slow = {
    async write(): Promise<never> {
      await pause(50);
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    },
  };
  const output = gzipOutput(slow);
  await rejects(output.write(randomBytes(MEGABYTE)), /ENOSPC/);
  await rejects(output.write(randomBytes(MEGABYTE)), /ENOSPC/);
  await rejects(output.end(), /ENOSPC/);
});

test('gzip: an error that comes with the last bytes is one of the end', async () => {
  const file = await open('/dev/full', 'w');
  const output = gzipOutput(file);
  await output.write(Buffer.from('few'));
  await rejects(output.end(), /ENOSPC/);
  await file.close();
});

test.run();
