import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shellWords } from '../../../src/terminal/site/shell-words.ts';
import { throwsText } from '../../rejects.ts';

const SAME_AS_A_SHELL = [
  '',
  '  --interval 5\t--gzip\n',
  `--benchmark='my run' --results-dir="/a b/c"`,
  String.raw`a\ b "c \" d \\ e \n f" 'g \ h'`,
  `x''y "" '' z"1"'2'3`,
  String.raw`"it's" 'say "no"' \'`,
];

test('words are those of sh', () => {
  for (const text of SAME_AS_A_SHELL) {
    const script = `set -f; eval "set -- $1"; for word; do printf '%s\\0' "$word"; done`;
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', text.trim()], { encoding: 'utf8' });
    assert.equal(shellWords(text), stdout.split('\0').slice(0, -1), text);
  }
});

test('nothing is replaced', () => {
  assert.equal(shellWords('--target=~/data $HOME `id` *.json "$HOME"'), [
    '--target=~/data',
    '$HOME',
    '`id`',
    '*.json',
    '$HOME',
  ]);
});

test('what is not closed is an error', () => {
  throwsText(() => shellWords(`--benchmark 'my run`), 'a single quote is not closed');
  throwsText(() => shellWords('--benchmark "my'), 'a double quote is not closed');
  throwsText(() => shellWords('--gzip \\'), 'nothing is behind the backslash');
});

test.run();
