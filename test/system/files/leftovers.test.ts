import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Leftovers } from '../../../src/system/files/leftovers.ts';

const test = suite<{ base: string }>('leftovers');

test.before.each((context) => {
  context.base = mkdtempSync(path.join(tmpdir(), 'rankstat-leftovers-'));
});
test.after.each(({ base }) => {
  rmSync(base, { recursive: true });
});

test('what is left is removed, what has become of something or is gone is not', ({ base }) => {
  const [file, folder, kept, gone] = ['file', 'folder', 'kept', 'gone'].map((name) => path.join(base, name));
  writeFileSync(file!, '');
  mkdirSync(path.join(folder!, 'deep'), { recursive: true });
  writeFileSync(kept!, '');
  const leftovers = new Leftovers();
  for (const one of [file!, folder!, kept!, gone!]) leftovers.add(one);
  leftovers.forget(kept!);
  leftovers.remove();
  assert.equal(
    [file, folder, kept].map((one) => existsSync(one!)),
    [false, false, true],
  );
});

test('one that cannot be removed does not keep the others', ({ base }) => {
  const [blocker, file] = ['blocker', 'file'].map((name) => path.join(base, name));
  writeFileSync(blocker!, '');
  writeFileSync(file!, '');
  const leftovers = new Leftovers();
  leftovers.add('/proc/self/status'); // Nobody may remove that.
  leftovers.add(path.join(blocker!, 'below a file'));
  leftovers.add(file!);
  leftovers.remove();
  assert.is(existsSync(file!), false);
});

test('what has been removed once is not removed again: another may be there', ({ base }) => {
  const file = path.join(base, 'file');
  const leftovers = new Leftovers();
  leftovers.add(file);
  leftovers.remove();
  writeFileSync(file, 'of somebody else');
  leftovers.remove();
  assert.ok(existsSync(file));
});

test.run();
