import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installationRoot } from '../../../src/system/installation.ts';
import { runProgram } from './programs.ts';

/** In place of PBS and LSF, which cannot be had: programs that note how they were called, and do as those do. */
const test = suite<{ scratch: string }>('starters by a remote shell', { scratch: '' });
const starter = (name: string) => path.join(installationRoot(), 'scripts', 'mpirun', name);

test.before.each(async (context) => {
  context.scratch = await mkdtemp(path.join(os.tmpdir(), 'rankstat-remote-'));
  await mkdir(path.join(context.scratch, 'out'));
});
test.after.each(async ({ scratch }) => {
  await rm(scratch, { recursive: true, force: true });
});

async function executable(file: string, script: string): Promise<string> {
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A task of PBS: with the environment of the job, in the home directory, with an own umask. */
const TASK = 'cd / && umask 077 && exec env -i PATH=/usr/bin:/bin HOME=/ PBS_JOBID=123 PBS_NODENUM=0';

/** Prints who the collector is, and what it was given. */
async function recorder(scratch: string): Promise<string> {
  return await executable(
    path.join(scratch, 'it’s rankstat'),
    // In one piece: several print at a time.
    `said="$RANKSTAT_RANK of $RANKSTAT_SIZE ($RANKSTAT_LOCAL_RANK) \${RANKSTAT_LAUNCH%:*} $RANKSTAT_SECRET $(umask) in $PWD:"\n` +
      'for one; do said="$said <$one>"; done\nprintf "%s\\n" "$said"',
  );
}

async function nodeFile(scratch: string, hosts: string): Promise<string> {
  const file = path.join(scratch, 'nodes');
  await writeFile(file, `${hosts.split(' ').join('\n')}\n`);
  return file;
}

/** Runs a starter; what the programs and the collectors have printed, in order. */
async function started(scratch: string, name: string, env: NodeJS.ProcessEnv, args: readonly string[]) {
  const all = { RANKSTAT_BIN: await recorder(scratch), RANKSTAT_SECRET: "hu'sh", HOME: scratch, ...env };
  const { code, stdout, stderr } = await runProgram(
    'sh',
    ['-c', 'umask 022; cd "$1" && shift && exec "$@"', 'sh', scratch, starter(name), ...args],
    all,
  );
  return { code, stderr, lines: stdout.split('\n').sort().slice(1) };
}

test('pbsdsh: one task on the first slot of each node; number, secret, directory come by a file', async ({
  scratch,
}) => {
  const program = await executable(
    path.join(scratch, 'pbsdsh'),
    `echo "pbsdsh $*" >>calls; [ "$3" = -v ] && { shift; echo verbose >>calls; }; shift 3; ${TASK} "$@"`,
  );
  const env = {
    RANKSTAT_LAUNCHER_PROGRAM: program,
    RANKSTAT_LAUNCHER_ARGS: '-v',
    RANKSTAT_RANK: '9',
    PBS_NODEFILE: await nodeFile(scratch, 'n1 n1 n2 n2 n2 n3 n1'),
  };
  const out = path.join(scratch, 'out');
  const { code, stderr, lines } = await started(scratch, 'pbs', env, [
    'rank',
    '--results-dir',
    'out',
    "it's $HOME",
  ]);
  assert.is(code, 0, stderr);
  const given = `<rank> <--results-dir> <out> <it's $HOME>`;
  assert.equal(
    lines,
    [0, 1, 2].map((rank) => `${rank} of 3 (0) pbs hu'sh 0022 in ${scratch}: ${given}`),
    stderr,
  );
  const calls = (await readFile(path.join(scratch, 'calls'), 'utf8'))
    .split('\n')
    .filter((one) => one !== 'verbose');
  const [file] = /\S*rankstat-start-\S+/.exec(calls[0] ?? '') ?? [''];
  assert.match(file, new RegExp(`^${out}/\\.rankstat-start-[A-Za-z0-9]{8}$`));
  assert.equal(calls.sort(), [
    '',
    `pbsdsh -n 0 -v -- /bin/sh ${file} 0`,
    `pbsdsh -n 2 -v -- /bin/sh ${file} 1`,
    `pbsdsh -n 5 -v -- /bin/sh ${file} 2`,
  ]);
  assert.equal(await readdir(out), [], 'the file is removed');
});

test('the file is for this user only, and a launch has its own name', async ({ scratch }) => {
  const program = await executable(
    path.join(scratch, 'pbsdsh'),
    `stat -c %a "$5"; sed -n "s/.*RANKSTAT_HOSTS=/hosts /p" "$5"; sed -n "s/.*RANKSTAT_LAUNCH=/launch /p" "$5"; echo "file \${5##*-}"`,
  );
  const env = { RANKSTAT_LAUNCHER_PROGRAM: program, PBS_NODEFILE: await nodeFile(scratch, 'n1') };
  const { lines } = await started(scratch, 'pbs', env, []);
  const [mode, file = '', hosts, launch] = lines;
  assert.is(hosts, "hosts 'n1'");
  assert.is(mode, '600');
  assert.is(launch, file.replace('file ', 'launch pbs:'));
});

test('pbs_tmrsh is given hosts by name', async ({ scratch }) => {
  const program = await executable(
    path.join(scratch, 'pbs_tmrsh'),
    `echo "tmrsh $1" >&2; shift; ${TASK} "$@"`,
  );
  const env = {
    RANKSTAT_LAUNCHER_PROGRAM: program,
    PBS_NODEFILE: await nodeFile(scratch, 'n1.site n2.site'),
  };
  const { code, stderr, lines } = await started(scratch, 'pbs', env, ['--interval', '1']);
  assert.is(code, 0);
  assert.equal(stderr.split('\n').sort(), ['', 'tmrsh n1.site', 'tmrsh n2.site']);
  assert.equal(
    lines,
    [0, 1].map((rank) => `${rank} of 2 (0) pbs hu'sh 0022 in ${scratch}: <rank> <--interval> <1>`),
  );
});

test('a signal stops all: pbsdsh is told to by SIGTERM, and waited for', async ({ scratch }) => {
  const program = await executable(
    path.join(scratch, 'pbsdsh'),
    `trap 'echo "$2 told"; exit 1' TERM; echo up; while :; do sleep 0.05; done`,
  );
  const PBS_NODEFILE = await nodeFile(scratch, 'n1 n2');
  for (const signal of ['SIGUSR1', 'SIGTERM'] as const) {
    const child = spawn(starter('pbs'), ['rank'], {
      cwd: scratch,
      env: { PATH: process.env.PATH, RANKSTAT_LAUNCHER_PROGRAM: program, PBS_NODEFILE },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said === 'up\nup\n') child.kill(signal);
      });
    }
    const [code] = await once(child, 'close');
    assert.equal([code, said.split('\n').sort()], [0, ['', '0 told', '1 told', 'up', 'up']]);
    assert.equal(
      (await readdir(scratch)).filter((name) => name.includes('start')),
      [],
    );
  }
});

