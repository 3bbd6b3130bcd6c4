import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { ORDINARY, ours } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

/** Runs a COMMAND of dash that says something of its words and of the variable `V`. */
async function says(script: string, words: readonly string[], variables: readonly string[] = []) {
  const folder = native.newFolder();
  const command = ours(folder, [], ['/bin/dash', '-c', script, 'sh', ...words]);
  const began = performance.now();
  const started = native.start(folder, environment([...ORDINARY, ...variables]), command);
  assert.equal(await started.gone(), []);
  const seconds = (performance.now() - began) / 1000;
  return { end: await started.ended, stdout: started.stdout(), stderr: started.stderr(), seconds };
}

it('what is not UTF-8 is too long as we pass it on: COMMAND runs all the same, and one line says why nothing is recorded', async () => {
  const long = '\xff'.repeat(40_000);
  const inArguments = await says('printf %s "$1" | wc -c', [long]);
  assert.equal([inArguments.end, inArguments.stdout], ['exited 0', '40000\n']);
  assert.match(inArguments.stderr, /^rankstat: nothing is recorded, [^\n]*no room[^\n]*\n$/);
  const inEnvironment = await says('printf %s "$V" | wc -c', [], [`V=${long}`]);
  assert.equal([inEnvironment.end, inEnvironment.stdout], ['exited 0', '40000\n']);
});

it('the longest argument there can be, beside one that is not UTF-8', async () => {
  // The rest of starter.c's own line: an argument has 128 KiB at most, and it takes them in hex.
  const { end, stdout, stderr } = await says('printf %s "$1" | wc -c; echo "$2"', [
    'x'.repeat(65_000),
    '\xff',
  ]);
  assert.equal([end, stdout], ['exited 0', '65000\n\xff\n']);
  assert.match(stderr, '1 of 1 hosts complete');
});

it('more words that are not UTF-8 than there is time for', async () => {
  const { end, stdout, seconds } = await says('echo "$#"', Array(3000).fill('\xff'));
  assert.equal([end, stdout], ['exited 0', '3000\n']);
  assert.ok(seconds < 3, `${seconds} s`);
});

test.after(() => native.remove());

test.run();
