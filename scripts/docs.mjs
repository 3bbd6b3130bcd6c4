// npm run docs: writes what docs/sources.md has of the sources' own tables, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SOURCES } from '../src/procfs/registry.ts';
import { sourcesMarkdown } from '../src/procfs/sources-text.ts';

const page = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'docs/sources.md');
const [begin, end] = ['<!-- made by npm run docs -->', '<!-- end of what is made -->'];
const text = readFileSync(page, 'utf8');
const [before, rest] = text.split(begin);
const [, after] = rest.split(end);
writeFileSync(page, `${before}${begin}\n\n${sourcesMarkdown(SOURCES)}\n${end}${after}`);
