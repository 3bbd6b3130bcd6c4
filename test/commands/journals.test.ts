import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Golden, RANKSTAT } from '../golden/golden-files.ts';

/** Readers are given journals where they take series files. */
const test = suite<{ directory: string }>('readers of journals');
const golden = new Golden('golden-2');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-journals-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

/** Runs the program in a directory to which these golden journals were copied. */
function rankstatIn(directory: string, ...journals: readonly string[]) {
  for (const name of journals) copyFileSync(path.join(golden.folder, name), path.join(directory, name));
  return (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(RANKSTAT, args, { cwd: directory, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
}

const KILLED = ['killed-rank0.journal', 'killed-rank1.journal', 'killed-rank2.journal'];

test('the journals of a job are one run, in any order: what is shown is that of the recovered file', ({
  directory,
}) => {
  const rankstat = rankstatIn(directory, ...KILLED, 'one-host.journal');
  rankstat('recover', '-o', 'all.json', ...KILLED);
  rankstat('recover', '-o', 'one.json', 'one-host.journal');
  const [first = '', ...others] = KILLED;
  for (const [command, ...options] of [['summary'], ['convert', '--to', 'csv']] as const) {
    const { status, stdout, stderr } = rankstat(command, ...others, first, ...options);
    assert.is(status, 0);
    assert.match(
      stderr,
      /^rankstat: killed-rank0\.journal, byte \d+: the last record is cut off; .*recovered\n$/,
    );
    assert.is(stdout, rankstat(command, 'all.json', ...options).stdout);
  }
  const compared = rankstat('compare', 'one-host.journal', ...KILLED);
  assert.is(compared.status, 0);
  const named = (text: string) => text.replace('one-host.journal', 'one.json').replace(first, 'all.json');
  assert.is(named(compared.stdout), rankstat('compare', 'one.json', 'all.json').stdout);
  const { status, stdout } = rankstat('validate', 'one.json', ...KILLED, 'one-host.journal');
  assert.is(status, 0);
  assert.equal(stdout.split('\n'), [
    'one.json: a series file of rankstat, valid',
    'killed-rank0.journal: a journal of rankstat, valid',
    'one-host.journal: a journal of rankstat, valid',
    '',
  ]);
});

test('recover makes a data set, too, of all journals', ({ directory }) => {
  const rankstat = rankstatIn(directory, ...KILLED);
  const recover = (...more: string[]) =>
    rankstat('recover', '-o', 'all.json', '--to', 'json,parquet', ...more, ...KILLED);
  const made = recover();
  assert.is(made.status, 0, made.stderr);
  const [damage, json, tables, end] = made.stderr.split('\n');
  assert.match(damage ?? '', /the last record is cut off/);
  assert.match(json ?? '', /^rankstat: all\.json: \d+ samples of 3 of 3 hosts/);
  assert.match(tables ?? '', /^rankstat: all: hosts, [a-z, ]*loadavg/);
  assert.is(end, '');
  assert.is(JSON.parse(readFileSync(path.join(directory, 'all/_rankstat.json'), 'utf8')).schema_version, 1);
  assert.equal(
    [recover().status, recover().stderr],
    [73, 'rankstat: all.json is already there: give another -o, or --force\n'],
  );
  assert.is(recover('--force').status, 0);
  rmSync(path.join(directory, 'all.json'));
  assert.equal(
    [recover().status, recover().stderr],
    [73, 'rankstat: all is already there: give another -o, or --force\n'],
  );
  const wrong = rankstat('recover', '--to', 'parquet', ...KILLED);
  assert.equal(
    [wrong.status, wrong.stderr],
    [64, 'rankstat: --to "parquet" is not right: it takes json or json,parquet\n'],
  );
});

test('a page of journals is that of the file, but for its name', ({ directory }) => {
  const rankstat = rankstatIn(directory, 'three-hosts.journal');
  rankstat('recover', '-o', 'a.json', 'three-hosts.journal');
  assert.is(rankstat('report', 'three-hosts.journal', '-o', 'b.html').status, 0);
  rankstat('report', 'a.json', '-o', 'a.html');
  const page = (name: string) => readFileSync(path.join(directory, name), 'utf8');
  assert.is(page('b.html').replaceAll('three-hosts.journal', 'a.json'), page('a.html'));
});

test('of two journals in one file the first is what it is alone, and validate says that it is not whole', ({
  directory,
}) => {
  const rankstat = rankstatIn(directory, 'one-host.journal', 'three-hosts.journal');
  const content = (name: string) => readFileSync(path.join(directory, name));
  const [one, three] = [content('one-host.journal'), content('three-hosts.journal')];
  writeFileSync(path.join(directory, 'both.journal'), Buffer.concat([one, three]));
  const { status, stdout, stderr } = rankstat('summary', 'both.journal');
  assert.equal([status, stdout], [0, rankstat('summary', 'one-host.journal').stdout]);
  const damage =
    `both.journal, byte ${one.length}: another journal begins here, and is left out: ` +
    'give each as a file of its own; what was before it is recovered';
  assert.is(stderr, `rankstat: ${damage}\n`);
  assert.equal(rankstat('validate', 'both.journal'), {
    status: 65,
    stdout: `${damage}\nboth.journal: a journal of rankstat, not valid\n`,
    stderr: '',
  });
});

test('what is wrong is said as recover says it', ({ directory }) => {
  const rankstat = rankstatIn(directory, 'damaged-only-magic.journal', 'three-hosts.journal');
  writeFileSync(path.join(directory, 'newer.journal'), 'rankstat journal 3\nand more');
  writeFileSync(path.join(directory, 'empty.journal'), '');
  for (const journal of ['damaged-only-magic.journal', 'newer.journal', 'empty.journal']) {
    const { status, stderr } = rankstat('recover', '-o', 'a.json', journal);
    assert.is(status, 65);
    assert.equal(rankstat('summary', journal), { status, stdout: '', stderr });
    assert.equal(rankstat('convert', '--to', 'csv', journal), { status, stdout: '', stderr });
  }
  const none = rankstat('summary', 'none.journal');
  assert.equal([none.status, none.stderr], [66, 'rankstat: none.journal is not there\n']);
  const one = rankstat('compare', 'three-hosts.journal', 'three-hosts.journal');
  assert.equal(
    [one.status, one.stderr],
    [64, 'rankstat: compare takes two runs or more, and these files are of 1\n'],
  );
  const over = rankstat('report', 'three-hosts.journal', '-o', 'three-hosts.journal');
  assert.equal(
    [over.status, over.stderr],
    [64, 'rankstat: three-hosts.journal is what is read: give another -o\n'],
  );
});

test.run();
