import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** What stands before each piece. */
const MARK = 'rankstat-doctor-says';
/** Characters of a piece. A launcher passes on what it has read, at most 4 KiB at once, and can put another's in between. */
const PIECE = 400;
const LINE = new RegExp(
  `${MARK} ([\\da-f]{8}) (\\d{1,4}) (\\d{1,4}) ([\\da-f]{1,8}) ([A-Za-z0-9+/=]{1,${PIECE}})`,
);
/** No answer is larger, bytes. */
const MOST_BYTES = 4_000_000;

/**
 * An answer as lines for stdout, which every launcher passes on to where it was started, where the network does not let it
 * through: short, each with its sum, so that what another host says in the middle of one costs that line alone.
 */
export function spokenLines(answer: string): string[] {
  const id = randomBytes(4).toString('hex');
  const text = deflateRawSync(answer).toString('base64');
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
  return pieces.map(
    (piece, nth) => `${MARK} ${id} ${nth} ${pieces.length} ${crc32(piece).toString(16)} ${piece}`,
  );
}

/** Puts answers together of the lines that a launcher has passed on. */
export class SpokenAnswers {
  readonly #pieces = new Map<string, Map<number, string>>();

  /**
   * @param line can be anything
   * @returns an answer that is whole now; undefined if none is, or it was whole before
   */
  take(line: string): string | undefined {
    const [, id, nth, count, sum = '', piece = ''] = LINE.exec(line) ?? [];
    if (id === undefined || crc32(piece) !== Number.parseInt(sum, 16)) return undefined;
    const pieces = this.#pieces.get(id) ?? new Map<number, string>();
    this.#pieces.set(id, pieces);
    if (pieces.size === Number(count)) return undefined;
    pieces.set(Number(nth), piece);
    if (pieces.size < Number(count)) return undefined;
    const text = Array.from({ length: Number(count) }, (_, at) => pieces.get(at) ?? '').join('');
    try {
      return inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
