// Completion, in real shells: what is typed, and what they make of it at TAB.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { programModel } from '../../../src/commands/parser.ts';
import { bashCompletion } from '../../../src/terminal/reference/bash.ts';
import { zshCompletion } from '../../../src/terminal/reference/zsh.ts';
import { Terminal } from '../../commands/terminal.ts';

interface Place {
  directory: string;
  terminals: Terminal[];
}
const test = suite<Place>('completion');
const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-completion-'));
  context.terminals = [];
  const program = await programModel();
  await writeFile(path.join(context.directory, 'rankstat.bash'), bashCompletion(program));
  await writeFile(path.join(context.directory, '_rankstat'), zshCompletion(program));
  await mkdir(path.join(context.directory, 'results of today'));
  await writeFile(path.join(context.directory, 'run_timeseries.journal'), '');
});
test.after.each(async ({ directory, terminals }) => {
  for (const terminal of terminals) terminal.kill();
  await rm(directory, { recursive: true });
});

/** What bash offers for the last of these words. */
function offered(directory: string, words: readonly string[]): string[] {
  const script = `source rankstat.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_rankstat
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: '/nonexistent', LC_ALL: 'C' },
  });
  assert.is(stderr, '');
  assert.is(status, 0);
  return stdout.split('\n').filter((line) => line !== '');
}

test('bash: commands, options, choices, lists', ({ directory }) => {
  const of = (line: string) => offered(directory, line.split(' '));
  assert.equal(of('rankstat re'), ['recover', 'report']);
  assert.equal(of('rankstat help va'), ['validate']);
  assert.equal(of('rankstat run --res'), ['--results-dir', '--result']);
  assert.equal(of('rankstat run --launcher o'), ['openmpi']);
  assert.equal(of('rankstat run --launcher = sl'), ['slurm']);
  assert.equal(of('rankstat run --output json,'), ['json,parquet']);
  assert.equal(of('rankstat run --sources diskstats,nfs'), ['diskstats,nfs', 'diskstats,nfs-ops']);
  assert.equal(of('rankstat sources lus'), ['lustre', 'lustre-targets']);
  assert.equal(of('rankstat completion '), ['bash', 'zsh']);
  assert.equal(of('rankstat convert FILE --to p'), ['parquet']);
  assert.equal(of('rankstat run --interval '), []);
  assert.equal(of('rankstat report -'), [
    ...['--phases', '--phases-utc-offset', '--result', '-o', '--output', '--json', '--pdf'],
    ...['-h', '--help', '-V', '--version'],
  ]);
  // Nothing of ours behind the dashes: they are another command's.
  assert.equal(of('rankstat run --gzip -- fio --laun'), []);
});

/** What a shell makes of what is typed: a function prints what it was given. */
async function typed(shell: Terminal, keys: string, end = '\r'): Promise<string> {
  shell.type(`${keys}${end}`);
  const [, words = ''] = await shell.shows(/^<(.*)>\r$/m);
  return words;
}

function started(place: Place, line: string): Terminal {
  const { directory } = place;
  const env = { PATH: '/usr/bin:/bin', HOME: directory, LC_ALL: 'C', PS1: '$ ' };
  const terminal = new Terminal(`cd '${directory}'; exec ${line}`, env);
  place.terminals.push(terminal);
  return terminal;
}

async function bash(place: Place, setup: string): Promise<Terminal> {
  const rc = path.join(place.directory, 'bashrc');
  await writeFile(
    rc,
    `unset HISTFILE\nrankstat() { printf '<%s>\\n' "$*"; }\n${setup}\nsource ./rankstat.bash\nPS1='ready '\n`,
  );
  const terminal = started(place, `bash --noprofile --rcfile '${rc}' -i`);
  await terminal.shows(/ready $/);
  return terminal;
}

test('bash at a terminal: files and folders, with spaces', async (place) => {
  assert.is(await typed(await bash(place, ''), 'rankstat rec\trun_\t'), 'recover run_timeseries.journal');
  assert.is(
    await typed(await bash(place, ''), 'rankstat stop --results-d\tres\t'),
    'stop --results-dir results of today/',
  );
  assert.is(await typed(await bash(place, ''), 'rankstat run --launcher=op\t'), 'run --launcher=openmpi');
});

const missing = spawnSync('test', ['-f', BASH_COMPLETION]).status !== 0;
const behind = 'bash with its package: behind the dashes the command completes as it does alone';
const run = async (place: Place) => {
  const terminal = await bash(place, `source ${BASH_COMPLETION}\ncomplete -W 'sequential random' fio`);
  assert.is(await typed(terminal, 'rankstat run -- fio seq\t'), 'run -- fio sequential');
};
if (missing) test.skip(`${behind} (missing: bash-completion)`, run);
else test(behind, run);

const hasZsh = spawnSync('zsh', ['--version']).status === 0;
const ZSH: Record<string, readonly [keys: string, expected: string]> = {
  'zsh: commands': ['rankstat rec', 'recover'],
  'zsh: files': ['rankstat recover run_', 'recover run_timeseries.journal'],
  'zsh: options': ['rankstat run --keep-j', 'run --keep-journal'],
  'zsh: folders with spaces': ['rankstat stop --results-dir=res', 'stop --results-dir=results of today'],
  'zsh: choices': ['rankstat run --launcher op', 'run --launcher openmpi'],
  'zsh: lists': ['rankstat run --sources diskstats,vms', 'run --sources diskstats,vmstat'],
  'zsh: behind the dashes another command': [
    'rankstat run --gzip -- mkdir res',
    'run --gzip -- mkdir results of today',
  ],
  'zsh: help': ['rankstat help sche', 'help schema'],
};
for (const [name, [keys, expected]] of Object.entries(ZSH)) {
  const run = async (place: Place) => {
    await writeFile(
      path.join(place.directory, '.zshrc'),
      `fpath=("$PWD" $fpath); autoload -Uz compinit; compinit -u -D
rankstat() { print -r -- "<$*>" }
# What is typed behind a TAB, before it is done, makes zsh take it for a part of a text that was pasted.
finish() { zle expand-or-complete; zle accept-line }
zle -N finish
bindkey '^T' finish
PS1='ready '
`,
    );
    const terminal = started(place, 'zsh -d -i');
    await terminal.shows(/ready /);
    assert.is(await typed(terminal, keys, '\u0014'), expected);
  };
  if (hasZsh) test(name, run);
  else test.skip(`${name} (missing: zsh)`, run);
}

test.run();
