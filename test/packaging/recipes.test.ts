import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fillRecipes, writeSums } from '../../scripts/recipes.mjs';
import { smallRelease, VERSION } from './release.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const PACKAGING = path.join(ROOT, 'packaging');
const HERE = import.meta.dirname;
const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-packaging-'));
const RECIPES = path.join(folder, 'recipes of today');
const URL = 'https://mirror.example/rankstat/';
let release = '';

test.before(async () => {
  release = smallRelease(folder);
  const options = { packaging: PACKAGING, release, to: RECIPES, version: VERSION };
  const { told } = await fillRecipes({ ...options, url: URL, homepage: 'https://site.example/' });
  assert.equal(told, []);
});
test.after(() => rmSync(folder, { recursive: true }));

const recipe = (name: string) => readFileSync(path.join(RECIPES, name), 'utf8');
const SPACK = 'spack/spack_repo/rankstat/packages/rankstat/package.py';
const SPACK_BIN = 'spack/spack_repo/rankstat/packages/rankstat_bin/package.py';
const EASYBUILD = `easybuild/rankstat-${VERSION}.eb`;
const EASYBUILD_NPM = `easybuild/rankstat-${VERSION}-GCCcore-14.3.0.eb`;
const ALL = [SPACK, SPACK_BIN, EASYBUILD, EASYBUILD_NPM, 'apptainer/rankstat.def', 'rpm/rankstat.spec'];

function runs(program: string, args: readonly string[], cwd = folder): string {
  const { stdout, stderr, status, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.is(error, undefined);
  assert.is(status, 0, `${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

test('the sums of all files of a release, and of nothing else there, are in SHA256SUMS', async () => {
  const single = `rankstat-single-${VERSION}-linux-x64`;
  for (const name of [single, 'rankstat-0.0.1.tgz']) writeFileSync(path.join(release, name), name);
  assert.is(await writeSums(release, VERSION), path.join(release, 'SHA256SUMS'));
  const others = ['-linux-arm64.tar.gz', '-linux-x64.tar.gz', '.tgz'].map(
    (end) => `rankstat-${VERSION}${end}`,
  );
  const checked = runs('sha256sum', ['--check', 'SHA256SUMS'], release);
  assert.is(checked, [...others, single].map((file) => `${file}: OK\n`).join(''));
});

test('all is filled in: version, addresses, the sums that sha256sum finds', () => {
  const sumOf = (file: string) => runs('sha256sum', [path.join(release, file)]).slice(0, 64);
  for (const name of ALL) assert.not.match(recipe(name), /@[A-Z]/, name);
  const [x64, arm64] = ['x64', 'arm64'].map((arch) => sumOf(`rankstat-${VERSION}-linux-${arch}.tar.gz`));
  const npm = sumOf(`rankstat-${VERSION}.tgz`);
  for (const name of [SPACK_BIN, EASYBUILD, 'apptainer/rankstat.def'])
    assert.ok(recipe(name).includes(`${x64}`) && recipe(name).includes(`${arm64}`), name);
  for (const name of [SPACK, EASYBUILD_NPM]) assert.ok(recipe(name).includes(npm), name);
  assert.ok(recipe(SPACK).includes(`"https://mirror.example/rankstat/rankstat-${VERSION}.tgz"`));
});

test('what cannot be filled in is left out, and said', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(path.join(empty, `rankstat-${VERSION}.tgz`), '');
  const to = path.join(folder, 'few');
  const { written, told } = await fillRecipes({ packaging: PACKAGING, release: empty, to, version: VERSION });
  assert.equal(
    written.map((file) => path.relative(to, file)).sort(),
    [EASYBUILD_NPM, 'rpm/rankstat.spec', SPACK, 'spack/spack_repo/rankstat/repo.yaml'].sort(),
  );
  assert.match(told.join('\n'), /no homepage: give --homepage/);
  assert.match(
    told.join('\n'),
    /rankstat_bin\/package\.py is left out: .*linux-arm64\.tar\.gz is not there: npm run package/,
  );
});

test('Python recipes: known names, and what they come to on each architecture', () => {
  const args = [path.join(HERE, 'read-recipes.py'), RECIPES, VERSION];
  const read = JSON.parse(runs('python3', args));
  const tarball = (arch: string) => `rankstat-${VERSION}-linux-${arch}.tar.gz`;
  for (const [machine, arch] of [
    ['x86_64', 'x64'],
    ['aarch64', 'arm64'],
  ] as const) {
    const sum = runs('sha256sum', [path.join(release, tarball(arch))]).slice(0, 64);
    const { sources, checksums } = read.easybuild[machine];
    assert.equal(sources, [tarball(arch)]);
    assert.is(checksums[0][tarball(arch)], sum);
    assert.equal(read.spack[machine], [VERSION, sum, `https://mirror.example/rankstat/${tarball(arch)}`]);
  }
  assert.equal(read['easybuild npm'], {
    sources: [`rankstat-${VERSION}.tgz`],
    install: `npm install --global --offline --prefix DIR ./rankstat-${VERSION}.tgz`,
  });
});

