import { stringifyExact } from '../exact/json.ts';
import type { HostInfo, Overhead } from '../series/schema.ts';
import { roundToMicroseconds } from '../system/clock.ts';
import { bareRecord, encodeHead, type HelloRecord, PROTOCOL, type RankRecord } from '../wire/records.ts';
import type { OffsetEstimate } from './clock-offset.ts';
import type { Outgoing } from './outbox.ts';
import type { Stamp } from './sender.ts';

/** The first record of a rank: where it is, and what does not change there. */
export function helloRecord(
  stamp: Stamp,
  host: Pick<HelloRecord, 'time' | 'hostname' | 'node' | 'utc_offset_minutes' | 'required'>,
  info: HostInfo,
): Outgoing {
  const { time, hostname, node, utc_offset_minutes, required } = host;
  const head: HelloRecord = {
    type: 'hello',
    ...stamp,
    time: roundToMicroseconds(time),
    protocol: PROTOCOL,
    hostname,
    node,
    utc_offset_minutes,
    required,
  };
  return {
    seq: stamp.seq,
    role: 'essential',
    samples: 0,
    head: encodeHead(head),
    body: Buffer.from(stringifyExact(info)),
  };
}

/** The host has other devices now, at the wall clock time `time` (ms): what its hello said is replaced. */
export function infoRecord(stamp: Stamp, time: number, info: HostInfo): Outgoing {
  const head = encodeHead({ type: 'info', ...stamp, time: roundToMicroseconds(time) });
  return { seq: stamp.seq, role: 'essential', samples: 0, head, body: Buffer.from(stringifyExact(info)) };
}

/** How far this host's clock is from that of rank 0. The error is rounded up: the true offset stays within it. */
export function clockRecord(stamp: Stamp, { offsetMs, errorMs }: OffsetEstimate): Outgoing {
  const offset_ms = roundToMicroseconds(offsetMs);
  const error_ms = Math.ceil(errorMs * 1000) / 1000;
  return bare({ type: 'clock', ...stamp, offset_ms, error_ms });
}

/** Stands for so many samples for which there was no room: records `from` to that of the stamp. */
export function lostRecord(stamp: Stamp, from: number, samples: number): Outgoing {
  return bare({ type: 'lost', ...stamp, from, samples });
}

/** The last record of a rank, at the wall clock time `time` (ms): why it ends, and what it has cost. */
export function byeRecord(stamp: Stamp, time: number, reason: string, cost: Overhead): Outgoing {
  const head = encodeHead({ type: 'bye', ...stamp, time: roundToMicroseconds(time), reason });
  return { seq: stamp.seq, role: 'kept', samples: 0, head, body: Buffer.from(JSON.stringify(cost)) };
}

/** A record without a body. */
function bare(head: RankRecord): Outgoing {
  return { seq: head.seq, role: 'kept', samples: 0, ...bareRecord(head) };
}
