import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findResults, MOST_DEPTH, MOST_ENTRIES, type ResultSearch } from '../../src/result/find-results.ts';

const test = suite<{ folder: string; outside: string }>('looking for results');
const uid = process.getuid?.() ?? 0;
/** The run of the fixtures: an hour before UTC it began then, and is looked for a minute after it has ended. */
const SINCE = Date.parse('2026-11-25T14:00:00+01:00');
const WRITTEN = SINCE + 200_000;
const NOW = SINCE + 260_000;
const search: Omit<ResultSearch, 'folders'> = { since: SINCE, now: NOW, uid, utcOffsetMinutes: 60 };

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-result-'));
  context.outside = mkdtempSync(path.join(tmpdir(), 'rankstat-outside-'));
});
test.after.each(({ folder, outside }) => {
  for (const one of [folder, outside]) rmSync(one, { recursive: true, force: true });
});

/** Puts a fixture there, as if it had been written then. */
function put(fixture: string, file: string, written = WRITTEN): void {
  mkdirSync(path.dirname(file), { recursive: true });
  copyFileSync(path.join('test/fixtures/results', fixture), file);
  utimesSync(file, written / 1000, written / 1000);
}

async function foundIn(folders: readonly string[], other: Partial<ResultSearch> = {}): Promise<string[]> {
  const { results } = await findResults({ ...search, folders, ...other });
  return results
    .map(({ file, result }) => `${result.format} ${path.relative(folders[0] ?? '', file)}`)
    .sort();
}

test('the newest of each format, in folders below, and nothing else', async ({ folder }) => {
  put('fio/fio-3.36.json', path.join(folder, 'a/b/old.json'));
  put('fio/fio-3.36.json', path.join(folder, 'a/new.json'), WRITTEN + 1000);
  put('dlio/summary.json', path.join(folder, 'dlio/summary.json'));
  put('dlio/0_per_epoch_stats.json', path.join(folder, 'dlio/0_per_epoch_stats.json'));
  put('ior/ior-4.txt', path.join(folder, 'slurm-12.out'));
  put('mdtest/mdtest-4.txt', path.join(folder, 'job.o4711'));
  put('mlpstorage/results.json', path.join(folder, 'data.bin'));
  put('mlpstorage/results.json', path.join(folder, '.hidden/results.json'));
  writeFileSync(path.join(folder, 'config.json'), '{}');
  const { results, isCutShort } = await findResults({ ...search, folders: [folder] });
  assert.is(isCutShort, false);
  assert.equal(await foundIn([folder]), [
    'dlio-epochs dlio/0_per_epoch_stats.json',
    'dlio-summary dlio/summary.json',
    'fio a/new.json',
    'ior slurm-12.out',
    'mdtest job.o4711',
  ]);
  assert.is(results[0]?.written, WRITTEN + 1000);
});

test('none found: an empty folder, one that is not there, a file', async ({ folder }) => {
  writeFileSync(path.join(folder, 'file'), '');
  for (const one of [folder, path.join(folder, 'none'), path.join(folder, 'file')]) {
    assert.equal(await findResults({ ...search, folders: [one] }), { results: [], isCutShort: false });
  }
});

test('what is not newer than the start is of another run, and so is what says it is', async ({ folder }) => {
  const file = path.join(folder, 'ior.txt');
  put('ior/ior-4.txt', file, SINCE);
  assert.equal(await foundIn([folder]), []);
  put('ior/ior-4.txt', file, SINCE + 1);
  assert.equal(await foundIn([folder]), ['ior ior.txt']);
  // Copied after the start of a run that began three days later.
  const later = 3 * 86_400_000;
  put('ior/ior-4.txt', file, WRITTEN + later);
  assert.equal(await foundIn([folder], { since: SINCE + later, now: NOW + later }), []);
  // A time that is still to come.
  put('ior/ior-4.txt', file, NOW + 3_600_000);
  assert.equal(await foundIn([folder]), []);
});

test("another user's file is none", async ({ folder }) => {
  const file = path.join(folder, 'ior.txt');
  put('ior/ior-4.txt', file);
  assert.equal(await foundIn([folder], { uid: uid + 1 }), []);
  if (uid !== 0) return; // Only root can give a file away.
  chownSync(file, 12_345, 12_345);
  assert.equal(await foundIn([folder]), []);
  assert.equal(await foundIn([folder], { uid: 12_345 }), ['ior ior.txt']);
});

test('links are not followed, neither to files nor to folders; the folder that was given may be one', async ({
  folder,
  outside,
}) => {
  put('ior/ior-4.txt', path.join(outside, 'ior.txt'));
  symlinkSync(path.join(outside, 'ior.txt'), path.join(folder, 'ior.txt'));
  symlinkSync(outside, path.join(folder, 'results'));
  assert.equal(await foundIn([folder]), []);
  assert.equal(await foundIn([path.join(folder, 'results')]), ['ior ior.txt']);
});

