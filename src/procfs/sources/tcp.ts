import fs from 'node:fs';
import path from 'node:path';
import { type Field, SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { type Word, wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

const FILES = ['net/snmp', 'net/netstat'];

/** What is recorded of each protocol, by the kernel's names. Which of them there are depends on the kernel. */
const WANTED: Readonly<Record<string, string>> = {
  Ip: 'ReasmFails',
  Tcp: 'CurrEstab InSegs OutSegs RetransSegs InErrs',
  Udp: 'InErrors RcvbufErrors SndbufErrors',
  TcpExt: `PruneCalled ListenOverflows ListenDrops TCPLostRetransmit TCPTimeouts TCPBacklogDrop TCPSynRetrans
           TCPZeroWindowDrop TCPRcvQDrop`,
};

/** A value that is recorded: the row it goes into, and what an error calls it. */
interface Wanted {
  readonly row: Word;
  readonly field: Field;
}

interface Protocol {
  readonly name: string;
  /** What its lines begin with. */
  readonly prefix: string;
  readonly wanted: ReadonlyMap<string, Wanted>;
}

const PROTOCOLS: readonly Protocol[] = Object.entries(WANTED).map(([name, values]) => ({
  name,
  prefix: `${name}:`,
  wanted: new Map(
    values.split(/\s+/).map((value) => {
      const row = `${name} ${value}`;
      return [value, { row: wordOf(row), field: { name: row, scale: 0 } }];
    }),
  ),
}));
const ROWS: readonly TreeRow[] = PROTOCOLS.flatMap(({ name, wanted }) =>
  [...wanted.keys()].map((value) => ({ name: `${name} ${value}`, presence: 'sometimes' }) as const),
);

/**
 * `/proc/net/snmp` and `/proc/net/netstat`: segments, retransmissions, timeouts and drops of TCP, errors of UDP, fragments
 * of IP that could not be put together. Counters since boot, but for `CurrEstab`, the connections there are now. Of the
 * network namespace of the reader.
 * @see `snmp_seq_show` and `netstat_seq_show` in net/ipv4/proc.c; https://docs.kernel.org/networking/snmp_counter.html
 */
export const tcpStatistics: Source = {
  name: 'tcp',
  about: 'TCP and UDP: segments, retransmissions, timeouts, drops, errors; connections',
  reference: 'https://docs.kernel.org/networking/snmp_counter.html',
  root: 'procfs',
  files: [],
  lookedFor: FILES,
  // Some containers have one of them, or none.
  find: (root) =>
    FILES.filter((file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false }) !== undefined),
  inOnePiece: true,
  optional: true,
  byDefault: false,
  shape: { kind: 'tree', path: (row) => row.split(' '), rows: ROWS },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading): void {
    let named: Named | undefined;
    while (text.nextLine()) {
      if (!text.word()) continue;
      const protocol = PROTOCOLS.find(({ prefix }) => text.is(prefix));
      if (named !== undefined && named.protocol === protocol) {
        readValues(text, reading, named);
        named = undefined;
        continue;
      }
      if (named !== undefined) rejectNames(text, reading, named);
      named = protocol === undefined ? undefined : { protocol, names: namesOf(text) };
      if (protocol === undefined) reading.ignoreRest(text);
    }
    if (named !== undefined) rejectNames(text, reading, named);
    reading.demandRows();
  },
};

/** A line of names, whose values are on the next: `Tcp: RtoAlgorithm RtoMin …`, `Tcp: 1 200 …`. */
interface Named {
  readonly protocol: Protocol;
  readonly names: readonly string[];
}

function namesOf(text: Text): string[] {
  const names: string[] = [];
  while (text.word()) names.push(text.toString());
  return names;
}

function rejectNames(text: Text, reading: Reading, { protocol: { prefix } }: Named): void {
  reading.reject(text, `not the values of the names after "${prefix}" on the line before`);
}

function readValues(text: Text, reading: Reading, { protocol, names }: Named): void {
  const count = text.words();
  if (count !== names.length) {
    reading.reject(text, `${count} values of ${names.length} names of ${protocol.name}`);
    return;
  }
  for (const name of names) {
    const wanted = protocol.wanted.get(name);
    if (wanted !== undefined) {
      reading.row(wanted.row);
      if (reading.next(text, wanted.field)) reading.endRow();
    } else if (!reading.add(text, undefined)) {
      reading.reject(text, `${protocol.name} ${name} is not a number`);
    }
  }
}
