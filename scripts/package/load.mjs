// The sources as they are: what help says is said once, in TypeScript, and packaging is not.
import path from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { root, version } from '../build/places.mjs';

/** A module of src, by its path below it. */
export const load = (file) => tsImport(path.join(root, 'src', file), import.meta.url);

/** All that help says, with the version of the package; see src/terminal/reference/model.ts. */
export async function programModel() {
  return { ...(await (await load('commands/parser.ts')).programModel()), version };
}