for (const [form, hosts] of Object.entries({
  LSB_MCPU_HOSTS: 'h1 2 h2 1 h3 4',
  LSB_HOSTS: 'h1 h1 h2 h3 h3',
  LSB_DJOB_HOSTFILE: 'file:h1 h2 h2 h3',
})) {
  test(`blaunch: one task on each host of ${form}`, async ({ scratch }) => {
    const program = await executable(
      path.join(scratch, 'blaunch'),
      `echo "$1 $2 $LSB_DJOB_COMMFAIL_ACTION$LSB_DJOB_TASK_BIND$LSB_DJOB_RTASK_GONE_ACTION" >&2; shift 2; eval "$*"`,
    );
    const [, list] = /^file:(.*)/.exec(hosts) ?? [];
    const env = {
      RANKSTAT_LAUNCHER_PROGRAM: program,
      LSB_DJOB_TASK_BIND: 'Y',
      LSB_DJOB_RTASK_GONE_ACTION: 'KILLJOB_TASKDONE',
      [form]: list === undefined ? hosts : await nodeFile(scratch, list),
    };
    const { code, stderr, lines } = await started(scratch, 'lsf', env, ['rank', '--results-dir=out']);
    assert.is(code, 0);
    assert.equal(
      stderr.split('\n').sort().slice(1),
      ['h1', 'h2', 'h3'].map((host) => `-n ${host} IGNORE_COMMFAIL`),
    );
    assert.equal(
      lines,
      [0, 1, 2].map((rank) => `${rank} of 3 (0) lsf hu'sh 0022 in ${scratch}: <rank> <--results-dir=out>`),
    );
  });
}

test('a host that cannot be reached is told of, and the others go on', async ({ scratch }) => {
  const program = await executable(
    path.join(scratch, 'blaunch'),
    'if [ "$2" = h2 ]; then exit 255; fi; shift 2; exec "$@"',
  );
  const env = { RANKSTAT_LAUNCHER_PROGRAM: program, LSB_HOSTS: 'h1 h2 h3' };
  const { code, stderr, lines } = await started(scratch, 'lsf', env, ['--results-dir', 'out']);
  assert.is(code, 0);
  assert.is(
    stderr,
    `rankstat[h2]: this host is not recorded: blaunch ended with code 255: does it see ${scratch}/out?\n`,
  );
  assert.is(lines.length, 2);
});

