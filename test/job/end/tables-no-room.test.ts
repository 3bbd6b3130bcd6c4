import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Golden, RANKSTAT } from '../../golden/golden-files.ts';
import { FIXTURES } from '../../procfs/parse.ts';

interface Place {
  readonly directory: string;
  /** Where a file system can be mounted. */
  readonly disk: string;
}

const test = suite<Place>('a data set for which there is no room');
const JOURNAL = 'three-hosts.journal';
const RUN = [
  ...['run', '--launcher', 'local', '--interval', '0.1', '--output', 'json,parquet'],
  ...['--procfs', `${FIXTURES}/kernel-6.18/proc`, '--sysfs', `${FIXTURES}/kernel-6.18/sys`, '--results-dir'],
].join(' ');

test.before.each(async (context) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-no-room-'));
  Object.assign(context, { directory, disk: path.join(directory, 'disk') });
  await mkdir(context.disk);
  await mkdir(path.join(directory, 'kept'));
  await copyFile(path.join(new Golden('golden-2').folder, JOURNAL), path.join(directory, JOURNAL));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

// As another user than root mounts are of a user namespace of its own, which some systems do not give.
const NAMESPACE = process.getuid?.() === 0 ? '-m' : '-rm';
const canMount = spawnSync('unshare', [NAMESPACE, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** A test that mounts something. */
function mounting(name: string, body: (place: Place) => Promise<void>): void {
  if (canMount || process.env.RANKSTAT_TEST_COMPLETE !== undefined) {
    test(name, body);
    return;
  }
  process.stderr.write(`skipped: ${name} (missing: mount namespaces)\n`);
  test.skip(`${name} (missing: mount namespaces)`, body);
}

/** Runs lines of shell in the directory, with `rankstat` among the commands. */
function shell(directory: string, lines: string, before: readonly string[] = []) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const text = `rankstat() { ${RANKSTAT} "$@"; }\n${lines}`;
  const [program = '', ...args] = [...before, 'sh', '-c', text];
  const { status, stderr } = spawnSync(program, args, { cwd: directory, env, encoding: 'utf8' });
  return { status, stderr };
}

/** The same with a small file system in `disk`; what is there at the end goes to `kept`. */
function onSmallDisk(directory: string, size: string, lines: string) {
  const mount = `mount -t tmpfs -o ${size} none disk || exit 99`;
  const all = `${mount}\n${lines}\ncode=$?\ncp -a disk/. kept || exit 98\nexit $code`;
  return shell(directory, all, ['unshare', NAMESPACE]);
}

/** Fails unless there are the series file of a job and its journal, and nothing else. */
async function assertBoth(directory: string): Promise<{ json: string; journal: string }> {
  const names = (await readdir(directory)).sort();
  assert.is(names.length, 2, names.join());
  const [journal = '', json = ''] = names;
  assert.equal([path.extname(journal), json], ['.journal', journal.replace(/journal$/, 'json')]);
  assert.is(JSON.parse(await readFile(path.join(directory, json), 'utf8')).hosts_collected.length, 1);
  return { json, journal };
}

/** Fails unless a data set and a series file come of a journal. */
async function assertRecovers(directory: string, journal: string): Promise<void> {
  const { status, stderr } = shell(
    directory,
    `mkdir again; rankstat recover --to json,parquet -o again/a.json ${journal}`,
  );
  assert.is(status, 0, stderr);
  const again = path.join(directory, 'again');
  assert.equal((await readdir(again)).sort(), ['a', 'a.json']);
  const tables = await readdir(path.join(again, 'a'));
  for (const table of ['hosts', 'loadavg', '_rankstat.json'])
    assert.ok(tables.includes(table), tables.join());
}

test('run: a file is in the way: the JSON and the journal are there, the exit code is that of the benchmark', async ({
  directory,
  disk,
}) => {
  const inTheWay =
    'for file in disk/*.journal; do echo mine >"disk/$(basename "$file" .journal)"; done; exit 3';
  const { status, stderr } = shell(directory, `rankstat ${RUN} disk -- sh -c '${inTheWay}'`);
  assert.is(status, 3, stderr);
  const [tables = ''] = (await readdir(disk)).sort();
  assert.is(await readFile(path.join(disk, tables), 'utf8'), 'mine\n');
  assert.match(
    stderr,
    /no Parquet data set in .* is no directory.*\.json is whole, and \S+\.journal is kept: /,
  );
  await rm(path.join(disk, tables));
  const { journal } = await assertBoth(disk);
  await assertRecovers(disk, journal);
});

test('run: a directory with something of others is in the way, and stays as it is', async ({
  directory,
  disk,
}) => {
  const inTheWay = 'cd disk; own=$(basename *.journal .journal); mkdir $own; echo mine >$own/x';
  const { status, stderr } = shell(directory, `rankstat ${RUN} disk -- sh -c '${inTheWay}'`);
  assert.is(status, 0, stderr);
  const [tables = ''] = (await readdir(disk)).sort();
  assert.equal(await readdir(path.join(disk, tables)), ['x']);
  assert.match(stderr, /no Parquet data set in .* has other files .*\.journal is kept: /);
  await rm(path.join(disk, tables), { recursive: true });
  await assertBoth(disk);
});

// The disk itself, the journal and the JSON are three inodes; the data set takes one for each directory and each file.
mounting(
  'run: no space left in the middle: the JSON and the journal are there, of the data set nothing',
  async ({ directory }) => {
    for (const inodes of [4, 9]) {
      const { status, stderr } = onSmallDisk(
        directory,
        `nr_inodes=${inodes}`,
        `rm -rf kept/* && rankstat ${RUN} disk -- sh -c 'exit 3'`,
      );
      assert.is(status, 3, stderr);
      assert.match(stderr, /no Parquet data set in .*ENOSPC.*\.json is whole, and \S+\.journal is kept: /);
      await assertBoth(path.join(directory, 'kept'));
    }
    const kept = path.join(directory, 'kept');
    await assertRecovers(kept, (await assertBoth(kept)).journal);
  },
);

mounting(
  'recover: no space left in the middle: one line, the JSON is there, of the data set nothing',
  async ({ directory }) => {
    const json = await sizeOf(directory, 'rankstat recover -o whole.json three-hosts.journal', 'whole.json');
    // Two pages for the data set, of which the first of its six files takes one, and the second two.
    const size = `size=${(Math.ceil(json / 4096) + 2) * 4096}`;
    const { status, stderr } = onSmallDisk(
      directory,
      size,
      `rankstat recover --to json,parquet -o disk/a.json ${JOURNAL}`,
    );
    assert.is(status, 73, stderr);
    assert.match(
      stderr,
      /^rankstat: disk\/a\.json: .*\nrankstat: cannot write disk\/a: ENOSPC.*; the series file is made\n$/,
    );
    assert.equal(await readdir(path.join(directory, 'kept')), ['a.json']);
    assert.is((await stat(path.join(directory, 'kept/a.json'))).size, json);
    await assertRecovers(directory, JOURNAL);
  },
);

mounting('convert: no space left in the middle: one line, and nothing is there', async ({ directory }) => {
  const { status, stderr } = onSmallDisk(
    directory,
    'size=16k',
    `rankstat convert --to parquet --hosts-per-file 1 -o disk/a ${JOURNAL}`,
  );
  assert.is(status, 73, stderr);
  assert.match(stderr, /^rankstat: cannot write disk\/a: ENOSPC.*; give another -o\n$/);
  assert.equal(await readdir(path.join(directory, 'kept')), []);
  await assertRecovers(directory, JOURNAL);
});

mounting('a disk that cannot be written: one line, and the journal is as it was', async ({ directory }) => {
  const journal = await readFile(path.join(directory, JOURNAL));
  for (const command of [
    `recover --to json,parquet -o disk/a.json ${JOURNAL}`,
    `convert --to parquet --hosts-per-file 1 -o disk/a ${JOURNAL}`,
  ]) {
    const { status, stderr } = onSmallDisk(directory, 'ro', `rankstat ${command}`);
    assert.is(status, 73, stderr);
    assert.match(stderr, /^rankstat: cannot write disk\/a\S*: EROFS.*; give another -o\n$/);
    assert.equal(await readdir(path.join(directory, 'kept')), []);
  }
  assert.equal(await readFile(path.join(directory, JOURNAL)), journal);
});

/** How long a file is that a command makes. */
async function sizeOf(directory: string, command: string, file: string): Promise<number> {
  const { status, stderr } = shell(directory, command);
  assert.is(status, 0, stderr);
  return (await stat(path.join(directory, file))).size;
}

test.run();
