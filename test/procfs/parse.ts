import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ByteSink } from '../../src/exact/byte-sink.ts';
import { JsonTemplate } from '../../src/procfs/json.ts';
import { Reading } from '../../src/procfs/reading.ts';
import type { Source } from '../../src/procfs/source.ts';

/** What a source makes of a file: the JSON text, and what was wrong with it. */
export interface Parsed {
  readonly json: string;
  readonly error: string | undefined;
}

/** The folder of the fixtures. */
export const FIXTURES = path.join(path.dirname(import.meta.dirname), 'fixtures');

/** Lets a source read this text, as the first of its files. */
export function parsed(source: Source, text: string | Uint8Array, file = source.files[0] ?? ''): Parsed {
  const reading = new Reading(source);
  parseInto(reading, text, file);
  return { json: jsonOf(reading), error: reading.error };
}

/** Lets a reading take in this text. */
export function parseInto(
  reading: Reading,
  text: string | Uint8Array,
  file = reading.source.files[0] ?? '',
): void {
  reading.begin();
  reading.beginFile('');
  reading.text.reset(typeof text === 'string' ? Buffer.from(text) : text);
  reading.source.parse(reading.text, reading, file);
  reading.end();
}

/** The JSON of what was read last. */
export function jsonOf(reading: Reading): string {
  const out = new ByteSink();
  new JsonTemplate(reading.source, reading.layout).write(reading.numbers, out);
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
