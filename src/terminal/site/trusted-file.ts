import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isCode, messageOf } from '../../system/errors.ts';

/** A configuration is a page or two. */
const MOST_BYTES = 64 * 1024;
/** Write permission of the group and of others. */
const WRITABLE = 0o022;

/**
 * The text of a file that nobody can have changed but root and this user. All is asked of the file that is open, so nobody
 * can exchange it in between.
 * @param uid of this user
 * @returns undefined if there is none
 * @throws Error that says why it is not to be trusted, or cannot be read, and what to do
 */
export async function trustedText(file: string, uid: number): Promise<string | undefined> {
  const handle = await opened(file);
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is not a regular file: name one');
    if (found.uid !== 0 && found.uid !== uid)
      throw new Error(`it belongs to user ${found.uid}: chown it to root or to who runs rankstat`);
    if ((found.mode & WRITABLE) !== 0) throw new Error('others than its owner may write to it: chmod go-w');
    return await textOf(handle);
  } finally {
    await handle.close();
  }
}

/** Without following a link, and without waiting for who writes into a pipe. */
async function opened(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    if (isCode(error, 'ELOOP')) throw new Error('it is a symbolic link: name the file itself');
    throw new Error(isCode(error, 'EACCES') ? 'no permission to read it: chmod a+r' : messageOf(error));
  }
}

/** Its size can be told wrong: no more is read than what is taken. */
async function textOf(handle: FileHandle): Promise<string> {
  const bytes = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
  if (length > MOST_BYTES)
    throw new Error(`it has more than ${MOST_BYTES / 1024} KiB: it is no configuration`);
  const text = bytes.subarray(0, length);
  if (!isUtf8(text) || text.includes(0)) throw new Error('it is not text in UTF-8');
  return text.toString().replace(/^\uFEFF/, '');
}
