import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markdownBelow, proseOf, ROOT, textOf } from './markdown.ts';

// Links inside the project lead somewhere: to a file, and to a heading of it.
const FOLDERS = ['docs', 'bench', 'examples', 'packaging', '.github'];
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...FOLDERS.flatMap(markdownBelow),
].filter((page) => existsSync(path.join(ROOT, page)));

interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

/** Where links and pictures of a page lead that are within the project. */
function linksOf(page: string): Link[] {
  const lines = proseOf(textOf(page)).split('\n');
  return lines.flatMap((text, nth) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s+(\S+)/g)]
      .map(([, inline, reference]) => ({ page, line: nth + 1, target: inline ?? reference ?? '' }))
      .filter(({ target }) => !/^[a-z][a-z+.-]*:/i.test(target)),
  );
}

/** What a link to a heading is called: in lower case, without punctuation, with hyphens for blanks, counted from the second on. */
function anchorsOf(page: string): Set<string> {
  const found = new Set([...textOf(page).matchAll(/<a id="([^"]+)">/g)].map(([, name = '']) => name));
  for (const [, title = ''] of proseOf(textOf(page)).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = plain.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    let nth = 0;
    while (found.has(nth === 0 ? name : `${name}-${nth}`)) nth++;
    found.add(nth === 0 ? name : `${name}-${nth}`);
  }
  return found;
}

/** What is wrong with a link; undefined if nothing is. */
function problemOf({ page, target }: Link): string | undefined {
  const [file = '', anchor] = target.split('#');
  const to = file === '' ? page : path.join(path.dirname(page), decodeURI(file));
  if (to.startsWith('..')) return 'is outside of the project';
  const at = path.join(ROOT, to);
  if (!existsSync(at)) return `there is no ${to}`;
  if (anchor === undefined) return undefined;
  if (statSync(at).isDirectory() || !to.endsWith('.md')) return `${to} has no headings`;
  return anchorsOf(to).has(anchor) ? undefined : `${to} has no heading #${anchor}`;
}

const links = PAGES.flatMap(linksOf);

test('links within the project lead to a file, and to a heading that it has', () => {
  assert.ok(links.length > 50, `${links.length} links`);
  const wrong = links.flatMap((link) => {
    const problem = problemOf(link);
    return problem === undefined ? [] : `${link.page}:${link.line}: ${link.target}: ${problem}`;
  });
  assert.equal(wrong, []);
});

test('a link that leads nowhere is found', () => {
  const of = (target: string) => problemOf({ page: 'docs/sources.md', line: 1, target });
  assert.is(of('nowhere.md'), 'there is no docs/nowhere.md');
  assert.is(of('file-format.md#nothing-of-it'), 'docs/file-format.md has no heading #nothing-of-it');
  assert.is(of('../../elsewhere'), 'is outside of the project');
  assert.is(of('file-format.md#layout-of-the-text'), undefined);
  assert.is(of('../bench'), undefined);
});

test.run();
