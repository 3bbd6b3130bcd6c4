import { InputFile } from './input-file.ts';

/**
 * How the text of a series file is laid out: `lines` as this program writes it, a sample a line; `any` is whatever JSON
 * another program has made of it.
 */
type Layout = 'lines' | 'any';

/** How a journal begins: see `docs/journal-format.md`. */
const JOURNAL_LINE = /^rankstat journal \d+\n/;
const GZIP = [0x1f, 0x8b] as const;
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/** The first lines as this program writes them. With Python's `indent=0` there is nothing behind the second brace. */
const OWN_LINES = /^\uFEFF?\{\r?\n"schema_version": [^\r\n]*\r?\n"generator": \{"/;
/** The first three lines are some hundred bytes. */
const ENOUGH_BYTES = 64 * 1024;

/**
 * Looks at the beginning of a file.
 * @throws Error if it can be no series file, with what it is where that can be seen; of the file system with its `code`
 */
export async function layoutOf(path: string): Promise<Layout> {
  const file = new InputFile(path);
  try {
    const begin = await beginning(file);
    if (begin.length === 0) throw file.error('the file is cut off after line 0');
    const beginsWith = ([first, second]: readonly [number, number]) =>
      begin[0] === first && begin[1] === second;
    if (beginsWith(GZIP))
      throw file.error('this is compressed: the name of a compressed series file ends in .gz');
    if (UTF_16.some(beginsWith)) throw file.error('this is UTF-16: save it as UTF-8');
    const text = begin.toString('utf8');
    if (JOURNAL_LINE.test(text))
      throw file.error('this is a journal: rankstat recover makes its series file');
    if (OWN_LINES.test(text)) return 'lines';
    if (/^\uFEFF?\s*(\{|$)/.test(text)) return 'any';
    throw file.error('this is not a series file of rankstat');
  } finally {
    await file.close();
  }
}

async function beginning(file: InputFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of file.stream) {
      const bytes: Buffer = part;
      parts.push(bytes);
      length += bytes.length;
      if (length >= ENOUGH_BYTES) break;
    }
  } catch (error) {
    throw file.named(error, 0);
  }
  return Buffer.concat(parts).subarray(0, ENOUGH_BYTES);
}
