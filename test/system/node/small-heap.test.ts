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

/** Keeps a hundred thousand objects at a time, of three million: for that V8 makes room. Prints KiB of it. */
const PROGRAM = `
  const { keepHeapSmall } = await import('${MODULE}');
  const { getHeapSpaceStatistics } = await import('node:v8');
  if (process.argv[1] === 'small') keepHeapSmall();
  for (let made = 0, kept = []; made < 3e6; made++) {
    if (kept.push({ made, more: [made] }) > 1e5) kept = [];
  }
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space.space_size / 1024);`;

for (const node of [process.execPath, ...others.filter((file) => existsSync(file))]) {
  test(`the young generation stays small, and nothing is said of it: ${node}`, () => {
    const young = (how: 'small' | 'as usual') => {
      const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, how];
      const { stdout, stderr } = spawnSync(node, args, { cwd: ROOT, encoding: 'utf8' });
      assert.is(stderr, '');
      return Number(stdout);
    };
    assert.ok(young('as usual') > 16_000);
    // 4 MB, and for a moment more, up to 11 in many runs of Node.js 24, where a page cannot be given back yet.
    assert.ok(young('small') < 14_000);
  });
}

test.run();
