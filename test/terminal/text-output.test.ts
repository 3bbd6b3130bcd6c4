import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { withTextOutput } from '../../src/terminal/text-output.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ base: string; leftovers: Leftovers }>('text output');

test.before.each(async (context) => {
  context.base = await mkdtemp(path.join(tmpdir(), 'rankstat-text-'));
  context.leftovers = new Leftovers();
});
test.after.each(async ({ base }) => {
  await rm(base, { recursive: true });
});

test('the file is there when it is whole, and not before', async ({ base, leftovers }) => {
  const file = path.join(base, 'out');
  const options = { path: file, existing: 'refuse', inputs: [], leftovers } as const;
  const result = await withTextOutput(options, async (output) => {
    await output.write(Buffer.from('a line\n'));
    assert.not.ok((await readdir(base)).includes('out'));
    return 42;
  });
  assert.is(result, 42);
  assert.is(await readFile(file, 'utf8'), 'a line\n');
  assert.equal(await readdir(base), ['out']);
});

test('if it cannot be made, what was there before stays, and nothing else', async ({ base, leftovers }) => {
  const file = path.join(base, 'out');
  await writeFile(file, 'before');
  const options = { path: file, existing: 'replace', inputs: [], leftovers } as const;
  const written = withTextOutput(options, async (output) => {
    await output.write(Buffer.from('half'));
    throw new Error('no more');
  });
  await rejects(written, /^no more$/);
  assert.is(await readFile(file, 'utf8'), 'before');
  assert.equal(await readdir(base), ['out']);
});

test('a process that ends meanwhile removes the half of it', async ({ base, leftovers }) => {
  const options = { path: path.join(base, 'out'), existing: 'refuse', inputs: [], leftovers } as const;
  const written = withTextOutput(options, async () => {
    assert.is((await readdir(base)).length, 1);
    leftovers.remove();
    assert.equal(await readdir(base), []);
    throw new Error('it ended');
  });
  await rejects(written, /^it ended$/);
});

test('what must not be written over is not begun', async ({ base, leftovers }) => {
  const file = path.join(base, 'out');
  await writeFile(file, 'before');
  const options = { path: file, existing: 'refuse', inputs: [], leftovers } as const;
  await rejects(
    withTextOutput(options, () => assert.unreachable() as never),
    /is already there/,
  );
  assert.equal(await readdir(base), ['out']);
});

test.run();
