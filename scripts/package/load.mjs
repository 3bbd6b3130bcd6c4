// The sources as they are: what help says is said once, in TypeScript, and packaging is not.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** A module of src, by its path below it. */
export const load = (file) => tsImport(path.join(root, 'src', file), import.meta.url);

/** All that help says, with the version of the package; see src/terminal/reference/model.ts. */
export async function programModel() {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return { ...(await (await load('commands/parser.ts')).programModel()), version };
}
