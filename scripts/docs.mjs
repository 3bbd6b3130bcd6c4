// npm run docs: writes what docs/sources.md has of the sources' own tables, between its two marks; and the types that the
// package exports.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExact } from '../src/exact/json.ts';
import { declarationsText } from '../src/library/declarations-text.ts';
import { SOURCES } from '../src/procfs/registry.ts';
import { sourcesMarkdown } from '../src/procfs/sources-text.ts';
import { seriesJsonSchemaText } from '../src/series/json-schema.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const page = path.join(root, 'docs/sources.md');
const [begin, end] = ['<!-- made by npm run docs -->', '<!-- end of what is made -->'];
const text = readFileSync(page, 'utf8');
const [before, rest] = text.split(begin);
const [, after] = rest.split(end);
writeFileSync(page, `${before}${begin}\n\n${sourcesMarkdown(SOURCES)}\n${end}${after}`);

const src = path.join(root, 'src');
const rates = readFileSync(path.join(src, 'series/rates.ts'), 'utf8');
const reading = readFileSync(path.join(src, 'library/reading.d.ts'), 'utf8');
writeFileSync(
  path.join(src, 'library/index.d.ts'),
  declarationsText(parseExact(seriesJsonSchemaText()), rates, reading),
);
