import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagePlaces, GOLDEN, recoveries, textOf, valuesOf } from './golden-files.ts';

const test = suite('a reader written from docs/journal-format-1.md');
const READER = path.join(import.meta.dirname, 'read_journal_1.py');
/** Of own-lost, by the `lost` record that the page on the journal shows. */
const LOST = 127;

const MADE = recoveries().filter(({ status }) => status === 0);

test('there is something to read', () => {
  assert.is(MADE.length, 13);
});

for (const { name, file, journals, stderr } of MADE) {
  test(`${name}: every value, and every damage`, () => {
    const ran = spawnSync('python3', [READER, file, ...journals], { cwd: GOLDEN, encoding: 'utf8' });
    assert.is(ran.status, 0, ran.stderr);
    // Its own count of what it has compared: none of the file's values were left out.
    const paths = [...valuesOf(textOf(file)).keys()].filter((at) => at.startsWith('samples_by_host/'));
    assert.equal(JSON.parse(ran.stdout), {
      damage: damagePlaces(stderr),
      values: paths.length,
      lost: name === 'own-lost' ? LOST : 0,
    });
  });
}

test('a value that differs is noticed', () => {
  const ran = spawnSync('python3', [READER, 'gzip.json.gz', 'one-host.journal'], {
    cwd: GOLDEN,
    encoding: 'utf8',
  });
  assert.is(ran.status, 1);
  assert.match(ran.stderr, / instead of /);
});

test.run();