test('Apptainer: its sections, and what they do', () => {
  const text = recipe('apptainer/rankstat.def');
  const [head = '', ...parts] = text.split(/^%(?=\w+$)/m);
  const sections = new Map(
    parts.map((part) => [part.split('\n')[0] ?? '', part.slice(part.indexOf('\n') + 1)]),
  );
  assert.match(head, /^Bootstrap: docker\nFrom: \S+\n/);
  assert.equal(
    [...sections.keys()],
    ['arguments', 'files', 'post', 'environment', 'runscript', 'test', 'labels', 'help'],
  );
  assert.match(
    sections.get('files') ?? '',
    `rankstat-${VERSION}-linux-{{ arch }}.tar.gz /opt/rankstat.tar.gz`,
  );
  // As in the container, with another folder for /opt.
  const opt = path.join(folder, 'opt');
  mkdirSync(opt);
  runs('cp', [path.join(release, `rankstat-${VERSION}-linux-x64.tar.gz`), path.join(opt, 'rankstat.tar.gz')]);
  const here = (section: string) =>
    (sections.get(section) ?? '').replaceAll('{{ arch }}', 'x64').replaceAll('/opt/', `${opt}/`);
  // As in a minimal image, which has its package manager and neither tar nor gzip.
  const programs = path.join(folder, 'minimal');
  mkdirSync(programs);
  for (const name of ['sh', 'sha256sum', 'mkdir', 'rm', 'ln'])
    symlinkSync(runs('sh', ['-c', `command -v ${name}`]).trim(), path.join(programs, name));
  const install = `#!/bin/sh\n[ "$1 $2" = '-y install' ] && ln -s "/usr/bin/$3" '${programs}/'\n`;
  writeFileSync(path.join(programs, 'microdnf'), install, { mode: 0o755 });
  runs('env', [`PATH=${programs}`, 'sh', '-ec', here('post')]);
  assert.not.ok(existsSync(path.join(opt, 'rankstat.tar.gz')));
  assert.is(runs('sh', ['-ec', `${here('environment')}\n${here('test')}`]).trim(), VERSION);
  const help = runs('sh', [
    '-ec',
    `${here('environment')}\n${here('runscript')}`,
    'runscript',
    'rank',
    '--help',
  ]);
  assert.match(help, /^rankstat rank\n/);
});

const hasRpm = spawnSync('rpmbuild', ['--version']).status === 0;
const installs = 'RPM: it is built, and what it installs runs';
function rpm(): void {
  const spec = path.join(RECIPES, 'rpm/rankstat.spec');
  const define = [
    ...['--define', `_topdir ${folder}/rpm`, '--define', `_sourcedir ${release}`],
    ...['--define', '_binary_payload w1.gzdio'],
  ];
  for (const [target, arch] of [
    ['x86_64', 'x64'],
    ['aarch64', 'arm64'],
  ] as const) {
    const parsed = runs('rpmspec', ['-P', '--target', target, ...define, spec]);
    assert.match(parsed, `Source0:        ${URL}rankstat-${VERSION}-linux-${arch}.tar.gz\n`);
  }
  const target = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  runs('rpmbuild', ['-bb', '--quiet', ...define, spec]);
  const made = path.join(folder, `rpm/RPMS/${target}/rankstat-${VERSION}-1.${target}.rpm`);
  const files = runs('rpm', ['-qlp', made]).split('\n');
  for (const file of [
    '/usr/bin/rankstat',
    '/usr/libexec/rankstat/dist/commands.cjs',
    '/usr/libexec/rankstat/scripts/mpirun/srun',
    '/usr/share/man/man1/rankstat-run.1',
    '/usr/share/bash-completion/completions/rankstat',
    '/usr/share/zsh/site-functions/_rankstat',
  ])
    assert.ok(files.includes(file), `${file} in\n${files.join('\n')}`);
  const root = path.join(folder, 'installed');
  mkdirSync(root);
  runs('sh', ['-c', `rpm2cpio '${made}' | cpio -idm --quiet`], root);
  assert.is(runs(path.join(root, 'usr/bin/rankstat'), ['--version']).trim(), VERSION);
  // Nobody has to own it, and no other user can write to it.
  assert.is(runs('find', [path.join(root, 'usr'), '!', '-type', 'l', '-perm', '/022']), '');
}
if (hasRpm) test(installs, rpm);
else test.skip(`${installs} (missing: rpm)`, rpm);

test.run();
