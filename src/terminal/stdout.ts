import type { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Output } from '../convert/csv.ts';
import { streamOutput } from '../system/files/byte-output.ts';
import { printableLines } from '../system/text/printable.ts';

/** What is needed of `process.stdout`. */
type Stdout = Writable & { readonly isTTY?: boolean };

/**
 * Writes lines that have names of files, hosts and devices in them as they are. A file or a pipe gets them so; a terminal,
 * which would obey some, gets control characters made visible.
 */
export function toStdout(lines: string, stdout: Stdout = process.stdout): void {
  stdout.write(stdout.isTTY === true ? printableLines(lines) : lines);
}

/** As `toStdout`, for bytes of UTF-8 that come in pieces, no faster than they are taken. */
export function stdoutOutput(stdout: Stdout = process.stdout): Output {
  const output = streamOutput(stdout);
  if (stdout.isTTY !== true) return output;
  // A piece can end within a character.
  const decoder = new StringDecoder('utf8');
  return {
    async write(bytes) {
      await output.write(Buffer.from(printableLines(decoder.write(Buffer.from(bytes)))));
    },
  };
}
