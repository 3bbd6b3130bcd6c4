// The page of `rankstat report`.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './places.mjs';

/**
 * The page, with a place for data. Its policy allows its own script and style, nothing else: what comes from a file cannot
 * run, and nothing can be loaded.
 * @param made `build` of esbuild
 */
export async function reportTemplate(made) {
  const page = path.join(root, 'src/report/browser');
  const { outputFiles } = await made({
    entryPoints: [path.join(page, 'main.ts')],
    outdir: page,
    write: false,
    bundle: true,
    format: 'iife',
    target: ['chrome100', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
  });
  const text = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).text.trim();
  const parts = { script: text('.js'), style: text('.css') };
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const values = { ...parts, 'script-hash': hash(parts.script), 'style-hash': hash(parts.style) };
  const template = await readFile(path.join(page, 'page.html'), 'utf8');
  return template.replace(/(?:[/][*])?\{\{([\w-]+)\}\}(?:[*][/])?/g, (_, name) => values[name]);
}
