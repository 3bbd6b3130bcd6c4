// Compiles what runs first in the single executable (front.c), for an architecture and an address.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'front.c');
/** The compilers, as Debian and others name them, and what keeps them from registers that the kernel has not prepared. */
const COMPILERS = {
  x64: { machine: 'x86_64-linux-gnu', options: ['-mno-sse', '-mno-red-zone', '-fcf-protection=none'] },
  arm64: { machine: 'aarch64-linux-gnu', options: ['-mgeneral-regs-only', '-mno-outline-atomics'] },
};
/** All of it one piece of bytes, which begins with its begin. */
const LAYOUT = `SECTIONS {
  .all : { *(.text.begin) *(.text .text.*) *(.rodata .rodata.*) *(.given) }
  /DISCARD/ : { *(.note*) *(.comment*) *(.eh_frame*) *(.gnu*) }
}
ENTRY(begin)
`;

/**
 * Machine code that is to lie at `address`, where it begins.
 * @param script what `run`, `wrap`, `rank` and `doctor` become; ASCII
 * @param hidden names of variables that Node.js is not to see
 * @param entry the address at which Node.js begins
 * @throws Error if there is no compiler for this architecture, or it fails
 */
export function compileFront({ arch, address, entry, script, hidden }) {
  const { machine, options } = COMPILERS[arch];
  const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-front-'));
  try {
    const at = (name) => path.join(folder, name);
    const text = (name, bytes) => `.globl ${name}\n${name}:\n.byte ${[...bytes, 0].join(',')}\n`;
    writeFileSync(
      at('given.s'),
      `.section .given,"a"\n.balign 8\n.globl entry\nentry: .quad ${entry}\n` +
        text('script', Buffer.from(script, 'latin1')) +
        text('hidden', Buffer.from(`${hidden.join('\0')}\0`, 'latin1')) +
        '.section .note.GNU-stack,"",%progbits\n',
    );
    writeFileSync(at('layout.ld'), LAYOUT);
    const compiler = compilerOf(arch, machine);
    run(compiler, [
      ...['-std=gnu11', '-Os', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-fno-builtin', '-fno-pie'],
      ...['-fno-stack-protector', '-fno-asynchronous-unwind-tables', '-fno-tree-loop-distribute-patterns'],
      ...[...options, '-nostdlib', '-static', '-no-pie', '-Wl,--build-id=none'],
      ...[`-Wl,-T,${at('layout.ld')}`, `-Wl,--section-start=.all=0x${address.toString(16)}`],
      ...['-o', at('front'), SOURCE, at('given.s')],
    ]);
    return sectionAt(readFileSync(at('front')), address);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The content of the section that lies at an address (elf(5), of 64 bits). */
function sectionAt(executable, address) {
  const number = (at) => Number(executable.readBigUInt64LE(at));
  for (let at = number(40); at < executable.length; at += 64) {
    if (number(at + 16) === address)
      return executable.subarray(number(at + 24), number(at + 24) + number(at + 32));
  }
  throw new Error('what runs first is not where it is to be');
}

/** That of this machine, or the one for another. @throws Error if there is none */
function compilerOf(arch, machine) {
  const names = [`${machine}-gcc`, ...(arch === process.arch ? ['cc', 'gcc'] : [])];
  const found = names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  if (found === undefined) {
    throw new Error(
      `the single executable for ${arch} needs a C compiler: install ${machine}-gcc (gcc-${machine.replace('_', '-')} of Debian)`,
    );
  }
  return found;
}

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
