import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CLIENTS, expectedOf } from '../procfs/clients.ts';

const test = suite('rankstat sample of other nodes');
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
/** What it has comes from a program, which is not asked for another root. */
const WITH_A_PROGRAM = 'nvidia-smi-NA';

function sourcesOf(tree: string): string[] {
  return Object.keys(JSON.parse(readFileSync(path.join(CLIENTS, tree, 'expected.json'), 'utf8')));
}

for (const tree of readdirSync(CLIENTS).filter((name) => name !== WITH_A_PROGRAM)) {
  const sources = sourcesOf(tree);
  // Of those without, what is absent is told by the sources' own tests.
  if (sources.length === 0) continue;
  test(`${tree}: what was worked out by hand, digit by digit`, () => {
    const roots = ['--procfs', path.join(CLIENTS, tree, 'proc'), '--sysfs', path.join(CLIENTS, tree, 'sys')];
    const args = ['sample', '--sources', sources.join(), ...roots];
    const { status, stdout, stderr } = spawnSync(RANKSTAT, args, { encoding: 'utf8' });
    assert.equal([status, stderr], [0, '']);
    for (const source of sources) assert.match(stdout, `"${source}":${expectedOf(tree, source)}`);
    assert.is(JSON.parse(stdout).errors, undefined);
  });
}

test.run();
