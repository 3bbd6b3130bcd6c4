import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addonFile, libcOf } from '../../../src/system/node/addon.ts';

const test = suite<{ folder: string }>('which addon');
const ROOT = path.join(import.meta.dirname, '../../..');
const OURS = addonFile(process.arch, libcOf(process.execPath));

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-addon-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** An executable of 64 bits as elf(5) has it: where its table of segments is, and a PT_INTERP behind a PT_PHDR. */
function executable(interpreter: string, tableAt = 64): Buffer {
  const bytes = Buffer.alloc(tableAt + 2 * 56 + 100);
  bytes.write('\x7fELF', 'latin1');
  bytes[4] = 2;
  bytes[5] = 1;
  bytes.writeBigUInt64LE(BigInt(tableAt), 0x20);
  bytes.writeUInt16LE(56, 0x36);
  bytes.writeUInt16LE(2, 0x38);
  const [first, second, text] = [tableAt, tableAt + 56, tableAt + 2 * 56];
  bytes.writeUInt32LE(6, first);
  bytes.writeUInt32LE(3, second);
  bytes.writeBigUInt64LE(BigInt(text), second + 8);
  bytes.writeBigUInt64LE(BigInt(interpreter.length + 1), second + 32);
  bytes.write(interpreter, text, 'latin1');
  return bytes;
}

test('the C library is that of the program which the kernel starts an executable with', ({ folder }) => {
  const at = path.join(folder, 'node');
  const libc = (bytes: Buffer) => {
    writeFileSync(at, bytes);
    return libcOf(at);
  };
  assert.is(libc(executable('/lib64/ld-linux-x86-64.so.2')), 'glibc');
  assert.is(libc(executable('/lib/ld-musl-x86_64.so.1')), 'musl');
  assert.is(libc(executable('/lib/ld-musl-aarch64.so.1')), 'musl');
  assert.is(libc(executable('/lib/ld-musl-x86_64.so.1', 5000)), 'musl', 'as patchelf leaves it');
  assert.is(libc(executable('/nix/store/x-glibc-2.40/lib/ld-linux-aarch64.so.1')), 'glibc');
});

test('what says nothing of its C library is taken for one of most', ({ folder }) => {
  const whole = executable('/lib/ld-musl-x86_64.so.1');
  for (const bytes of [0, 3, 40, 100]) {
    writeFileSync(path.join(folder, 'node'), whole.subarray(0, bytes));
    assert.is(libcOf(path.join(folder, 'node')), 'glibc', `${bytes} bytes`);
  }
  assert.is(libcOf(path.join(folder, 'missing')), 'glibc');
  assert.is(libcOf(folder), 'glibc');
});

test('started as `ld-musl-… node`, the process is that program', ({ folder }) => {
  const at = path.join(folder, 'ld-musl-x86_64.so.1');
  writeFileSync(at, 'no executable');
  assert.is(libcOf(at), 'musl');
});

test('of programs of this machine', () => {
  // Its interpreter is in what file(1) and ldd(1) print, too.
  assert.is(libcOf('/bin/sh'), existsSync('/etc/alpine-release') ? 'musl' : 'glibc');
});

/** What Node.js says when it is to load the addon of a folder. */
function load(folder: string): string {
  const program = `
    import { loadAddon } from './src/system/node/addon.ts';
    try { console.log(typeof loadAddon(${JSON.stringify(folder)}).Context); } catch (error) { console.log(error.message); }`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return stdout + stderr;
}

const KIND = OURS.slice('addon-'.length, -'.node'.length).replace('-', ' with ');

test('the one for this Node.js is loaded, whatever else is there', ({ folder }) => {
  copyFileSync(path.join(ROOT, 'dist', OURS), path.join(folder, OURS));
  writeFileSync(path.join(folder, 'addon-riscv64-musl.node'), 'none');
  assert.is(load(folder), 'function\n');
});

test('where there is none for this Node.js, a line says which there are', ({ folder }) => {
  writeFileSync(path.join(folder, 'addon-riscv64-glibc.node'), 'none');
  assert.is(
    load(folder),
    `no addon for this Node.js (${KIND}): ${OURS} is missing in ${folder}, which has addon-riscv64-glibc.node: ` +
      `install rankstat for ${KIND}\n`,
  );
  assert.match(load(path.join(folder, 'missing')), 'which has no addon: install');
});

test('one that cannot be loaded is named with the reason', ({ folder }) => {
  const file = path.join(folder, OURS);
  writeFileSync(file, '');
  assert.is(
    load(folder),
    `the addon ${file} cannot be loaded (file too short): install rankstat again, for ${KIND}\n`,
  );
});

test.run();
