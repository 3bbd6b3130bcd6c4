import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SOURCES, sourceNamed } from '../../src/procfs/registry.ts';
import { sampleSchema } from '../../src/series/schema.ts';

const test = suite('sources');

const root = path.dirname(path.dirname(import.meta.dirname));
const pageOf = (name: string) => readFileSync(path.join(root, 'docs', name), 'utf8');

test('each is found by its name, and there is no other', () => {
  assert.equal(
    SOURCES.map(({ name }) => sourceNamed(name)),
    SOURCES,
  );
  assert.is(sourceNamed('none'), undefined);
});

test('each is described in the schema, in the file format and in the journal format', () => {
  const [file, journal] = [pageOf('file-format.md'), pageOf('journal-format.md')];
  for (const { name } of SOURCES) {
    assert.ok(name in sampleSchema.entries, `${name} is not in sampleSchema of src/series/schema.ts`);
    assert.match(file, new RegExp(`^\\| \`${name}\` `, 'm'));
    assert.match(journal, new RegExp(`^- [^:]*\`${name}\`[^:]*: `, 'm'));
  }
});

test.run();
