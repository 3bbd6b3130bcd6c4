import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { isNamed, namingOf } from '../../src/convert/openmetrics-names.ts';
import { isSparse, SOURCES, sourceNamed } from '../../src/procfs/registry.ts';
import { seriesJsonSchemaText } from '../../src/series/json-schema.ts';
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

test('those are not expected at each tick that are read seldom, or by a program that has to begin', () => {
  assert.equal(
    SOURCES.filter(({ name }) => isSparse(name)).map(({ name }) => name),
    SOURCES.filter(({ name, leastSeconds }) => leastSeconds !== undefined || name === 'gpu').map(
      ({ name }) => name,
    ),
  );
  assert.is(isSparse('none'), false);
});

const schema: unknown = JSON.parse(seriesJsonSchemaText());
const at = (...keys: string[]) => keys.reduce<unknown>((value, key) => Object(value)[key], schema);
const SAMPLE = ['properties', 'samples_by_host', 'additionalProperties', 'items', 'properties'];

for (const source of SOURCES) {
  const { name, about, shape } = source;

  test(`${name}: in the JSON Schema, with units`, () => {
    const found = Object(at(...SAMPLE, name));
    assert.is(found.description, about);
    assert.is(found.type, shape.kind === 'list' ? 'array' : 'object');
    // It says something of what is in it.
    const inside = Object(shape.kind === 'list' ? found.items : found);
    assert.ok(inside.properties !== undefined || Object(inside.additionalProperties).type !== undefined);
  });

  test(`${name}: readers take it as what it is`, () => {
    const facts = { timestamp: '2026-11-25T12:00:00.000Z', hostname: 'a', tick: 0 };
    assert.ok(name in sampleSchema.entries, `${name} is not in sampleSchema of src/series/schema.ts`);
    assert.is(v.is(sampleSchema, { ...facts, [name]: [] }), shape.kind === 'list');
    assert.is(v.is(sampleSchema, { ...facts, [name]: {} }), shape.kind === 'tree');
  });

  test(`${name}: on the pages of the file format and of the journal format`, () => {
    assert.match(pageOf('file-format.md'), new RegExp(`^\\| \`${name}\` `, 'm'));
    assert.match(pageOf('journal-format.md'), new RegExp(`^- [^:]*\`${name}\`[^:]*: `, 'm'));
  });

  test(`${name}: each metric has a name in OpenMetrics, or it is said why not`, () => {
    const named = isNamed(name);
    assert.ok(named, `${name}: neither BY_SOURCE nor NAMED_AS_THEY_ARE of src/convert/openmetrics-names.ts`);
    if (named !== true) return;
    const rows = shape.kind === 'list' ? ['a'] : shape.rows.map((row) => row.name);
    for (const row of rows) {
      const keys = shape.kind === 'list' ? ['a'] : shape.path(row);
      for (const field of source.fields(row)) {
        const path = field.name === '' ? keys : [...keys, field.name];
        const metric = path.at(-1) ?? '';
        const instance = path.slice(0, -1).join('.').replace('per_cpu.', 'cpu');
        const { help } = namingOf({ source: name, instance, metric, ticksPerSecond: 100 });
        assert.is.not(help, `${metric} of ${name}.`, `${path.join('.')} has no name`);
      }
    }
  });
}

test.run();
