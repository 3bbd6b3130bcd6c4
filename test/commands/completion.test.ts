import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');

function rankstat(args: readonly string[]) {
  return spawnSync(RANKSTAT, args, { encoding: 'utf8' });
}

test('what a shell reads, with its errors if there were any', () => {
  for (const [shell, check] of [
    ['bash', ['bash', '--norc', '-n']],
    ['zsh', ['grep', '-q', '^#compdef rankstat$']],
  ] as const) {
    const { stdout, stderr, status } = rankstat(['completion', shell]);
    assert.is(status, 0);
    assert.is(stderr, '');
    const [program, ...args] = check;
    const checked = spawnSync(program, args, { input: stdout, encoding: 'utf8' });
    assert.is(checked.stderr, '');
    assert.is(checked.status, 0);
  }
});

test('it is in effect as the help of the command says', () => {
  const line = `eval "$('${RANKSTAT}' completion bash)"; complete -p rankstat`;
  const { stdout } = spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' });
  assert.is(stdout, 'complete -o bashdefault -o default -F _rankstat rankstat\n');
});

test('another shell is a mistake', () => {
  const { status, stderr, stdout } = rankstat(['completion', 'tcsh']);
  assert.is(status, 64);
  assert.is(stdout, '');
  assert.match(stderr, /^rankstat: .*tcsh.*bash.*zsh/);
});

test.run();
