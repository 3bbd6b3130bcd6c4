import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { sampleSchema, seriesHeaderSchema } from './schema.ts';

const seriesSchema = v.looseObject({
  ...seriesHeaderSchema.entries,
  samples_by_host: v.pipe(
    v.record(v.string(), v.array(sampleSchema)),
    v.description('host → its samples in the order in which they were taken'),
  ),
});

/** JSON Schema (draft 7) of the series file, with units in the descriptions. */
export function seriesJsonSchema(): Record<string, unknown> {
  const schema = toJsonSchema(seriesSchema, {
    // Dates that there are not, and sizes beyond 64 bits: draft 7 has no words for them.
    ignoreActions: ['check'],
    // JSON knows no bigint: a number of the kernel is an integer of up to 64 bits or a decimal.
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema.type === 'bigint' ? { type: 'integer' } : undefined,
  });
  return { ...schema, title: 'rankstat series file' };
}
