import type { Layout } from '../../procfs/reading/reading.ts';
import { type LayoutBody, layoutKey } from '../../wire/layouts.ts';
import { encodeHead, type SamplesRecord } from '../../wire/records.ts';
import type { Outgoing } from '../outbox.ts';
import type { Stamp } from '../sender.ts';

/** Which numbers a source gives: name, key, count. */
export type LayoutPart = NonNullable<SamplesRecord['layouts']>[number];

/** A layout by its content. */
export interface ToldLayout {
  readonly part: LayoutPart;
  /** Its record's body, until that is sent. */
  body: Buffer | undefined;
}

/** The layouts of a rank's samples, each told once: a source that fails and comes back needs no new one. */
export class ToldLayouts {
  readonly #byKey = new Map<string, ToldLayout>();
  /** A source has one layout at a time. */
  readonly #current = new Map<Layout, ToldLayout>();

  /** What a layout is by its content. Cheap for the one that its source had last. */
  of(layout: Layout): ToldLayout {
    return this.#current.get(layout) ?? this.#know(layout);
  }

  #know(layout: Layout): ToldLayout {
    const columns = layout.rows.map((row) => row.columns);
    const uniform = columns.every((count) => count === columns[0]);
    const content: LayoutBody = {
      names: layout.rows.map(({ name }) => name),
      columns: uniform ? (columns[0] ?? 0) : columns,
    };
    const body = Buffer.from(JSON.stringify(content));
    const key = layoutKey(layout.source, body);
    const count = columns.reduce((sum, one) => sum + one, 0);
    const told = this.#byKey.get(key) ?? { part: [layout.source, key, count], body };
    this.#byKey.set(key, told);
    for (const other of this.#current.keys()) if (other.source === layout.source) this.#current.delete(other);
    this.#current.set(layout, told);
    return told;
  }
}

/** The record that tells a layout, which is told then. @param body the layout's own */
export function layoutRecord(told: ToldLayout, body: Buffer, stamp: Stamp): Outgoing {
  const [source, key] = told.part;
  told.body = undefined;
  const head = encodeHead({ type: 'layout', ...stamp, source, key });
  return { seq: stamp.seq, role: 'essential', samples: 0, head, body };
}
