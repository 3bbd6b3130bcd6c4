// Makes dist/: what a rank needs in two files, its program and the ZeroMQ addon, besides the small one that starts it; few
// files matter when thousands of ranks start from one shared file system. All commands are in one more.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ownAddon, writeAddons } from './build/addons.mjs';
import { addCode } from './build/code.mjs';
import { writePack } from './build/pack.mjs';
import { dist, root } from './build/places.mjs';
import { PARQUET } from './build/plugins.mjs';
import { bundleUrl, inOneBlock, packageAlone, program, startedByOldNode } from './build/programs.mjs';

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
/** What went into each file that was built. */
const built = [];
const made = async (options) => {
  const result = await build({ ...options, metafile: true });
  built.push(result.metafile);
  return result;
};
await made({
  ...program,
  ...inOneBlock(),
  entryPoints: [path.join(root, 'src/commands/starter.ts')],
  outfile: path.join(dist, 'rankstat.cjs'),
  ...startedByOldNode,
  external: ['./commands.cjs'],
});
await made({
  ...program,
  ...inOneBlock(bundleUrl),
  entryPoints: [path.join(root, 'src/commands/cli.ts')],
  outfile: path.join(dist, 'commands.cjs'),
  sourcemap: 'linked',
  sourcesContent: false,
});
const { outputFiles: collector } = await made({
  ...program,
  entryPoints: [path.join(root, 'src/commands/collector.ts')],
  outfile: path.join(dist, 'collector.pack'),
  write: false,
});
writePack(path.join(dist, 'collector.pack'), collector[0].text);
await made({
  ...program,
  ...inOneBlock(),
  entryPoints: [path.join(root, 'src/benchmark/main.ts')],
  outfile: path.join(dist, 'benchmark.cjs'),
  ...startedByOldNode,
});
await made({
  ...packageAlone,
  entryPoints: [PARQUET],
  outfile: path.join(dist, `${PARQUET}.cjs`),
  absWorkingDir: root,
});
// What programs import.
await made({
  ...packageAlone,
  entryPoints: [path.join(root, 'src/library/main.ts')],
  outfile: path.join(dist, 'index.mjs'),
  format: 'esm',
});
await copyFile(path.join(root, 'src/library/index.d.ts'), path.join(dist, 'index.d.ts'));
await writeAddons(dist, [ownAddon]);

await addCode(path.join(dist, 'collector.pack'));

await writeFile(path.join(dist, 'report.html'), await reportTemplate());
await writeFile(path.join(dist, 'NOTICES.txt'), await notices());

/** The licences of all packages of which something is in a file that was built. */
async function notices() {
  const inputs = built.flatMap(({ inputs }) => Object.keys(inputs));
  const names = inputs.flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const parts = [...new Set(['zeromq', ...names])].sort().map(async (name) => {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence to ship`);
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `What is built into these files, and the licences of it.${line}${(await Promise.all(parts)).join(line)}\n`;
}

/**
 * The page of `rankstat report`, with a place for data. Its policy allows its own script and style, nothing else: what
 * comes from a file cannot run, and nothing can be loaded.
 */
async function reportTemplate() {
  const page = path.join(root, 'src/report/browser');
  const { outputFiles } = await made({
    entryPoints: [path.join(page, 'main.ts')],
    outdir: dist,
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
