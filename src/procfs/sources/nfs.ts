import path from 'node:path';
import { type Field, integers } from '../field.ts';
import { type MountLine, mountLinesOf, unescaped } from '../host/mount-lines.ts';
import { textIfThere } from '../host/small-file.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

const MOUNTSTATS = 'self/mountstats';
const MOUNTINFO = 'self/mountinfo';
const FILESYSTEMS = 'filesystems';

// What applications asked for (O_DIRECT apart), what went over the network for that, and pages of the page cache.
const BYTES = integers(
  `normal_read_bytes normal_write_bytes direct_read_bytes direct_write_bytes server_read_bytes server_write_bytes
   read_pages write_pages`,
);
// Errors came with kernel 5.3.
const OPERATION = integers(
  'ops transmissions major_timeouts bytes_sent bytes_received queue_ms rtt_ms execute_ms errors',
);
const OPERATION_LEAST = 8;
const OTHERS = integers('ops execute_ms errors');
const OTHERS_LEAST = 2;
/** Where these are on an operation's line. */
const OPS_AT = 0;
const EXECUTE_AT = 7;
const ERRORS_AT = 8;
// The last three are sums over the requests: of those in flight, those that waited for a slot, …
const TRANSPORT = integers('sends recvs bad_xids req_u bklog_u');
/** How many numbers a transport has before `sends`, by its kind: port, bind count, connects, their time, idle time. */
const BEFORE_SENDS: ReadonlyMap<string, number> = new Map([
  ['udp', 2],
  ['tcp', 5],
  ['local', 4],
  ['rdma', 5],
]);

const STORAGE_OPERATIONS: ReadonlySet<string> = new Set(['READ', 'READ_PLUS', 'WRITE', 'COMMIT']);
const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['bytes', BYTES],
  ['transports', TRANSPORT],
  ['others', OTHERS],
]);
const ROWS: readonly TreeRow[] = ['bytes', 'transports', 'others', ...STORAGE_OPERATIONS].map((what) => ({
  name: `${what} mount`,
  presence: 'example',
}));

/** What a row is of, and the mount, whose name can have blanks. */
function partsOf(row: string): [what: string, target: string] {
  const blank = row.indexOf(' ');
  return [row.slice(0, blank), row.slice(blank + 1)];
}

/**
 * `/proc/self/mountstats`: what each NFS mount has done, by its client: bytes that were asked for and bytes that went over
 * the network, the operations that carry data one by one, all others together, and the transports together. Counters since
 * it was mounted. Mounts that are the same file system once more (bind mounts, the same export mounted twice) are left out.
 * @see `nfs_show_stats` in fs/nfs/super.c, `rpc_clnt_show_stats` in net/sunrpc/stats.c
 */
export const nfs: Source = {
  name: 'nfs',
  about: 'NFS mounts: bytes asked for and sent, operations, ms',
  reference: 'nfs_show_stats in fs/nfs/super.c, rpc_clnt_show_stats in net/sunrpc/stats.c',
  root: 'procfs',
  files: [],
  lookedFor: [MOUNTSTATS],
  find: (root) => (hasNfs(root) ? [MOUNTSTATS] : []),
  inOnePiece: false,
  optional: true,
  byDefault: true,
  shape: {
    kind: 'tree',
    path: (row) => {
      const [what, target] = partsOf(row);
      return [target, what];
    },
    varying: 0,
    rows: ROWS,
  },
  fields: (row) => FIELDS.get(partsOf(row)[0]) ?? OPERATION,
  least: (row) => {
    const [what] = partsOf(row);
    if (what === 'others') return OTHERS_LEAST;
    return FIELDS.get(what)?.length ?? OPERATION_LEAST;
  },
  parse(text: Text, reading: Reading, _: string, root: string): void {
    const fileSystems = new FileSystems(() => textIfThere(path.join(root, MOUNTINFO)));
    const mounts = new Mounts(text, reading, fileSystems);
    while (text.nextLine()) mounts.line();
    reading.demandRowsIfLines();
    if (reading.isFileEmpty) throw Object.assign(new Error('no NFS is mounted'), { code: 'ENOENT' });
  },
};

/** Whether NFS is mounted, or was: what is mounted anew between two phases would else be seen a minute later. */
function hasNfs(root: string): boolean {
  const isMounted = /^device .* with fstype nfs4? /m.test(textIfThere(path.join(root, MOUNTSTATS)));
  // The kernel loads it with the first mount.
  return isMounted || /^nodev\tnfs4?$/m.test(textIfThere(path.join(root, FILESYSTEMS)));
}

/** Which mounts are of one file system, by the numbers of its device. */
class FileSystems {
  /** A mountinfo, which has all mounts of a node: it is only asked for where NFS is mounted. */
  readonly #mountinfo: () => string;
  #lines: readonly MountLine[] | undefined;
  #at = 0;
  readonly #seen = new Set<string>();

  constructor(mountinfo: () => string) {
    this.#mountinfo = mountinfo;
  }

