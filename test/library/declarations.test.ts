import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseExact } from '../../src/exact/json.ts';
import { seriesInterfaces } from '../../src/library/declarations.ts';
import { declarationsText } from '../../src/library/declarations-text.ts';
import type * as declared from '../../src/library/index.d.ts';
import type { HostRates } from '../../src/library/rates.ts';
import { seriesJsonSchemaText } from '../../src/series/json-schema.ts';
import type { Rates } from '../../src/series/rates.ts';
import type { SeriesHeader } from '../../src/series/schema.ts';

const SRC = path.join(import.meta.dirname, '../../src');

/** As it is, but for who may change it. */
type Unchangeable<T> = T extends object ? { readonly [K in keyof T]: Unchangeable<T[K]> } : T;
/** Without members that nobody has declared. */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

// Compiled only if it is so.
const headerIsAsChecked: Same<declared.SeriesHeader, Unchangeable<Known<SeriesHeader>>> = true;
const ratesAreThoseOfReports: Same<declared.Rates, Rates> = true;
const rowsAreAsMade: Same<declared.HostRates, HostRates> = true;

test('types that are declared are those of what is exported', () => {
  assert.ok(headerIsAsChecked && ratesAreThoseOfReports && rowsAreAsMade);
});

test('index.d.ts is what npm run docs makes of the schema and of the rates', async () => {
  const rates = await readFile(path.join(SRC, 'series/rates.ts'), 'utf8');
  const reading = await readFile(path.join(SRC, 'library/reading.d.ts'), 'utf8');
  const text = declarationsText(parseExact(seriesJsonSchemaText()), rates, reading);
  assert.is(await readFile(path.join(SRC, 'library/index.d.ts'), 'utf8'), text);
});

test('a schema that it cannot say is an error, not a wrong type', () => {
  assert.throws(() => seriesInterfaces({ type: 'object', properties: { odd: { type: 'tuple' } } }), /odd/);
  assert.throws(
    () => seriesInterfaces({ type: 'object', properties: { a: { type: 'string' } } }),
    /Benchmark/,
  );
});

test.run();