test('a node that has no rankstat says so', async ({ scratch }) => {
  const program = await executable(path.join(scratch, 'blaunch'), 'shift 2; exec "$@"');
  const env = { RANKSTAT_LAUNCHER_PROGRAM: program, LSB_HOSTS: 'h1', RANKSTAT_BIN: '/no/such' };
  const { code, stderr } = await started(scratch, 'lsf', env, []);
  assert.is(code, 0);
  const said = `rankstat[${os.hostname()}]: this host is not recorded: /no/such is not there, or cannot be run\n`;
  assert.is(stderr, said);
});

test('a name that a shell would take apart is passed over; RANKSTAT_SHARED_DIR says another', async ({
  scratch,
}) => {
  const program = await executable(path.join(scratch, 'blaunch'), `echo "\${4%/*}"`);
  const at = async (env: NodeJS.ProcessEnv) => {
    const launch = { RANKSTAT_LAUNCHER_PROGRAM: program, LSB_HOSTS: 'h1' };
    const { lines } = await started(scratch, 'lsf', { ...launch, ...env }, ['--results-dir', 'my results']);
    return lines[0];
  };
  assert.is(await at({}), scratch);
  assert.is(await at({ RANKSTAT_SHARED_DIR: `${scratch}/shared` }), `${scratch}/shared`);
  assert.ok((await stat(path.join(scratch, 'shared'))).isDirectory());
});

test('a folder in which others can put a file in the place of ours is passed over', async ({ scratch }) => {
  const program = await executable(path.join(scratch, 'blaunch'), `echo "\${4%/*}"`);
  const out = path.join(scratch, 'out');
  const env = { RANKSTAT_LAUNCHER_PROGRAM: program, LSB_HOSTS: 'h1' };
  const at = async (mode: number, more: NodeJS.ProcessEnv = {}) => {
    await chmod(out, mode);
    return (await started(scratch, 'lsf', { ...env, ...more }, ['--results-dir', 'out'])).lines[0];
  };
  assert.is(await at(0o755), out);
  assert.is(await at(0o2775), scratch);
  assert.is(await at(0o757), scratch);
  assert.is(await at(0o1777), out);
  assert.is(await at(0o2775, { RANKSTAT_SHARED_DIR: out }), out, 'who names it answers for it');
});

test('what rankstat doctor has in place of the launcher shows one command, and starts nothing', async ({
  scratch,
}) => {
  const program = path.join(scratch, 'pbsdsh');
  await symlink(starter('show-launch'), program);
  const theirs = path.join(scratch, 'started');
  const env = {
    RANKSTAT_LAUNCHER_PROGRAM: program,
    RANKSTAT_SHOWN_PROGRAM: await executable(path.join(scratch, 'real'), `: >${theirs}`),
    PBS_NODEFILE: await nodeFile(scratch, 'n1 n1 n2 n3'),
    HOME: scratch,
  };
  const { code, stdout } = await runProgram(starter('pbs'), ['rank', '--results-dir', scratch], env);
  assert.is(code, 0);
  const [count, ...words] = stdout.split('\0');
  assert.equal([count, words.slice(0, 4), words[5]], ['6', ['-n', '0', '--', '/bin/sh'], '0']);
  assert.equal((await readdir(scratch)).sort(), ['nodes', 'out', 'pbsdsh', 'real']);
});

test('outside a job each says so', async ({ scratch }) => {
  const env = { RANKSTAT_LAUNCHER_PROGRAM: 'true' };
  const said = async (name: string, more: NodeJS.ProcessEnv = {}) => {
    const { code, stderr } = await started(scratch, name, { ...env, ...more }, []);
    return `${code} ${stderr}`;
  };
  assert.match(await said('pbs'), /^64 rankstat: no PBS job: PBS_NODEFILE is not set; [^\n]+\n$/);
  assert.match(
    await said('pbs', { PBS_NODEFILE: '/no/nodes' }),
    /^66 rankstat: cannot read the host file \/no\/nodes: /,
  );
  assert.match(
    await said('pbs', { PBS_NODEFILE: '/dev/null' }),
    /^66 rankstat: the host file \/dev\/null names no host\n$/,
  );
  assert.match(await said('lsf'), /^64 rankstat: no LSF job: [^\n]+ name no host; [^\n]+\n$/);
  assert.match(await said('flux'), /^64 rankstat: no Flux instance: FLUX_URI is not set; [^\n]+\n$/);
});

test.run();
