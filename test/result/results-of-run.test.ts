import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resultsOfRun } from '../../src/result/results-of-run.ts';

const test = suite<{ folder: string }>('results of a run');
/** The run of the fixtures, whose local time is an hour before UTC. */
const SINCE = Date.parse('2026-11-25T14:00:00+01:00');
const more = { now: SINCE + 260_000, uid: process.getuid?.() ?? 0, utcOffsetMinutes: 60 };

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-results-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** Puts a fixture there, as if it had been written so long after the begin of the run. */
function put(fixture: string, file: string, afterMs = 200_000): string {
  copyFileSync(path.join('test/fixtures/results', fixture), file);
  utimesSync(file, (SINCE + afterMs) / 1000, (SINCE + afterMs) / 1000);
  return file;
}

test('files that were named, whatever they are called, also by a link', async ({ folder }) => {
  const files = [
    put('ior/ior-4.txt', path.join(folder, 'data')),
    put('fio/fio-3.36.json', path.join(folder, 'more')),
  ];
  const link = path.join(folder, 'link');
  symlinkSync(files[1]!, link);
  const found = await resultsOfRun({ files: [files[0]!, link], folders: [], since: SINCE }, more);
  assert.equal(
    found.results.map((one) => [one.file, one.result.format]),
    [
      [files[0], 'ior'],
      [link, 'fio'],
    ],
  );
  assert.equal([found.problems, found.isCutShort], [[], false]);
});

test('a file counts once, by whatever names it was named and found', async ({ folder }) => {
  const file = put('fio/fio-3.36.json', path.join(folder, 'fio.json'));
  const link = path.join(folder, 'link.json');
  symlinkSync(file, link);
  for (const files of [[link], [link, file], [file, file], [file]]) {
    const { results } = await resultsOfRun({ files, folders: [folder], since: SINCE }, more);
    assert.equal(
      results.map((one) => one.file),
      files.slice(0, 1),
    );
  }
});

test('one of before the run is left out, and each that is none is told of', async ({ folder }) => {
  const old = put('fio/fio-3.36.json', path.join(folder, 'old.json'), 0);
  const other = path.join(folder, 'other.json');
  writeFileSync(other, '{}');
  const files = [old, other, path.join(folder, 'none'), folder];
  const { results, problems } = await resultsOfRun({ files, folders: [], since: SINCE }, more);
  assert.equal(results, []);
  assert.is(problems.length, 4);
  assert.is(problems[0], `${old} was written before the benchmark began, and is left out`);
  assert.match(problems[1] ?? '', `${other}: JSON that is cut off, damaged or of something else`);
  assert.is(problems[2], `${path.join(folder, 'none')} is not there`);
  assert.is(problems[3], `${folder}: not a regular file`);
});

test('what is named and found, too, is there once', async ({ folder }) => {
  mkdirSync(path.join(folder, 'sub'));
  const file = put('ior/ior-4.txt', path.join(folder, 'ior.out'));
  const other = put('dlio/summary.json', path.join(folder, 'sub/summary.json'));
  const { results } = await resultsOfRun({ files: [file], folders: [folder], since: SINCE }, more);
  assert.equal(
    results.map((one) => one.file),
    [file, other],
  );
});

test.run();
