// Where things are, for what builds and packs.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
/** What `npm run build` makes. */
export const dist = path.join(root, 'dist');
/** That of package.json. */
export const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
