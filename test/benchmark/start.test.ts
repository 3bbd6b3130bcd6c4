import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Notes } from '../../src/benchmark/notes.ts';
import { startOf } from '../../src/benchmark/start.ts';
import { NOTES } from './example-notes.ts';

/** The words that the shell is given, after its script. */
function wordsOf(command: readonly string[], notes: Partial<Notes> = {}) {
  return startOf(command, { ...NOTES, ...notes }).args.slice(2);
}

/** What `print` says when it is started so; all output is bytes (ISO 8859-1). */
function started(command: readonly string[], notes: Partial<Notes> = {}, more = {}) {
  const { file, args, env } = startOf(command, { ...NOTES, ...notes }, more);
  const { status, signal, stdout } = spawnSync(file, args, { env, encoding: 'latin1' });
  return { status, signal, stdout };
}

test('an ordinary command is told as it is', () => {
  assert.equal(wordsOf(['ior', '-a', 'POSIX']), [
    'rankstat',
    '',
    '1024',
    '0',
    '',
    '',
    '',
    'ior',
    '-a',
    'POSIX',
  ]);
});

test('signals to ignore, limits, and descriptors to close', () => {
  const { args, stdio } = startOf(['x'], {
    ...NOTES,
    ignored: [1, 13],
    files: null,
    core: null,
    closed: [0, 2],
  });
  assert.equal(args.slice(2, 9), ['rankstat', '1 13', '', 'unlimited', '0 2', '', '']);
  assert.equal(stdio, ['ignore', 1, 'ignore']);
});

test('descriptors keep their numbers', () => {
  assert.equal(startOf(['x'], { ...NOTES, descriptors: [3, 6] }).stdio, [0, 1, 2, 3, 'ignore', 'ignore', 6]);
});

test('where the streams are not to wait, the command waits until that is so again', () => {
  const { stdio, gate, args } = startOf(['x'], { ...NOTES, nonBlocking: [1], descriptors: [3, 5] });
  assert.equal([gate, args[8], stdio], [4, '4', [0, 1, 2, 3, 'pipe', 5]]);
  const none = startOf(['x'], { ...NOTES, nonBlocking: [1], descriptors: [3, 4, 5, 6, 7, 8, 9] });
  assert.equal([none.gate, none.args[8]], [undefined, '']);
});

test('only what the shell changes is told to env, where everybody can read it', () => {
  const changed = ['BASH_FUNC_ml%%=() { :; }', 'PWD=/stale'];
  const environment = ['SECRET=s', ...changed, '=none', 'no sign'];
  const words = wordsOf(['x'], {
    environment,
    changed: [...changed, '=none', 'no sign'],
    added: ['OLDPWD', '_'],
  });
  assert.equal(words.slice(7), ['/usr/bin/env', '-u', 'OLDPWD', '-u', '_', '--', ...changed, 'x']);
});

test('names that env or a shell would take for something else', () => {
  assert.equal(wordsOf(['-x']).slice(7), ['/usr/bin/env', '--', '-x']);
  assert.equal(wordsOf(['./a=b'], { changed: ['1=2'] }).slice(7), [
    ...['/usr/bin/env', '--', '1=2', 'nice', '-n', '0', './a=b'],
  ]);
  assert.equal(wordsOf(['./a=b']).slice(7), ['./a=b']);
});

test('arguments and values that are not UTF-8 arrive byte by byte', () => {
  const every = Array.from({ length: 255 }, (_, nth) => String.fromCharCode(nth + 1)).join('');
  const environment = [...NOTES.environment, `ODD=${every}`, 'EVEN=\xc3\xa9'];
  const script = 'printf "%s|%s|%s|" "$1" "$ODD" "$EVEN"';
  const { stdout } = started(['sh', '-c', script, 'sh', `${every}\n\n`], { environment });
  assert.is(stdout, `${every}\n\n|${every}|\xc3\xa9|`);
});

test('one word of many that is not UTF-8 does not hold the command back', () => {
  const words = Array.from({ length: 10_000 }, (_, nth) => `${nth}`);
  words[5000] = '\xff';
  const began = performance.now();
  const { stdout } = started(['printf', '%s ', ...words]);
  assert.is(stdout, `${words.join(' ')} `);
  // To replace words one after the other takes 5 s.
  assert.ok(performance.now() - began < 2000);
});

test('variables whose names are none for a shell, and one in addition', () => {
  const odd = ['BASH_FUNC_ml%%=() { echo\n}', '1x=1', 'a b=c'];
  const environment = [...NOTES.environment, ...odd];
  const { stdout } = started(
    ['env', '-0'],
    { environment, changed: odd },
    { RANKSTAT_RENDEZVOUS: 'file:/x' },
  );
  const expected = ['HOME=/root', 'PATH=/usr/bin:/bin', ...odd, 'RANKSTAT_RENDEZVOUS=file:/x'];
  // What dash adds in this directory is noted where it is started, not here; Node.js passes its own coverage on.
  const found = stdout
    .split('\0')
    .filter((entry) => entry !== '' && !/^((OLD)?PWD|NODE_V8_COVERAGE)=/.test(entry));
  assert.equal(found.sort(), expected.sort());
});

test('variables that are named like those of the shell in between', () => {
  const environment = [...NOTES.environment, 'rankstat_nth=1', 'rankstat_go=2'];
  const { stdout } = started(['sh', '-c', 'echo "$rankstat_nth $rankstat_go $1"', 'sh', '\xff'], {
    environment,
  });
  assert.is(stdout, '1 2 \xff\n');
});

test('of two variables with one name the first counts', () => {
  assert.equal(startOf(['x'], { ...NOTES, environment: ['A=1', 'A=2'] }).env, { A: '1' });
});

test('ignored signals stay ignored, the soft limit is back, and a signal ends the command', () => {
  const script = 'kill -HUP $$; kill -PIPE $$; ulimit -S -n; kill -TERM $$';
  const { stdout, signal } = started(['sh', '-c', script], { ignored: [1, 13], files: 256 });
  assert.equal([stdout, signal], ['256\n', 'SIGTERM']);
});

test('the shell is no process of its own: exit codes are those of the command, or of its absence', () => {
  assert.is(started(['sh', '-c', 'exit 143']).status, 143);
  assert.is(started(['no-such-command-of-any-kind']).status, 127);
  assert.is(started(['/etc/passwd']).status, 126);
});

test.run();
