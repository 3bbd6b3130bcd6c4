import { toJsonSchema } from '@valibot/to-json-schema';
import { stringify } from 'lossless-json';
import * as v from 'valibot';
import { sampleFacts, seriesHeaderSchema } from './schema.ts';
import { kernelDecimal, kernelInteger, looseOf, recordOf, U64_END } from './schema-parts.ts';
import { sourceEntries } from './sources-schema.ts';

/** What is no type of JSON Schema. Bounds that a double cannot hold are bigints. */
const NUMBERS = new Map<unknown, () => object>([
  [kernelInteger, () => ({ type: 'integer', minimum: 0, maximum: U64_END - 1n })],
  [kernelDecimal, () => ({ type: 'number', minimum: 0, exclusiveMaximum: U64_END })],
]);

/**
 * JSON Schema (draft 7) of the series file, with units in the descriptions, made of what `validate` checks by.
 * Numbers in it that a double cannot hold are bigints.
 */
function seriesJsonSchema(): Record<string, unknown> {
  const sample = looseOf({ ...sampleFacts, ...sourceEntries() });
  const samples = v.pipe(
    recordOf(v.array(sample)),
    v.description('host → its samples in the order in which they were taken'),
  );
  const schema = toJsonSchema(looseOf({ ...seriesHeaderSchema.entries, samples_by_host: samples }), {
    // Checks have their words for JSON Schema beside them; of several schemas in a pipe the last says more.
    ignoreActions: ['check'],
    typeMode: 'output',
    overrideSchema: ({ valibotSchema }) => NUMBERS.get(valibotSchema)?.(),
  });
  return { ...schema, title: 'rankstat series file' };
}

/** The same as text, every digit of it. */
export function seriesJsonSchemaText(): string {
  return `${stringify(seriesJsonSchema(), undefined, 2)}\n`;
}
