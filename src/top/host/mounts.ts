import type { Sample } from '../../series/schema.ts';
import { isPlainObject, type Members } from '../../series/schema-parts.ts';
import { dividedBy, perSecond, sumOfAll } from './per-second.ts';

/** What an NFS mount did; null where it is not known. */
export interface MountDetail {
  readonly name: string;
  /** Had from its server, and sent to it. */
  readonly readMb: number | null;
  readonly writeMb: number | null;
  /** Reads and writes a second, as the server sees them. */
  readonly operations: number | null;
  /** Of such an operation, from when it was made to its end, mean; null where there was none. */
  readonly awaitMs: number | null;
}

const DATA = ['READ', 'READ_PLUS', 'WRITE'];

export function mountDetails(
  { nfs: before }: Sample,
  { nfs: after }: Sample,
  seconds: number,
): MountDetail[] {
  return Object.entries(after ?? {}).flatMap(([name, counts]) => {
    if (!isPlainObject(counts)) return [];
    const [then, now] = [membersOf(before, name), counts];
    const mb = (field: string) => {
      const rate = perSecond(membersOf(then, 'bytes')[field], membersOf(now, 'bytes')[field], seconds);
      return rate === null ? null : rate / 1e6;
    };
    // Which of them there are hangs on the version of NFS.
    const data = DATA.filter((operation) => operation in now);
    const ofAll = (field: string) =>
      data.length === 0
        ? null
        : sumOfAll(
            data.map((one) => perSecond(membersOf(then, one)[field], membersOf(now, one)[field], seconds)),
          );
    const operations = ofAll('ops');
    return [
      {
        name,
        readMb: mb('server_read_bytes'),
        writeMb: mb('server_write_bytes'),
        operations,
        awaitMs: dividedBy(ofAll('execute_ms'), operations),
      },
    ];
  });
}

function membersOf(parent: Members | undefined, key: string): Members {
  const members = parent?.[key];
  return isPlainObject(members) ? members : {};
}
