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
/** The first line of a file that takes too long for every change, with how long that is. */
const LONG = /^\/\/ Long(?:: (\d+) s)?\b/;
/** Of the time that a long file says it takes: a busy machine is slower. */
const LONG_LEEWAY = 3;

/**
 * The test files of a folder whose path from the root of the project matches.
 * @param isLong whether those that say that they are long, or all others
 * @returns `onCluster`, of which one runs at a time, and `others`: lists of `{ name, file, limitMs }`
 */
export function filesIn(folder, pattern, isLong) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  const files = names
    .map((name) => testFile(path.join(folder, name)))
    .filter((file) => pattern.test(file.name) && file.isLong === isLong)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    onCluster: files.filter(({ onCluster }) => onCluster),
    others: files.filter(({ onCluster }) => !onCluster),
  };
}

function testFile(file) {
  const text = readFileSync(file, 'utf8');
  const onCluster = BRINGS_UP_CLUSTER.test(text);
  const long = LONG.exec(text);
  const usual = onCluster ? CLUSTER_LIMIT_S : LIMIT_S;
  const limit = OWN_LIMIT.exec(text)?.[1] ?? Math.max(usual, LONG_LEEWAY * Number(long?.[1] ?? 0));
  return {
    name: path.relative(root, file),
    file,
    onCluster,
    isLong: long !== null,
    limitMs: Number(limit) * 1000,
  };
}
