// Archives that are the same whenever and wherever they are made of the same files.
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/**
 * Packs a folder, under its own name: sorted, of one time, owned by nobody in particular, for all to read.
 * @param folder what is packed
 * @param file the .tar.gz, there when it is whole
 * @param seconds the time of all files, since 1970
 */
export async function archive(folder, file, seconds) {
  const tar = `${file}.tar`;
  const { status, error, stderr } = spawnSync(
    'tar',
    [
      '--create',
      '--format=ustar',
      '--sort=name',
      `--mtime=@${seconds}`,
      '--owner=root:0',
      '--group=root:0',
      '--mode=u+rwX,go+rX,go-w',
      `--file=${tar}`,
      `--directory=${path.dirname(folder)}`,
      path.basename(folder),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tar failed: ${error?.message ?? stderr}`);
  // Its head has no time and no name, and the compressor is that of Node.js, not of the system.
  await pipeline(createReadStream(tar), createGzip({ level: 6 }), createWriteStream(`${file}.new`));
  rmSync(tar);
  renameSync(`${file}.new`, file);
}
