import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { ORDINARY, ours, startIn, strangeWords } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

/** Bytes of all values, in an order that no buffer's end falls on. */
const BYTES = Buffer.from(Uint8Array.from({ length: 1_000_003 }, (_, nth) => (nth * 7 + (nth >> 8)) & 0xff));

/** Runs lines of shell, in which `run` is `rankstat run` with its options, and `become` the same in the shell's place. @returns what is in the file `said` */
async function shell(lines: string, input = '', before: readonly string[] = []): Promise<string> {
  const folder = native.newFolder();
  writeFileSync(path.join(folder, 'input'), input);
  const [rankstat, ...options] = ours(folder, [], []);
  const script = `run() { '${rankstat}' ${options.slice(0, -1).join(' ')} -- "$@"; }\n${lines}`.replace(
    /become/g,
    `exec '${rankstat}' ${options.slice(0, -1).join(' ')} --`,
  );
  const instructions = [...before, 'chdir', folder, ...environment(ORDINARY)];
  const started = native.start(folder, instructions, ['/bin/sh', '-c', script]);
  assert.equal(await started.gone(), []);
  return readFileSync(path.join(folder, 'said'), 'latin1');
}

it('COMMAND reads all bytes of a pipe, and all that it writes arrives', async () => {
  const folder = native.newFolder();
  const input = path.join(folder, 'input');
  writeFileSync(input, BYTES);
  const condition = {
    instructions: () => ['from', '0', input, 'into', '1', path.join(folder, 'output')],
    acts: ['copy', 'exit', '3'],
  };
  const started = startIn(
    native,
    folder,
    condition,
    ours(folder, [], strangeWords(native, folder, condition)),
  );
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 3');
  assert.ok(readFileSync(path.join(folder, 'output')).equals(BYTES));
});

it('COMMAND reads of a file from where it stands, and whoever comes next goes on from there', async () => {
  const lines = 'exec <input; read first; run head -c 4 >said; cat >>said';
  // head reads a buffer full, but sets the offset back to the end of what it has shown.
  assert.is(await shell(lines, 'first\nsecond\nthird\n'), 'second\nthird\n');
});

it('what COMMAND does not read is still there: a loop over the lines of a file and of a pipe', async () => {
  const loop = 'while read line; do echo "$line"; run true; done';
  assert.is(await shell(`{ ${loop}; } <input >said`, '1\n2\n3\n'), '1\n2\n3\n');
  assert.is(await shell(`cat input | { ${loop}; } >said`, '1\n2\n3\n'), '1\n2\n3\n');
});

it('COMMAND reads what is typed at a terminal, up to its end', async () => {
  const folder = native.newFolder();
  const condition = { instructions: () => ['terminal'], acts: ['ready', 'copy', 'exit', '3'] };
  const started = startIn(
    native,
    folder,
    condition,
    ours(folder, [], strangeWords(native, folder, condition)),
  );
  await started.says(/^ready$/m);
  started.type('hello\n\x04');
  assert.equal(await started.gone(), []);
  assert.is(await started.ended, 'exited 3');
  assert.match(started.report(), /^read 6 /m);
  // Once as it is typed, once as COMMAND writes it.
  assert.match(started.shown, /hello\r\nhello\r\n/);
});

it('what COMMAND sets of its terminal stays set, as without us', async () => {
  const lines = 'run stty -echo; stty -a | grep -o -e "-echo " >said';
  assert.is(await shell(lines, '', ['terminal']), '-echo \n');
});

it('nobody reads any more: COMMAND dies of SIGPIPE, as without us', async () => {
  assert.is(await shell('{ run yes; echo $? >said; } | head -n 1 >/dev/null'), '141\n');
});

it('PIPE ignored: COMMAND sees EPIPE, as without us', async () => {
  assert.is(
    await shell("trap '' PIPE; { run yes 2>/dev/null; echo $? >said; } | head -n 1 >/dev/null"),
    '1\n',
  );
});

it('a descriptor that a script has opened is there, and its offset is shared', async () => {
  const lines = "exec 7>said; echo a >&7; run sh -c 'echo b >&7'; echo c >&7";
  assert.is(await shell(lines), 'a\nb\nc\n');
});

it('stdout and stderr are those of COMMAND, not pipes of ours', async () => {
  assert.is(
    await shell("run sh -c 'echo out; echo err >&2' >said 2>other; grep -x err other >>said"),
    'out\nerr\n',
  );
});

it('nothing of ours keeps a pipe open after COMMAND and run have ended', async () => {
  assert.is(await shell('run echo x 2>&1 | grep -c ^x >said'), '1\n');
});

it('what COMMAND closes is closed: its reader sees the end, and a lock is free, while COMMAND runs on', async () => {
  const closes = `become sh -c 'exec >&-; read go <fifo; echo "and goes on" >>said' 2>/dev/null`;
  assert.is(
    await shell(`mkfifo fifo; ${closes} | { cat; echo end >said; echo go >fifo; }`),
    'end\nand goes on\n',
  );
  const releases = `become sh -c 'exec 9>&-; flock lock echo free >>said'`;
  assert.is(await shell(`exec 9>lock; flock 9; ${releases} 2>/dev/null`), 'free\n');
});

for (const [name, instructions] of Object.entries({
  'a full disk': ['open', '2', '1', '/dev/full'],
  'a pipe that nobody reads any more': ['socket', '2'],
  'a pipe that is full, and nobody empties it': ['stuck', '2'],
})) {
  it(`stderr is ${name}: COMMAND, which says nothing, runs and ends as without us`, async () => {
    const folder = native.newFolder();
    const condition = { instructions: () => instructions, acts: ['exit', '3'] };
    const options = ['--stop-timeout', '1'];
    const words = ours(folder, options, strangeWords(native, folder, condition));
    const started = startIn(native, folder, condition, words);
    assert.equal(await started.gone(), []);
    assert.is(await started.ended, 'exited 3');
    assert.is(started.report().match(/^begin/gm)?.length, 1);
  });
}

test.after(() => native.remove());

test.run();
