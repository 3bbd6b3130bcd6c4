// Which unit tests belong to a source file.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * @param root the folder in which `src` and `test` are
 * @param tests paths of test files, from there
 * @returns a function that gives for a source file, also from there, the test files that are its own:
 *   1. the one of the same name, and then those of the same folder that import it, themselves or by a helper below `test`
 *   2. only if there are none: those at or below its folder in which it is used at all; else of the folder above, and so on,
 *      but not beyond the folder below `test`
 */
export async function belonging(root, tests) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: tests,
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const importsOf = (file) => metafile.inputs[file]?.imports.map((one) => one.path) ?? [];
  const isHelper = (file) => file.startsWith('test/');
  const used = new Map(tests.map((test) => [test, reached(test, importsOf, () => true)]));
  const imported = new Map(tests.map((test) => [test, reached(test, importsOf, isHelper)]));

  return (file) => {
    const folder = path.dirname(file).replace(/^src/, 'test');
    const same = path.join(folder, path.basename(file).replace(/\.ts$/, '.test.ts'));
    const beside = tests.filter((test) => path.dirname(test) === folder && imported.get(test).has(file));
    const own = existsSync(path.join(root, same)) && tests.includes(same) ? [same] : [];
    const first = [...new Set([...own, ...beside])];
    if (first.length > 0) return first;
    for (let above = folder; above !== 'test' && above !== '.'; above = path.dirname(above)) {
      const using = tests.filter((test) => test.startsWith(`${above}/`) && used.get(test).has(file));
      if (using.length > 0) return using;
    }
    return [];
  };
}

/** All files that a file imports, and what those do that are gone through. */
function reached(from, importsOf, isGoneThrough) {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === from || isGoneThrough(file)) for (const other of importsOf(file)) seen.add(other);
  }
  return seen;
}
