// Writes packs, which src/system/node/pack.ts reads: a program, and what V8 has compiled of it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const HEAD_BYTES = 256;

/** Around a program, on its first line: modules are given these by Node.js. */
const BEFORE = '(function (exports, require, module, __filename, __dirname) {';
const AFTER = '\n})';

/** Makes a pack of a CommonJS module, in ASCII, without code. */
export function writePack(file, text) {
  write(file, Buffer.from(BEFORE + text + AFTER, 'latin1'), Buffer.alloc(0));
}

/** Makes a pack of a source that was in another, without code. */
export function writeBare(file, source) {
  write(file, source, Buffer.alloc(0));
}

/** Puts into a pack what V8 made of its source, in the Node.js that runs this. */
export function writeCode(file, code) {
  write(file, contentOf(file).source, code);
}

/** What is in a pack. */
export function contentOf(file) {
  const content = readFileSync(file);
  const [bytes = 0] = /\d+/.exec(content.toString('latin1', 0, HEAD_BYTES)) ?? [];
  const end = HEAD_BYTES + Number(bytes);
  return { source: content.subarray(HEAD_BYTES, end), code: content.subarray(end) };
}

function write(file, source, code) {
  const node = `${process.version} ${process.arch} ${crc32(JSON.stringify(process.config))}`;
  const head = `rankstat pack ${source.length} ${crc32(source)} ${code.length} ${crc32(code)} ${node}`;
  // Whoever starts meanwhile finds the old or the new one.
  writeFileSync(
    `${file}.new`,
    Buffer.concat([Buffer.from(`${head.padEnd(HEAD_BYTES - 1)}\n`), source, code]),
  );
  renameSync(`${file}.new`, file);
}
