import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { checkOutput, type Existing } from '../../src/terminal/output-file.ts';

const test = suite<{ at: (name: string) => string; base: string }>('output file');

test.before.each(async (context) => {
  context.base = await mkdtemp(path.join(tmpdir(), 'rankstat-output-'));
  context.at = (name) => path.join(context.base, name);
  await writeFile(context.at('in'), 'samples');
});
test.after.each(async ({ base }) => {
  await rm(base, { recursive: true });
});

/** What is wrong with such an output, with its exit code; null if nothing is. */
async function problemOf(file: string, existing: Existing, inputs: readonly string[] = []) {
  try {
    await checkOutput(file, existing, inputs);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.exitCode} ${error.message}`;
  }
}

test('a file that is not there may be made, whatever is read', async ({ at }) => {
  assert.is(await problemOf(at('out'), 'refuse', [at('in'), at('gone')]), null);
});

test('one that is there is replaced only where that was asked for', async ({ at }) => {
  await writeFile(at('out'), '');
  const refused = `${EXIT.cannotCreate} ${at('out')} is already there: give another -o, or --force`;
  assert.is(await problemOf(at('out'), 'refuse'), refused);
  assert.is(await problemOf(at('out'), 'replace', [at('in'), at('gone')]), null);
});

test('what is read is never written over, by whichever name and whether asked for or not', async ({ at }) => {
  await link(at('in'), at('hard'));
  await symlink('in', at('soft'));
  for (const name of ['in', 'hard', 'soft']) {
    for (const existing of ['refuse', 'replace'] as const) {
      const refused = `${EXIT.usage} ${at(name)} is what is read: give another -o`;
      assert.is(await problemOf(at(name), existing, [at('gone'), at('in')]), refused);
    }
  }
});

test('a directory or a device is not replaced', async ({ base }) => {
  for (const place of [base, '/dev/null']) {
    const refused = `${EXIT.cannotCreate} ${place} is no regular file: give another -o`;
    assert.is(await problemOf(place, 'replace'), refused);
  }
});

test.run();
