import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { removeUnfinished, WholeDirectory } from '../../../src/system/files/whole-directory.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string }>('whole directory');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-whole-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** A directory that is not published, with a file in one below it. */
async function filled(target: string, content = 'new'): Promise<WholeDirectory> {
  const whole = await WholeDirectory.create(target);
  await mkdir(path.join(whole.temporary, 'below'));
  await writeFile(path.join(whole.temporary, 'below/a'), content);
  return whole;
}

test('it has its name once it is published', async ({ directory }) => {
  const target = path.join(directory, 'a');
  const whole = await filled(target);
  assert.equal(await readdir(directory), [path.basename(whole.temporary)]);
  await whole.publish();
  assert.equal(await readdir(directory), ['a']);
  assert.is(await readFile(path.join(target, 'below/a'), 'utf8'), 'new');
});

test('what is abandoned leaves nothing', async ({ directory }) => {
  await (await filled(path.join(directory, 'a'))).abandon();
  assert.equal(await readdir(directory), []);
});

test('one of that name is replaced if it has the mark, and stays else', async ({ directory }) => {
  const target = path.join(directory, 'a');
  await (await filled(target, 'old')).publish();
  const whole = await filled(target);
  await rejects(whole.publish('mark'), /ENOTEMPTY|EEXIST/);
  assert.is(await readFile(path.join(target, 'below/a'), 'utf8'), 'old');
  await writeFile(path.join(target, 'mark'), '');
  await whole.publish('mark');
  assert.equal([await readdir(directory), await readdir(target)], [['a'], ['below']]);
  assert.is(await readFile(path.join(target, 'below/a'), 'utf8'), 'new');
});

test('what a process has left that was killed is removed: nothing of another, and nothing that it replaced', async ({
  directory,
}) => {
  const target = path.join(directory, 'a');
  const { temporary } = await filled(target);
  const others = [
    'a.7-0123abcd-old.tmp',
    'a.77-0123abcd.tmp',
    'a.7-0123abcd.tmp.json',
    'a.json.7-0123abcd.tmp',
    'b.7-0123abcd.tmp',
  ];
  for (const name of ['a.7-0123abcd.tmp', ...others]) await mkdir(path.join(directory, name));
  await removeUnfinished(target, 7);
  assert.equal((await readdir(directory)).sort(), [...others, path.basename(temporary)].sort());
  await removeUnfinished(target, process.pid);
  assert.equal((await readdir(directory)).sort(), others.sort());
  await removeUnfinished(target, 7); // There is nothing.
});

test.run();
