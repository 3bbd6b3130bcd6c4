import * as v from 'valibot';
import { decodeLayout, layoutKey } from '../layouts.ts';
import {
  type JournalRecord,
  MAX_JOURNAL_HEAD_BYTES,
  parse,
  parseJournalHead,
  type SamplesRecord,
} from '../records.ts';

const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const layout = v.looseObject({
  type: v.literal('layout'),
  rank: number,
  id: v.string(),
  layout: number,
  source: v.string(),
});
const sample = v.looseObject({
  type: v.literal('sample'),
  rank: number,
  id: v.string(),
  base: number,
  layouts: v.optional(v.array(number)),
});
/** What differs from later versions, by more than a field that is missing. */
const different = v.variant('type', [layout, sample]);
const hello = v.looseObject({ type: v.literal('hello') });
const own = v.looseObject({ type: v.picklist(['job', 'start', 'benchmark', 'mark', 'stop']) });
const head = v.union([different, hello, own, v.looseObject({ type: v.string() })]);

type LayoutPart = NonNullable<SamplesRecord['layouts']>[number];

/**
 * Reads the records of journals of version 1 as those of today: a sample had a record of its own, a layout a number
 * that its process gave it, and records of rank 0 had none.
 */
export class Version1 {
  readonly #layouts = new Map<string, LayoutPart>();
  #nth = 0;

  /** @throws Error if it is no record of that version */
  record(bytes: Uint8Array, body: Uint8Array): JournalRecord {
    const found = parse(head, bytes, MAX_JOURNAL_HEAD_BYTES);
    return parseJournalHead(Buffer.from(JSON.stringify(this.#translated(found, body))));
  }

  #translated(found: v.InferOutput<typeof head>, body: Uint8Array): unknown {
    if (v.is(layout, found)) return this.#layout(found, body);
    if (v.is(sample, found)) return this.#sample(found);
    // Which sources had to deliver, nobody had said.
    if (v.is(hello, found)) return { ...found, required: [] };
    return v.is(own, found) ? { ...found, nth: ++this.#nth } : found;
  }

  #layout({ layout: number, ...record }: v.InferOutput<typeof layout>, body: Uint8Array): unknown {
    const { rank, id, source } = record;
    const key = layoutKey(source, body);
    const { count } = decodeLayout(source, key, body);
    this.#layouts.set(`${rank}/${id}/${number}`, [source, key, count]);
    return { ...record, key };
  }

  /** A key sample of which a layout is lost says nothing of its numbers: it cannot be unpacked. */
  #sample({ rank, id, base, layouts, stride, ...rest }: v.InferOutput<typeof sample>): unknown {
    const parts = layouts?.map((layout) => this.#layouts.get(`${rank}/${id}/${layout}`));
    const { seq, time, tick, kind, late, errors } = rest;
    return {
      type: 'samples',
      rank,
      id,
      seq,
      base,
      stride,
      layouts: parts?.includes(undefined) === true ? undefined : parts,
      taken: [{ time, tick, kind, late, errors }],
    };
  }
}
