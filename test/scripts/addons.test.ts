import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ADDONS, addonOfPackage } from '../../scripts/build/addons.mjs';
import { stripped } from '../../scripts/build/strip.mjs';
import { addonFile, type Libc, libcOf } from '../../src/system/node/addon.ts';

const test = suite<{ folder: string }>('addons that are shipped');

test.before((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-addons-'));
  for (const kind of ADDONS)
    writeFileSync(fileOf(context.folder, kind), stripped(readFileSync(addonOfPackage(kind))));
});
test.after(({ folder }) => {
  rmSync(folder, { recursive: true });
});

function fileOf(folder: string, { arch, libc }: { arch: string; libc: string }): string {
  return path.join(folder, addonFile(arch, libc === 'musl' ? 'musl' : 'glibc'));
}

/** What readelf(1) says of a file; its warnings are failures. */
function readelf(file: string, ...options: string[]): string {
  const { stdout, stderr } = spawnSync('readelf', ['-W', ...options, file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  assert.is(stderr, '');
  return stdout;
}

/** Names of dynamic symbols, of these that are undefined or those that are not. */
function symbols(file: string, which: 'undefined' | 'defined'): string[] {
  return readelf(file, '--dyn-syms')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, , , type, bind, , section]) =>
        type !== 'SECTION' && bind !== 'LOCAL' && bind !== undefined && section,
    )
    .filter(([, , , , bind, , section]) => bind !== 'WEAK' || section !== 'UND')
    .filter(([, , , , , , section]) => (section === 'UND') === (which === 'undefined'))
    .flatMap((fields) => fields[7]?.replace(/@.*/, '') ?? []);
}

test('there are those for both architectures and both C libraries', () => {
  assert.equal(
    ADDONS.map(({ arch, libc }) => addonFile(arch, libc as Libc)),
    ['addon-x64-glibc.node', 'addon-x64-musl.node', 'addon-arm64-glibc.node', 'addon-arm64-musl.node'],
  );
});

const MACHINES: Record<string, string> = { x64: 'Advanced Micro Devices X86-64', arm64: 'AArch64' };

for (const kind of ADDONS) {
  const name = `${kind.arch}, ${kind.libc}`;

  test(`${name}: it loses symbols for debuggers, and nothing that is loaded`, ({ folder }) => {
    const [before, after] = [addonOfPackage(kind), fileOf(folder, kind)];
    assert.ok(readelf(before, '-S').includes(' .symtab '));
    assert.not.match(readelf(after, '-S'), /\.symtab|\.strtab|\.debug/);
    assert.ok(readelf(after, '-h').includes(MACHINES[kind.arch]!));
    // Everything that there is to be read, for warnings.
    readelf(after, '-a');
    for (const what of ['-l', '-d', '--dyn-syms', '-V', '-r']) {
      const [one, other] = [before, after].map((file) => readelf(file, what).replaceAll(file, ''));
      assert.is(one, other, what);
    }
    const [one, other] = [readFileSync(before), readFileSync(after)];
    const segments = [...readelf(after, '-l').matchAll(/LOAD +(0x\w+) \S+ \S+ (0x\w+)/g)];
    const loaded = Math.max(...segments.map(([, from, bytes]) => Number(from) + Number(bytes)));
    assert.ok(loaded > 1_000_000);
    // But for the head of the file, which says where sections are.
    assert.ok(one.subarray(64, loaded).equals(other.subarray(64, loaded)));
  });
}

test('those for glibc need 2.25, which is older than what Node.js itself needs', ({ folder }) => {
  for (const arch of ['x64', 'arm64']) {
    const needs = readelf(fileOf(folder, { arch, libc: 'glibc' }), '-V');
    const versions = [...needs.matchAll(/\bGLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    assert.is(Math.max(...versions), 25, arch);
  }
});

/** What it asks of the library of C++ that came with GCC 13 and 14, as Alpine has it from 3.21 on: this machine's may be older. */
const OF_GCC_14: ReadonlySet<string> = new Set([
  '__cxa_call_terminate',
  '_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm',
]);
/** Where Debian has musl, and the libraries of C++ of this machine, which has the same names on both. */
const MUSL = '/lib/x86_64-linux-musl/libc.so';
const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const isWithMusl = existsSync(MUSL) && libcOf(process.execPath) === 'glibc';
if (!isWithMusl && process.env.RANKSTAT_TEST_COMPLETE === undefined) {
  process.stderr.write('skipped: what the addon for musl asks of its libraries (missing: Debian’s musl)\n');
}
(isWithMusl || process.env.RANKSTAT_TEST_COMPLETE !== undefined ? test : test.skip)(
  'what the addon for musl asks of others, musl has, or the libraries of C++, or Node.js',
  ({ folder }) => {
    const file = fileOf(folder, { arch: 'x64', libc: 'musl' });
    assert.match(readelf(file, '-d'), '[libc.musl-x86_64.so.1]');
    const others = [MUSL, `${LIBRARIES}/libstdc++.so.6`, `${LIBRARIES}/libgcc_s.so.1`, process.execPath];
    const there = new Set(others.flatMap((other) => symbols(other, 'defined')));
    const asked = symbols(file, 'undefined');
    assert.ok(asked.length > 200 && asked.includes('napi_create_function') && asked.includes('epoll_ctl'));
    const missing = asked.filter((name) => !there.has(name) && !OF_GCC_14.has(name));
    assert.equal(missing, []);
  },
);

test('where the addon for musl is loaded into this Node.js, it is glibc that has no such library', ({
  folder,
}) => {
  const program = `process.dlopen({ exports: {} }, ${JSON.stringify(fileOf(folder, { arch: process.arch, libc: 'musl' }))})`;
  const { stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  if (libcOf(process.execPath) === 'glibc') assert.match(stderr, /libc\.musl-\w+\.so\.1: cannot open/);
  else assert.is(stderr, '');
});

test('a program of musl is known by what it is started with', ({ folder }) => {
  const source = path.join(folder, 'empty.c');
  writeFileSync(source, 'int main(void) { return 0; }');
  const made = path.join(folder, 'empty');
  execFileSync('cc', [`-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1`, '-o', made, source]);
  assert.is(libcOf(made), 'musl');
  execFileSync('cc', ['-o', made, source]);
  assert.is(libcOf(made), libcOf(process.execPath));
});

test('what is no shared object is refused', () => {
  assert.throws(() => stripped(Buffer.from('text')), /no ELF file/);
});

test.run();
