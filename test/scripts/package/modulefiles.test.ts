// With a real Lmod, which reads both kinds.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeModuleFiles } from '../../../scripts/package/modulefiles.mjs';

const test = suite<{ folder: string }>('module files');
const LMOD = lmod();
const isThere = LMOD !== undefined || process.env.RANKSTAT_TEST_COMPLETE !== undefined;
if (!isThere) process.stderr.write('skipped: module files (missing: lmod)\n');
const it = isThere ? test : test.skip;

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-modules-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** Where Debian has it: below a folder of its version. */
function lmod(): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'ls /usr/share/lmod/*/libexec/lmod 2>/dev/null'], {
    encoding: 'utf8',
  });
  return stdout
    .trim()
    .split('\n')
    .find((file) => file !== '');
}

/** The environment after commands of `module`, in the order given, one after another. */
function after(modules: string, env: Record<string, string>, ...commands: string[]): Record<string, string> {
  const lines = commands.map((command) => `eval "$('${LMOD}' bash ${command})"`);
  const script = [...lines, 'env -0'].join('\n');
  const printed = execFileSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', HOME: modules, MODULEPATH: modules, ...env },
  });
  return Object.fromEntries(
    printed.split('\0').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
  );
}

async function installed(at: string): Promise<string> {
  await writeModuleFiles(path.join(at, 'share'), '1.2.3');
  return path.join(at, 'share/modulefiles');
}

it('Lua: `module load rankstat` puts its own folder into PATH, wherever it is', async ({ folder }) => {
  const at = path.join(folder, 'a place');
  const modules = await installed(at);
  const loaded = after(modules, {}, 'load rankstat');
  assert.equal([loaded.PATH, loaded.MANPATH], [`${at}/bin:/usr/bin:/bin`, undefined]);
  assert.is(loaded.LOADEDMODULES, 'rankstat/1.2.3');
  assert.match(loaded._LMFILES_ ?? '', /1\.2\.3\.lua$/);
  assert.is(loaded.XDG_DATA_DIRS, undefined);
  const beside = after(modules, { MANPATH: '/man', XDG_DATA_DIRS: '/share' }, 'load rankstat');
  assert.equal([beside.MANPATH, beside.XDG_DATA_DIRS], [`${at}/share/man:/man`, `${at}/share:/share`]);
  const moved = path.join(folder, 'moved');
  cpSync(at, moved, { recursive: true });
  assert.is(
    after(path.join(moved, 'share/modulefiles'), {}, 'load rankstat/1.2.3').PATH,
    `${moved}/bin:/usr/bin:/bin`,
  );
});

it('what was loaded is unloaded without a trace', async ({ folder }) => {
  const modules = await installed(folder);
  const before = { MANPATH: '/man', XDG_DATA_DIRS: '/share' };
  const { PATH, MANPATH, XDG_DATA_DIRS } = after(modules, before, 'load rankstat', 'unload rankstat');
  assert.equal([PATH, MANPATH, XDG_DATA_DIRS], ['/usr/bin:/bin', '/man', '/share']);
});

it('Tcl does the same, where there is no other', async ({ folder }) => {
  const modules = await installed(folder);
  const names = readdirSync(path.join(modules, 'rankstat')).sort();
  assert.equal(names, ['1.2.3', '1.2.3.lua']);
  rmSync(path.join(modules, 'rankstat/1.2.3.lua'));
  const before = { MANPATH: '/man', XDG_DATA_DIRS: '/share' };
  const { PATH, MANPATH, XDG_DATA_DIRS } = after(modules, before, 'load rankstat');
  assert.equal(
    [PATH, MANPATH, XDG_DATA_DIRS],
    [`${folder}/bin:/usr/bin:/bin`, `${folder}/share/man:/man`, `${folder}/share:/share`],
  );
});

it('a copy elsewhere says that it is to be told the folder', async ({ folder }) => {
  const modules = await installed(folder);
  for (const name of ['1.2.3.lua', '1.2.3']) {
    const copies = path.join(folder, `copies of ${name}`.replaceAll(' ', '-'));
    mkdirSync(path.join(copies, 'rankstat'), { recursive: true });
    cpSync(path.join(modules, 'rankstat', name), path.join(copies, 'rankstat', name));
    const { stderr } = spawnSync('bash', ['--norc', '-c', `'${LMOD}' bash load rankstat`], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: folder, MODULEPATH: copies },
    });
    assert.match(stderr.replace(/\s+/g, ' '), /rankstat: set root in \S+ to the folder of the installation/);
  }
});

test.run();
