import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { ORDINARY, ours } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
const VARIABLES = ['FOO=inner', 'a b=c', ...ORDINARY];

/** What a COMMAND finds in its environment behind a program that changes what /proc shows. */
async function found(before: readonly string[], variables: readonly string[] = VARIABLES) {
  const folder = native.newFolder();
  const words = [...before, ...ours(folder, [], ['/usr/bin/env'])];
  const started = native.start(folder, environment(variables), words);
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 0');
  const isOurs = (line: string) => line.startsWith('RANKSTAT_RENDEZVOUS=');
  const lines = started.stdout().split('\n').slice(0, -1);
  return { lines: lines.filter((line) => !isOurs(line)).sort(), stderr: started.stderr() };
}

it('a container with numbers of its own that still sees the /proc of the host: it is recorded, with its own environment', async () => {
  const { lines, stderr } = await found(['/usr/bin/unshare', '--pid', '--fork']);
  assert.equal(lines, [...VARIABLES].sort());
  assert.match(stderr, '1 of 1 hosts complete');
});

it('the same where there is no Node.js', async () => {
  const variables = [...VARIABLES, 'RANKSTAT_NODE=/missing/node'];
  const { lines } = await found(['/usr/bin/unshare', '--pid', '--fork'], variables);
  assert.equal(lines, variables.sort());
});

it('no /proc: COMMAND has its environment', async () => {
  const without = ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', 'umount -l /proc && exec "$@"', 'sh'];
  const { lines, stderr } = await found(without);
  // A shell in front, as here, drops what is no name.
  const expected = VARIABLES.filter((variable) => variable !== 'a b=c');
  assert.equal(lines, expected.sort());
  assert.match(stderr, /^rankstat: nothing is recorded, [^\n]*\/proc[^\n]*\n$/);
});

test.after(() => native.remove());

test.run();
