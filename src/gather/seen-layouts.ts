import { decodeLayout } from '../wire/layouts.ts';

/** What the gather has to know of a layout. */
export interface SeenLayout {
  readonly source: string;
  /** Numbers in a sample. */
  readonly count: number;
}

interface Seen {
  readonly layout: SeenLayout;
  readonly body: Buffer;
}

/** So many bytes of layouts are kept: those of a thousand kinds of hosts. Others are looked at each time. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The layouts that have come. Most hosts of a job are of one kind, and say the same bytes: these are looked at once, which
 * takes forty times as long as comparing them, and there is one object for all.
 */
export class SeenLayouts {
  readonly #seen = new Map<string, Seen>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** @throws what {@link decodeLayout} throws */
  look(source: string, key: string, body: Uint8Array): SeenLayout {
    const known = this.#seen.get(key);
    if (known?.layout.source === source && known.body.equals(body)) return known.layout;
    const layout = { source, count: decodeLayout(source, key, body).count };
    if (known === undefined && this.#bytes + body.length <= this.#mostBytes) {
      this.#seen.set(key, { layout, body: Buffer.from(body) }); // A copy: what came holds more than its own bytes.
      this.#bytes += body.length;
    }
    return layout;
  }
}
