import { STORAGE_OPERATIONS } from '../../procfs/nfs/fields.ts';
import { counterDelta } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** What the operations of a mount did between two samples that carry data or have it written. */
export interface NfsOperations {
  readonly mount: string;
  readonly ops: number;
  /** From when each was made until its answer was there, together, ms. */
  readonly ms: number;
  /** How often a request was sent again. */
  readonly retransmits: number;
}

/** Of an operation what rates are made of. */
export const NFS_OPERATION_FIELDS: ReadonlySet<string> = new Set(['ops', 'transmissions', 'execute_ms']);

/**
 * The mounts that both samples have. One of which a counter of these has fallen was mounted anew and is left out.
 * @see `rpc_count_iostats` in net/sunrpc/stats.c
 */
export function operationsOfMounts({ nfs: before }: Sample, { nfs: after }: Sample): NfsOperations[] {
  if (before === undefined || after === undefined) return [];
  const found: NfsOperations[] = [];
  for (const mount in after) {
    const [then, now] = [before[mount], after[mount]];
    const one = isPlainObject(then) && isPlainObject(now) ? operationsOf(mount, then, now) : undefined;
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** All of them together; undefined if there are none. */
export function operationsTogether(before: Sample, after: Sample): Omit<NfsOperations, 'mount'> | undefined {
  const all = operationsOfMounts(before, after);
  if (all.length === 0) return undefined;
  const sum = { ops: 0, ms: 0, retransmits: 0 };
  for (const { ops, ms, retransmits } of all) {
    sum.ops += ops;
    sum.ms += ms;
    sum.retransmits += retransmits;
  }
  return sum;
}

function operationsOf(mount: string, then: Members, now: Members): NfsOperations | undefined {
  let isKnown = false;
  let [ops, ms, sent] = [0, 0, 0];
  for (const name of STORAGE_OPERATIONS) {
    const [earlier, later] = [then[name], now[name]];
    if (!isPlainObject(earlier) || !isPlainObject(later)) continue;
    const deltas = ['ops', 'execute_ms', 'transmissions'].map((field) =>
      counterDelta(earlier[field], later[field]),
    );
    const [one = null, took = null, sends = null] = deltas;
    if (one === null || took === null || sends === null) return undefined;
    isKnown = true;
    ops += one;
    ms += took;
    sent += sends;
  }
  return isKnown ? { mount, ops, ms, retransmits: Math.max(0, sent - ops) } : undefined;
}
