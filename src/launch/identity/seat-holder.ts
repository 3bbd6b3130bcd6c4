import { readdir, readFile, readlink, stat } from 'node:fs/promises';

/** In the flags of /proc/net/unix: `__SO_ACCEPTCON`. */
const LISTENS = 0x10000;

/**
 * Whether a process is of this user and has the socket that listens under an abstract name. Anybody can bind a name and say
 * any process id; but only that process has the socket among its descriptors.
 * @param name without the byte 0 before it
 * @see https://man7.org/linux/man-pages/man7/unix.7.html
 */
export async function isOurListener(pid: number, name: string, proc = '/proc'): Promise<boolean> {
  try {
    const inode = listenerOf(await readFile(`${proc}/net/unix`, 'latin1'), name);
    if (inode === undefined) return false;
    if ((await stat(`${proc}/${pid}`)).uid !== process.geteuid?.()) return false;
    const descriptors = `${proc}/${pid}/fd`;
    const target = `socket:[${inode}]`;
    for (const descriptor of await readdir(descriptors)) {
      if ((await readlink(`${descriptors}/${descriptor}`).catch(() => '')) === target) return true;
    }
    return false;
  } catch {
    return false; // It has ended, or is not ours to look at.
  }
}

/**
 * The inode of the socket that listens under an abstract name, after the text of /proc/net/unix: `num refcount protocol
 * flags type state inode path`. The kernel shows bytes 0 as `@`, those that fill the name up, too.
 */
export function listenerOf(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const [, , , flags = '', , , inode, path = ''] = line.split(/\s+/);
    if (path.replace(/@+$/, '') !== `@${name}`) continue;
    if ((Number.parseInt(flags, 16) & LISTENS) !== 0) return inode;
  }
  return undefined;
}
