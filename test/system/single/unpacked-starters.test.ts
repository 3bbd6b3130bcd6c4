import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unpackedStarters } from '../../../src/system/single/unpacked-starters.ts';

const NAMES = ['LICENSE', 'scripts/mpirun/srun', 'scripts/mpirun/examples/run.pbs', 'scripts/mpirun/bcast'];

test('starters are put into a folder of their own, whatever TMPDIR is', () => {
  const single = { names: () => NAMES, content: (name: string) => Buffer.from(`it is ${name}`) };
  const root = unpackedStarters(single, { TMPDIR: '/nonexistent' });
  try {
    assert.is(statSync(root).mode & 0o777, 0o700);
    const folder = path.join(root, 'scripts/mpirun');
    assert.equal(readdirSync(folder).sort(), ['bcast', 'srun']);
    assert.is(readFileSync(path.join(folder, 'srun'), 'utf8'), 'it is scripts/mpirun/srun');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('where they cannot be put anywhere, that is told', () => {
  const content = () => {
    throw new Error('no space left on device');
  };
  const names = () => NAMES;
  assert.throws(
    () => unpackedStarters({ names, content }, {}),
    /^the starters in this executable cannot be put anywhere \(no space left on device; .*\): set TMPDIR to /,
  );
});

test.run();
