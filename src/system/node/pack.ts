import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A program, and what V8 has compiled of it, as they lie in one file: who starts on a thousand nodes opens few. */
export interface Packed {
  /** A function expression, in ASCII. */
  readonly source: string;
  /** What V8 has made of `source`; undefined if it is not whole, or of another Node.js. */
  readonly code: Buffer | undefined;
}

/**
 * The first line of a pack, filled up with blanks: bytes and CRC-32 of the source and of the code, which follow one another,
 * and which Node.js has made the code. `scripts/build/pack.mjs` writes it.
 */
const HEAD = /^rankstat pack (\d+) (\d+) (\d+) (\d+) (\S.*?) *\n$/;
const HEAD_BYTES = 256;

/** Whether this Node.js is one that can; older ones cannot run what is packed either. */
export const canReadPacks = typeof crc32 === 'function';

/**
 * Which Node.js this is, and how it was built: one of the same version that was built in another way could take code for
 * what it is not. V8 itself looks at its version, its settings and the length of the source, and trusts the rest.
 */
function thisNode(): string {
  return `${process.version} ${process.arch} ${crc32(JSON.stringify(process.config))}`;
}

/**
 * Reads a pack; the code only if it is of this Node.js.
 * @throws Error if the program is not whole, or the file cannot be read
 */
export function readPack(file: string): Packed {
  const fd = openSync(file, 'r');
  try {
    return unpacked((bytes) => read(fd, bytes), file);
  } finally {
    closeSync(fd);
  }
}

/**
 * A pack that lies in memory.
 * @throws Error if the program is not whole
 */
export function packIn(content: Buffer, name: string): Packed {
  let at = 0;
  return unpacked((bytes) => {
    at += bytes;
    return content.subarray(at - bytes, at);
  }, name);
}

/** @param next gives so many bytes more, or what there is */
function unpacked(next: (bytes: number) => Buffer, name: string): Packed {
  const head = HEAD.exec(next(HEAD_BYTES).toString('latin1'));
  if (head === null) throw notWhole(name);
  const [sourceBytes = 0, sourceCrc, codeBytes = 0, codeCrc] = head.slice(1, 5).map(Number);
  const isOurs = head[5] === thisNode();
  const content = next(sourceBytes + (isOurs ? codeBytes : 0));
  const source = content.subarray(0, sourceBytes);
  if (source.length < sourceBytes || crc32(source) !== sourceCrc) throw notWhole(name);
  const code = content.subarray(sourceBytes);
  const isWhole = isOurs && code.length === codeBytes && codeBytes > 0 && crc32(code) === codeCrc;
  return { source: source.toString('latin1'), code: isWhole ? code : undefined };
}

/** So many bytes, or what there is: a damaged head can ask for more than any file has. */
function read(fd: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Math.min(bytes, fstatSync(fd).size));
  let length = 0;
  for (let got = -1; got !== 0 && length < buffer.length; length += got) {
    got = readSync(fd, buffer, length, buffer.length - length, null);
  }
  return buffer.subarray(0, length);
}

function notWhole(file: string): Error {
  return new Error(`${file} is not whole: install it again`);
}
