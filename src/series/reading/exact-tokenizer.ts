import { Tokenizer } from '@streamparser/json';
import { exactNumber } from '../../exact/json.ts';

/** Longer strings are decoded in parts: as single characters they would be eight times as large. */
const STRING_BYTES = 64 * 1024;
const NUMBER_BYTES = 64;

/** Makes tokens of JSON. What its numbers are exactly, which doubles may not be, is in `exact`. */
export class ExactTokenizer extends Tokenizer {
  /** The number of the last token that is one. */
  exact: number | bigint = Number.NaN;

  constructor() {
    super({ stringBufferSize: STRING_BYTES, numberBufferSize: NUMBER_BYTES });
  }

  protected override parseNumber(text: string): number {
    this.exact = exactNumber(text);
    return Number(this.exact);
  }
}
