import * as v from 'valibot';
import type { Sample } from '../schema.ts';
import { sourceEntries } from '../sources-schema.ts';

/** What the schema says of the sources of a sample; all else of it the reader has checked. */
export class SourceShape {
  readonly #sources = v.looseObject(sourceEntries());

  /** The first thing that is wrong in a sample; undefined if nothing is. */
  problemOf(sample: Sample): string | undefined {
    const { issues } = v.safeParse(this.#sources, sample, { abortEarly: true });
    if (issues === undefined) return undefined;
    const [{ type, path, message }] = issues;
    const keys = (path ?? []).map(({ key }) => String(key));
    const isMissing = path?.at(-1)?.origin === 'key' && type !== 'record';
    const [missing] = isMissing ? keys.splice(-1) : [];
    return `${keys.join('.')}: ${missing === undefined ? message : `no ${missing}`}`;
  }
}
