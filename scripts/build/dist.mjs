// Makes the folder dist of an installation: what a rank needs in two files, its program and the ZeroMQ addon, besides the small
// one that starts it; few files matter when thousands of ranks start from one shared file system. All commands are in one
// more.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { writeAddons } from './addons.mjs';
import { addCode } from './code.mjs';
import { writePack } from './pack.mjs';
import { root } from './places.mjs';
import { PARQUET } from './plugins.mjs';
import { bundleUrl, inOneBlock, packageAlone, program, startedByOldNode } from './programs.mjs';
import { reportTemplate } from './report-template.mjs';
import { packagesIn, thirdParty } from './third-party.mjs';

/**
 * Makes a `dist` anew.
 * @param folder where
 * @param addons which it has
 * @param node the Node.js whose compiled code goes into the pack of ranks; `undefined` for none: it serves that Node.js alone
 * @param names `kept` for stack traces that say where something was; `short` takes a fifth less of what is downloaded
 * @param sourceMap `linked` for stack traces with lines of the sources, or `none`
 * @param notice text about the Node.js that is shipped with it, if one is
 */
export async function makeDist({ folder, addons, node, names, sourceMap, notice }) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
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
    outfile: path.join(folder, 'rankstat.cjs'),
    ...startedByOldNode,
    external: ['./commands.cjs'],
  });
  await made({
    ...program,
    ...inOneBlock(bundleUrl),
    entryPoints: [path.join(root, 'src/commands/cli.ts')],
    outfile: path.join(folder, 'commands.cjs'),
    minifyIdentifiers: names === 'short',
    ...(sourceMap === 'linked' && { sourcemap: 'linked', sourcesContent: false }),
  });
  const pack = path.join(folder, 'collector.pack');
  const { outputFiles: collector } = await made({
    ...program,
    entryPoints: [path.join(root, 'src/commands/collector.ts')],
    outfile: pack,
    write: false,
  });
  writePack(pack, collector[0].text);
  await made({
    ...program,
    ...inOneBlock(),
    entryPoints: [path.join(root, 'src/benchmark/main.ts')],
    outfile: path.join(folder, 'benchmark.cjs'),
    ...startedByOldNode,
  });
  await made({
    ...packageAlone,
    entryPoints: [PARQUET],
    outfile: path.join(folder, `${PARQUET}.cjs`),
    minifyIdentifiers: names === 'short',
    absWorkingDir: root,
  });
  // What programs import.
  await made({
    ...packageAlone,
    entryPoints: [path.join(root, 'src/library/main.ts')],
    outfile: path.join(folder, 'index.mjs'),
    format: 'esm',
    // Its users have our errors' messages, and stack traces of their own code.
    minify: true,
  });
  await copyFile(path.join(root, 'src/library/index.d.ts'), path.join(folder, 'index.d.ts'));
  await writeAddons(folder, addons);
  if (node !== undefined) await addCode(pack, node);
  await writeFile(path.join(folder, 'report.html'), await reportTemplate(made));
  // The last one: who sees it knows that all is there.
  await writeFile(
    path.join(folder, 'THIRD_PARTY.txt'),
    await thirdParty(packagesIn(built), { node: notice }),
  );
}
