import { closeSync, openSync, readSync } from 'node:fs';
import { DEFAULT_SOURCES } from '../../src/procfs/registry.ts';

/** The files of the default sources that this kernel has and lets read. */
export function readableFiles(): string[] {
  const files = DEFAULT_SOURCES.flatMap(({ root, files }) =>
    files.map((file) => `/${root === 'procfs' ? 'proc' : 'sys'}/${file}`),
  );
  return files.filter(isReadable);
}

/** A kernel can show a file and still not let it be read. */
function isReadable(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, Buffer.alloc(16));
      return true;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
