// Starts a Node.js that may be for another architecture than this machine's.
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** By architecture: QEMU's emulator of user programs, and where Debian's cross compilers have its libraries. */
const EMULATORS = {
  arm64: { qemu: 'qemu-aarch64-static', libraries: '/usr/aarch64-linux-gnu' },
  x64: { qemu: 'qemu-x86_64-static', libraries: '/usr/x86_64-linux-gnu' },
};

/**
 * What starts a Node.js here.
 * @param folder where a script for an emulator may be put
 * @returns its path, or that of the script; undefined if it cannot be started, for want of an emulator or its libraries
 */
export function runnable({ arch, node, folder }) {
  const { qemu, libraries } = EMULATORS[arch];
  let command = node;
  if (arch !== process.arch) {
    command = path.join(folder, `node-${arch}`);
    writeFileSync(command, `#!/bin/sh\nexec ${qemu} -L ${libraries} '${node}' "$@"\n`);
    chmodSync(command, 0o755);
  }
  return spawnSync(command, ['--version']).status === 0 ? command : undefined;
}
