import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import type { Source } from '../../../src/procfs/source.ts';
import { copyOf } from '../clients.ts';
import { jsonOf } from '../parse.ts';

/** What a reading gave. */
export interface Given {
  readonly outcome: string;
  readonly json: string;
  readonly error: string | undefined;
  /** How many files were parsed for it: none where only numbers have changed, and their forms were known. */
  readonly parsed: number;
}

/** What in which file of a tree is replaced by what. */
export type Change = readonly [file: string, from: string | RegExp, to: string];

/** Reads a tree of `test/fixtures/clients` until the forms of its files are known, and once more after changes. */
export function afterChange(tree: string, source: Source, changes: readonly Change[]): Given {
  const { root, remove } = copyOf(tree);
  let parsed = 0;
  const counting: Source = {
    ...source,
    parse(...args) {
      parsed++;
      source.parse(...args);
    },
  };
  const reader = new SourceReader(counting, {
    procfs: path.join(root, 'proc'),
    sysfs: path.join(root, 'sys'),
  });
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    for (const [file, from, to] of changes) {
      const before = readFileSync(path.join(root, file), 'utf8');
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${from} is not in ${file}`);
      writeFileSync(path.join(root, file), after);
    }
    parsed = 0;
    const outcome = reader.read();
    return { outcome, json: outcome === 'ok' ? jsonOf(reader) : '', error: reader.error, parsed };
  } finally {
    reader.close();
    remove();
  }
}
