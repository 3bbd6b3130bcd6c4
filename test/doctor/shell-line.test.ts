import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shellLine } from '../../src/doctor/shell-line.ts';

test('words in one line, as bash reads them again', () => {
  const words = ['srun', '-n', '', "it's", 'two words', 'case\n$0\\n \'"', '\u001b[31m\u009b', 'ä\ttab'];
  const line = shellLine(words);
  assert.not.match(line, /\p{Cc}/u);
  assert.ok(line.startsWith("srun -n '' 'it'\\''s' 'two words' $'case\\n$0"), line);
  const read = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  assert.equal(read.split('\0').slice(0, -1), words);
});

test.run();
