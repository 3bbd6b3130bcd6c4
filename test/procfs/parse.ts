import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ByteSink } from '../../src/exact/byte-sink.ts';
import { JsonTemplate } from '../../src/procfs/json.ts';
import type { FileForm } from '../../src/procfs/reading/file-form.ts';
import { Reading } from '../../src/procfs/reading/reading.ts';
import type { Source } from '../../src/procfs/source.ts';

/** What a source makes of a file: the JSON text, and what was wrong with it. */
export interface Parsed {
  readonly json: string;
  readonly error: string | undefined;
}

/** The folder of the fixtures. */
export const FIXTURES = path.join(path.dirname(import.meta.dirname), 'fixtures');

/** A source and what it has read, as a `SourceReader` has them, too. */
export interface Read {
  readonly source: Source;
  readonly reading: Reading;
}

/** A source that has read nothing yet. */
export function readingOf(source: Source): Read {
  return { source, reading: new Reading(source.name) };
}

/** Lets a source read this text, as the first of its files. */
export function parsed(
  source: Source,
  text: string | Uint8Array,
  file = source.files[0] ?? '',
  root = '/none',
): Parsed {
  const read = readingOf(source);
  parseInto(read, text, file, root);
  return { json: jsonOf(read), error: read.reading.error };
}

/** Lets a source take in this text. */
export function parseInto(
  { source, reading }: Read,
  text: string | Uint8Array,
  file = source.files[0] ?? '',
  root = '/none',
): void {
  reading.begin();
  reading.beginFile('');
  reading.text.reset(typeof text === 'string' ? Buffer.from(text) : text);
  source.parse(reading.text, reading, file, root);
  reading.end();
}

/** What a source learns of a file that it parses; and the layout and numbers that it had. */
export function learnt(
  source: Source,
  file: string,
  text: string,
): { form: FileForm | undefined; reading: Reading } {
  const bytes = Buffer.from(text, 'latin1');
  const reading = new Reading(source.name);
  reading.begin();
  reading.beginFile('');
  reading.text.reset(bytes);
  reading.learnForm(bytes, 0, bytes.length);
  source.parse(reading.text, reading, file, '/none');
  const form = reading.formLearnt();
  reading.end();
  return { form, reading };
}

/** The JSON of what was read last. */
export function jsonOf({ source, reading }: Read): string {
  const out = new ByteSink();
  new JsonTemplate(source, reading.layout).write(reading.numbers, out);
  return out.bytes.toString('utf8', 0, out.length);
}

/** Makes a tree of files in a new folder; gives the folder, and what removes it. */
export async function tree(files: Record<string, string>): Promise<{ root: string; remove: () => void }> {
  const root = mkdtempSync(path.join(tmpdir(), 'rankstat-procfs-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.join(root, path.dirname(name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return { root, remove: () => rmSync(root, { recursive: true }) };
}
