import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagePlaces, Golden, valuesOf } from './golden-files.ts';

const test = suite('readers written from docs/journal-format.md and docs/journal-format-1.md');
/** Of own-lost, by its `lost` record. */
const LOST: Readonly<Record<string, number>> = { golden: 127, 'golden-2': 260 };
const VERSIONS = [
  { folder: 'golden', reader: 'read_journal_1.py', made: 13 },
  { folder: 'golden-2', reader: 'read_journal.py', made: 16 },
];

for (const { folder, reader, made } of VERSIONS) {
  const golden = new Golden(folder);
  const recoveries = golden.recoveries().filter(({ status }) => status === 0);
  const read = (...files: readonly string[]) =>
    spawnSync('python3', [path.join(import.meta.dirname, reader), ...files], {
      cwd: golden.folder,
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });

  test(`${folder}: there is something to read`, () => {
    assert.is(recoveries.length, made);
  });

  for (const { name, file, journals, stderr } of recoveries) {
    test(`${folder}, ${name}: every value, and every damage`, () => {
      const ran = read(file, ...journals);
      assert.is(ran.status, 0, ran.stderr);
      // Its own count of what it has compared: none of the file's values were left out.
      const paths = [...valuesOf(golden.textOf(file)).keys()].filter((at) =>
        at.startsWith('samples_by_host/'),
      );
      assert.equal(JSON.parse(ran.stdout), {
        damage: damagePlaces(stderr),
        values: paths.length,
        lost: name === 'own-lost' ? LOST[folder] : 0,
      });
    });
  }

  test(`${folder}: a value that differs is noticed`, () => {
    const ran = read('gzip.json.gz', 'one-host.journal');
    assert.is(ran.status, 1);
    assert.match(ran.stderr, / instead of /);
  });
}

test.run();