  /** Whether the next mount that is listed, which is there, is of a file system that was listed before. */
  isAgain(target: string): boolean {
    // Both lists have the kernel's order. Several file systems can be mounted at one place, one above the other.
    this.#lines ??= mountLinesOf(this.#mountinfo()).filter(({ type }) => isNfs(type));
    const at = this.#lines.findIndex((line, nth) => nth >= this.#at && line.target === target);
    if (at < 0) return false; // Mounted since.
    this.#at = at + 1;
    const { device } = this.#lines[at]!;
    if (this.#seen.has(device)) return true;
    this.#seen.add(device);
    return false;
  }
}

function isNfs(type: string): boolean {
  return type === 'nfs' || type === 'nfs4';
}

/** Reads the lines of a mountstats. */
class Mounts {
  readonly #text: Text;
  readonly #reading: Reading;
  readonly #fileSystems: FileSystems;
  /** Where the mount is whose lines these are; undefined if they are not looked at. */
  #target: string | undefined;
  readonly #places = new Map<string, number>();
  #areOperations = false;
  /** Which numbers of the file the first of the sums are; undefined before the first line that is added to them. */
  #transports: number | undefined;
  #others: number | undefined;

  constructor(text: Text, reading: Reading, fileSystems: FileSystems) {
    this.#text = text;
    this.#reading = reading;
    this.#fileSystems = fileSystems;
  }

  line(): void {
    const text = this.#text;
    if (!text.word()) return;
    if (text.is('device') || text.is('no')) this.#mount();
    else if (this.#target === undefined) this.#reading.ignoreRest(text);
    else if (this.#areOperations) this.#operation(this.#target);
    else this.#fact(this.#target);
  }

  /** `device X mounted on Y with fstype Z`, or `no device mounted on …`. */
  #mount(): void {
    const words: string[] = [];
    const text = this.#text;
    while (text.word()) words.push(text.toString());
    const on = words.indexOf('on', words.indexOf('mounted'));
    const [target = '', , , type = ''] = words.slice(on + 1);
    const place = unescaped(target);
    const isNew = on >= 0 && isNfs(type) && !this.#fileSystems.isAgain(place);
    this.#target = isNew ? this.#nameOf(place) : undefined;
    this.#areOperations = false;
    this.#transports = undefined;
    this.#others = undefined;
  }

  /** One above another at the same place gets a name of its own. */
  #nameOf(place: string): string {
    const nth = (this.#places.get(place) ?? 0) + 1;
    this.#places.set(place, nth);
    return nth === 1 ? place : `${place}#${nth}`;
  }

  /** What stands before the operations. Drivers of vendors print lines of their own there. */
  #fact(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    if (text.is('per-op')) this.#areOperations = true;
    if (text.is('bytes:')) {
      reading.row(wordOf(`bytes ${target}`));
      reading.numbersOf(text, BYTES, BYTES.length);
    } else if (text.is('xprt:')) this.#transport(target);
    else reading.ignoreRest(text);
  }

  #transport(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    const before = text.word() ? BEFORE_SENDS.get(text.toString()) : undefined;
    if (before === undefined) {
      // Its kind stays what it is: nothing jumps without it, and the mount has its bytes.
      reading.reject(text, 'a transport that is not known');
      return;
    }
    if (this.#transports === undefined) {
      reading.row(wordOf(`transports ${target}`));
      this.#transports = reading.sums(text, TRANSPORT.length);
      reading.endRow();
    }
    for (let nth = -before; nth < TRANSPORT.length; nth++) {
      if (reading.add(text, nth < 0 ? undefined : this.#transports + nth)) continue;
      throw wrong(text, `a transport without ${TRANSPORT[nth]?.name ?? 'numbers'}`);
    }
    reading.ignoreRest(text);
  }

  /** `READ: 10 11 0 1280 1053312 2 50 53 0`; of an operation that the kernel has no name for, its number stands there. */
  #operation(target: string): void {
    const text = this.#text;
    const reading = this.#reading;
    const name = text.toString().replace(/:$/, '');
    if (STORAGE_OPERATIONS.has(name)) {
      reading.row(wordOf(`${name} ${target}`));
      reading.numbersOf(text, OPERATION, OPERATION_LEAST);
      return;
    }
    const columns = Math.min(text.words(), OPERATION.length);
    if (columns < OPERATION_LEAST)
      throw wrong(text, `${columns} numbers where at least ${OPERATION_LEAST} belong`);
    if (this.#others === undefined) {
      reading.row(wordOf(`others ${target}`));
      this.#others = reading.sums(text, columns > ERRORS_AT ? OTHERS.length : OTHERS_LEAST);
      reading.endRow();
    }
    for (let column = 0; column < columns; column++) {
      const sum = SUMMED.get(column);
      if (reading.add(text, sum === undefined ? undefined : this.#others + sum)) continue;
      throw wrong(text, `${name} has something else than a number`);
    }
    reading.ignoreRest(text);
  }
}

/** Without one of its parts a sum would fall, and jump by all of that part when it is back: it costs the file. */
function wrong({ line }: Text, why: string): Error {
  return new Error(`line ${line}: ${why}`);
}

/** Which of the sums of `OTHERS` a number of an operation's line is added to. */
const SUMMED: ReadonlyMap<number, number> = new Map([
  [OPS_AT, 0],
  [EXECUTE_AT, 1],
  [ERRORS_AT, 2],
]);
