import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CreateFile, checkResultsDir } from '../../src/run/results-dir.ts';
import { EXIT, UserError } from '../../src/system/exit.ts';

const test = suite<{ directory: string }>('the directory of the results');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-results-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function refused(
  resultsDir: string,
  journalDir: string | undefined,
  create?: CreateFile,
): Promise<UserError> {
  try {
    await checkResultsDir(resultsDir, journalDir, create);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('a file system that does not answer is refused, and not touched', async ({ directory }) => {
  const results = path.join(directory, 'dead');
  const error = await checkResultsDir(results, undefined, undefined, async () => false).catch(
    (error) => error,
  );
  assert.instance(error, UserError);
  assert.is(
    error.message,
    `cannot write to ${results}: its file system does not answer; give another --results-dir`,
  );
  assert.equal(await readdir(directory), []);
});

test('it is made, with those above it, and nothing is left in it', async ({ directory }) => {
  const results = path.join(directory, 'a', 'b');
  const journals = path.join(directory, 'c');
  await checkResultsDir(results, journals);
  assert.equal((await readdir(directory)).sort(), ['a', 'c']);
  assert.equal(await readdir(results), []);
  assert.equal(await readdir(journals), []);
  await checkResultsDir(results, undefined); // It can be there.
});

test('one in which nothing can be written is refused by the name of its option', async ({ directory }) => {
  const { exitCode, message } = await refused('/dev/null/x', undefined);
  assert.is(exitCode, EXIT.cannotCreate);
  assert.match(message, /^cannot write to \/dev\/null\/x: ENOTDIR.*; give another --results-dir$/);
  const journal = await refused(directory, '/proc');
  assert.is(journal.exitCode, EXIT.cannotCreate);
  assert.match(journal.message, /^cannot write to \/proc: .*; give another --journal-dir$/);
  assert.equal(await readdir(directory), []);
});

test('what is written to try has a name that nobody can guess, which is gone before it is written', async ({
  directory,
}) => {
  const names: string[] = [];
  const create: CreateFile = async (probe, flags, mode) => {
    names.push(path.basename(probe));
    await writeFile(probe, '', { flag: flags, mode });
    const write = async () => assert.equal(await readdir(directory), []);
    return { write, close: async () => {} };
  };
  await checkResultsDir(directory, directory, create);
  assert.is(new Set(names).size, 2);
  for (const name of names) assert.match(name, /^\.rankstat-probe-[0-9a-f]{16}$/);
});

test('access rights alone do not tell: a full file system is found out, and nothing is left there', async ({
  directory,
}) => {
  const noSpace = async () => {
    throw new Error('ENOSPC: no space left on device, write');
  };
  const fine = async () => {};
  for (const faulty of [
    { write: noSpace, close: fine },
    { write: fine, close: noSpace }, // As NFS does it.
  ]) {
    let closed = 0;
    const full: CreateFile = async (probe, flags, mode) => {
      await writeFile(probe, '', { flag: flags, mode });
      const close = async () => {
        closed++;
        await faulty.close();
      };
      return { write: faulty.write, close };
    };
    const { exitCode, message } = await refused(directory, undefined, full);
    assert.is(exitCode, EXIT.cannotCreate);
    assert.match(message, /: ENOSPC: no space left on device, write; give another/);
    assert.equal(await readdir(directory), []);
    assert.is(closed, 1);
  }
});

test('a limit on the size of files: another directory would be no better', async ({ directory }) => {
  const limited: CreateFile = async (probe, flags, mode) => {
    await writeFile(probe, '', { flag: flags, mode });
    const error = Object.assign(new Error('EFBIG: file too large, write'), { code: 'EFBIG' });
    return { write: () => Promise.reject(error), close: async () => {} };
  };
  const { message } = await refused(directory, undefined, limited);
  assert.is(
    message,
    `cannot write to ${directory}: EFBIG: file too large, write; raise the limit on the size of files (ulimit -f)`,
  );
});

test.run();