test('a folder that becomes a link while it is looked at leads to nothing outside', async ({
  folder,
  outside,
}) => {
  put('ior/ior-4.txt', path.join(folder, 'inner/ior.txt'));
  put('ior/ior-deadline.txt', path.join(outside, 'ior.txt'));
  const results: string[][] = [];
  for (let round = 0; round < 20; round++) {
    const looking = foundIn([folder]);
    for (let wait = 0; wait < round; wait++) await new Promise<void>((resolve) => setImmediate(resolve));
    renameSync(path.join(folder, 'inner'), path.join(folder, 'away'));
    symlinkSync(outside, path.join(folder, 'inner'));
    results.push(await looking);
    rmSync(path.join(folder, 'inner'));
    renameSync(path.join(folder, 'away'), path.join(folder, 'inner'));
  }
  const { results: last } = await findResults({ ...search, folders: [folder] });
  assert.is(last[0]?.result.version, '4.0.0');
  assert.ok(results.every((found) => found.length <= 1));
});

test('a huge file, an empty one and one that may not be read are none', async ({ folder }) => {
  for (const name of ['huge.json', 'empty.json', 'secret.json'])
    put('fio/fio-3.36.json', path.join(folder, name));
  truncateSync(path.join(folder, 'huge.json'), 2 ** 40);
  truncateSync(path.join(folder, 'empty.json'), 0);
  if (uid === 0) rmSync(path.join(folder, 'secret.json'));
  else chmodSync(path.join(folder, 'secret.json'), 0);
  for (const name of ['huge.json', 'empty.json']) {
    utimesSync(path.join(folder, name), WRITTEN / 1000, WRITTEN / 1000);
  }
  assert.equal(await foundIn([folder]), []);
});

test('a result that is cut off gives way to an older one', async ({ folder }) => {
  put('fio/fio-3.36.json', path.join(folder, 'whole.json'));
  put('fio/fio-3.36.json', path.join(folder, 'cut.json'));
  truncateSync(path.join(folder, 'cut.json'), 800);
  utimesSync(path.join(folder, 'cut.json'), (WRITTEN + 1000) / 1000, (WRITTEN + 1000) / 1000);
  assert.equal(await foundIn([folder]), ['fio whole.json']);
});

test('folders deeper than that are left out, and it is said', async ({ folder }) => {
  const deepest = path.join(folder, ...Array.from({ length: MOST_DEPTH }, () => 'x'));
  put('ior/ior-4.txt', path.join(deepest, 'ior.txt'));
  assert.equal(await foundIn([folder]), ['ior x/x/x/x/ior.txt']);
  put('fio/fio-3.36.json', path.join(deepest, 'x/fio.json'));
  assert.equal(await foundIn([folder]), ['ior x/x/x/x/ior.txt']);
  assert.is((await findResults({ ...search, folders: [folder] })).isCutShort, true);
});

test('no more names are looked at than that, and it is said', async ({ folder }) => {
  for (let nth = 0; nth <= MOST_ENTRIES; nth++) linkSync('package.json', path.join(folder, `${nth}.txt`));
  assert.equal(await findResults({ ...search, folders: [folder] }), { results: [], isCutShort: true });
});

test('no more files are read than that, the newest first, and it is said', async ({ folder }) => {
  put('ior/ior-4.txt', path.join(folder, 'ior.txt'), WRITTEN - 1000);
  for (let nth = 0; nth < 200; nth++) put('io500/result.txt', path.join(folder, `${nth}/result.txt`));
  const { results, isCutShort } = await findResults({ ...search, folders: [folder] });
  assert.equal([results.map(({ result }) => result.format), isCutShort], [['io500'], true]);
});

test('nothing stays open', async ({ folder }) => {
  put('ior/ior-4.txt', path.join(folder, 'a/b/ior.txt'));
  put('ior/ior-4.txt', path.join(folder, 'a/stale.txt'), SINCE);
  writeFileSync(path.join(folder, 'a/none.txt'), 'nothing');
  const before = readdirSync('/proc/self/fd').length;
  await foundIn([folder]);
  assert.is(readdirSync('/proc/self/fd').length, before);
});

test('a folder that is given twice, or lies in another one, is looked at once', async ({ folder }) => {
  put('ior/ior-4.txt', path.join(folder, 'a/ior.txt'));
  assert.equal(await foundIn([folder, `${folder}/`, path.join(folder, 'a')]), ['ior a/ior.txt']);
});

test("the parts of IO500 are in its own result, others' files are not", async ({ folder }) => {
  put('io500/result.txt', path.join(folder, 'io500/result.txt'));
  put('io500/result_summary.txt', path.join(folder, 'io500/result_summary.txt'));
  put('mdtest/mdtest-4.txt', path.join(folder, 'io500/mdtest-easy-write.txt'));
  put('ior/ior-4.txt', path.join(folder, 'own/ior.txt'));
  assert.equal(await foundIn([folder]), [
    'io500 io500/result.txt',
    'io500-summary io500/result_summary.txt',
    'ior own/ior.txt',
  ]);
});

test.run();
