// Which test files there are, and how they are run.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup.mjs';

const LIMIT_S = 120;
const CLUSTER_LIMIT_S = 300;
/** A machine has one cluster at a time: files that bring one up take turns. Most of their time they wait. */
const BRINGS_UP_CLUSTER = /\b(?:new Site|Cluster\.up)\(/;
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
  return [files.filter(({ onCluster }) => onCluster), files.filter(({ onCluster }) => !onCluster)];
}

function testFile(file) {
  const text = readFileSync(file, 'utf8');
  const onCluster = BRINGS_UP_CLUSTER.test(text);
  const limit = OWN_LIMIT.exec(text)?.[1] ?? (onCluster ? CLUSTER_LIMIT_S : LIMIT_S);
  return { name: path.relative(root, file), file, onCluster, limitMs: Number(limit) * 1000 };
}
