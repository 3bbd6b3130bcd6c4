import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = path.dirname(path.dirname(path.dirname(import.meta.dirname)));
const MODULE = pathToFileURL(path.join(ROOT, 'src/system/node/small-heap.ts')).href;
/** As `scripts/node-versions.mjs` gets them, and where. */
const FOLDER = process.env.RANKSTAT_NODE_VERSIONS ?? path.join(ROOT, 'node_modules/.cache/node-versions');
const others = ['20.19', '22', '24', '26'].map((version) => path.join(FOLDER, version, 'node'));

/**
 * Keeps ten thousand objects at a time, a megabyte, of three million: more than a rank does, and for that V8 makes room.
 * Prints KiB of it at most.
 */
const PROGRAM = `
  const { keepHeapSmall } = await import('${MODULE}');
  const { getHeapSpaceStatistics } = await import('node:v8');
  if (process.argv[1] === 'small') keepHeapSmall();
  let most = 0;
  const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  for (let made = 0, kept = []; made < 3e6; made++) {
    if (kept.push({ made, more: [made] }) <= 1e4) continue;
    kept = [];
    most = Math.max(most, size() / 1024);
  }
  console.log(most);`;

function young(node: string, how: 'small' | 'as usual'): number {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, how];
  const { stdout, stderr } = spawnSync(node, args, { cwd: ROOT, encoding: 'utf8' });
  assert.is(stderr, '');
  return Number(stdout);
}

test('as usual the young generation grows for that, to 32 MB with Node.js 20', () => {
  assert.ok(young(process.execPath, 'as usual') > 18_000);
});

for (const node of [process.execPath, ...others.filter((file) => existsSync(file))]) {
  test(`the young generation stays small, and nothing is said of it: ${node}`, () => {
    // Where three times as much is kept it is so with Node.js 20 and 22; 24 and 26 make room, up to 17 MB of it.
    assert.is(young(node, 'small'), 4096);
  });
}

test.run();
