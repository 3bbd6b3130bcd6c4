// Which test files there are, and how they are run.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup.mjs';

const UNIT_LIMIT_S = 120;
const CLUSTER_LIMIT_S = 300;
/** A machine has one cluster at a time: the files of these folders wait for it most of their time. */
const ON_A_CLUSTER = /^test\/(cluster|jobs|faults)\//;
/** What a file says of itself that takes longer: `// Time limit: 400 s`. */
const OWN_LIMIT = /^\/\/ Time limit: (\d+) s$/m;

/**
 * The test files of a folder whose path from the root of the project matches, in lanes: lanes run side by side, the
 * files of one one after the other.
 * @returns lists of `{ name, file, limitMs }`
 */
export function lanesOf(folder, pattern) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  const files = names
    .map((name) => testFile(path.join(folder, name)))
    .filter(({ name }) => pattern.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const isOnCluster = ({ name }) => ON_A_CLUSTER.test(name);
  return [files.filter(isOnCluster), files.filter((file) => !isOnCluster(file))];
}

function testFile(file) {
  const name = path.relative(root, file);
  const own = OWN_LIMIT.exec(readFileSync(file, 'utf8'))?.[1];
  const limit = own ?? (ON_A_CLUSTER.test(name) ? CLUSTER_LIMIT_S : UNIT_LIMIT_S);
  return { name, file, limitMs: Number(limit) * 1000 };
}
