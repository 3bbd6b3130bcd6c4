import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { portFull } from '../../../../src/report/findings/rules/port-full.ts';
import { networkInterface } from '../../../series/example.ts';
import type { MadeObserved } from '../made-observed.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** Hosts with a port each, used by so much. */
function ports(hosts: number, used: (host: number, piece: number) => number, mbps = 10_000): MadeObserved {
  const means = (host: number) => Float64Array.of(used(host, 0));
  return {
    hosts,
    does: { net_busiest_percent: used },
    info: () => ({ interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: mbps })] }),
    things: (host) => [{ kind: 'interface', name: 'eth0', means: means(host), amounts: Float64Array.of(1) }],
  };
}

test('the port of one host, with its speed', () => {
  const [first, ...more] = foundBy(
    portFull,
    ports(8, (host) => (host === 2 ? 94 : 10)),
  );
  assert.equal(more, []);
  assert.is(first?.text, 'The network port of node3 was full: 94 % of 10 Gbit/s.');
  assert.equal([first?.cause, first?.hosts, first?.evidence], ['port full', ['node3'], ['node3: 94 %']]);
  assert.equal(
    textsBy(
      portFull,
      ports(1, () => 94, 100),
    ),
    ['The network port of node1 was full: 94 % of 100 Mbit/s.'],
  );
});

test('from 78 % on it is full', () => {
  assert.equal(
    textsBy(
      portFull,
      ports(8, () => 77.9),
    ),
    [],
  );
  assert.equal(
    textsBy(
      portFull,
      ports(8, () => 78),
    ),
    ['The network ports of all 8 hosts were full: 78 % of 10 Gbit/s.'],
  );
});

test('ports of more than half of the hosts are told by their number, of few hosts by name', () => {
  assert.equal(
    textsBy(
      portFull,
      ports(8, (host) => (host < 5 ? 90 : 10)),
    ),
    ['The network ports of 5 of 8 hosts were full: 90 % of 10 Gbit/s.'],
  );
  assert.equal(
    textsBy(
      portFull,
      ports(8, (host) => (host < 4 ? 90 + host : 10)),
    ),
    ['The network ports of node4, node3 and 2 more hosts were full: 93 % of 10 Gbit/s.'],
  );
  assert.equal(
    textsBy(
      portFull,
      ports(3, (host) => (host < 2 ? 90 : 10)),
    ),
    ['The network ports of node1 and node2 were full: 90 % of 10 Gbit/s.'],
  );
});

test('a burst of less than a twentieth of the run is none', () => {
  // The shortest windows have 3 minutes, a twentieth of an hour: 3 full minutes are found, 2 of 100 % are 67 % of it.
  const burst = (to: number) => (host: number, piece: number) =>
    host === 2 && piece >= 30 && piece < to ? 100 : 0;
  assert.equal(textsBy(portFull, ports(8, burst(32))), []);
  assert.equal(textsBy(portFull, ports(8, burst(33))), [
    'The network port of node3 was full from 30:00 to 33:00: 100 % of 10 Gbit/s.',
  ]);
});

test('nobody knows how fast it is', () => {
  const made = { hosts: 4, does: { net_busiest_percent: (host: number) => (host === 2 ? 90 : 1) } };
  assert.equal(textsBy(portFull, made), ['The network port of node3 was full: 90 % of its speed.']);
  assert.equal(textsBy(portFull, { hosts: 4 }), []);
});

test.run();
