import { rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { tcpStatistics } from '../../../src/procfs/sources/tcp.ts';
import { assertEachReading, CLIENTS, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';
import { afterChange } from './after-change.ts';
import { testOwnKernel } from './own-kernel.ts';

const test = suite('tcp');

const SNMP = 'proc/net/snmp';
const NETSTAT = 'proc/net/netstat';

for (const name of ['tcp-page', 'tcp-old', 'tcp-no-netstat']) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, tcpStatistics);
  });
}

test('a netstat of more than a page is read to its end', () => {
  assert.ok(statSync(path.join(CLIENTS, 'tcp-page', NETSTAT)).size > 4096);
});

test('numbers that have changed are read without the names, those that nobody wants too', () => {
  const { json, error, parsed } = afterChange('tcp-page', tcpStatistics, [
    [SNMP, 'Tcp: 1 200 120000 -1 310', 'Tcp: 1 200 120000 250000 999999'],
    [SNMP, ' 77 3 21 2\n', ' 9007199254740995 4 -5 18446744073709551615\n'],
    [NETSTAT, ' 11 12 70007', ' 1111 12 0'],
  ]);
  assert.is(error, undefined);
  assert.is(parsed, 0);
  const expected = expectedOf('tcp-page', 'tcp')
    ?.replace('"RetransSegs":77,"InErrs":3', '"RetransSegs":9007199254740995,"InErrs":4')
    .replace('"ListenOverflows":11', '"ListenOverflows":1111');
  assert.is(json, expected);
});

test('a name that comes is not passed over', () => {
  const { json, error, parsed } = afterChange('tcp-old', tcpStatistics, [
    [
      SNMP,
      'Udp: InDatagrams NoPorts InErrors OutDatagrams',
      'Udp: InDatagrams NoPorts InErrors OutDatagrams New',
    ],
  ]);
  assert.ok(parsed > 0);
  assert.match(error ?? '', /net\/snmp line 6: 4 values of 5 names of Udp/);
  assert.not.match(json, '"Udp"');
});

test('a kind of ICMP message that comes for the first time changes nothing, and costs nothing', () => {
  const { json, parsed } = afterChange('tcp-page', tcpStatistics, [
    [SNMP, 'IcmpMsg: InType3 OutType3', 'IcmpMsg: InType3 InType8 OutType3'],
    [SNMP, 'IcmpMsg: 4 4', 'IcmpMsg: 4 1 4'],
  ]);
  assert.is(parsed, 0);
  assert.is(json, expectedOf('tcp-page', 'tcp'));
});

test('values go with names, in whatever order', () => {
  const text = 'Tcp: OutSegs MaxConn RetransSegs InSegs\nTcp: 1 -1 2 3\n';
  assert.equal(parsed(tcpStatistics, text), {
    json: '{"Tcp":{"OutSegs":1,"RetransSegs":2,"InSegs":3}}',
    error: undefined,
  });
});

test('UdpLite is not UDP, nor TcpExt TCP', () => {
  const text = 'UdpLite: InErrors\nUdpLite: 1\nTcpExt: RetransSegs ListenDrops\nTcpExt: 2 3\n';
  assert.equal(parsed(tcpStatistics, text), { json: '{"TcpExt":{"ListenDrops":3}}', error: undefined });
});

const UDP = 'Udp: InErrors RcvbufErrors\nUdp: 1 2\n';

for (const [what, text, reason] of [
  [
    'a pair with less values than names',
    'Tcp: InSegs OutSegs RetransSegs\nTcp: 1 2\n',
    'line 2: 2 values of 3 names of Tcp',
  ],
  [
    'a pair with more values than names',
    'Tcp: InSegs OutSegs\nTcp: 1 2 3\n',
    'line 2: 3 values of 2 names of Tcp',
  ],
  [
    'names without values',
    'Tcp: InSegs OutSegs\n',
    'line 2: not the values of the names after "Tcp:" on the line before',
  ],
  [
    'names with values of something else',
    'Tcp: InSegs OutSegs\nIcmp: InMsgs\nIcmp: 1\n',
    'line 2: not the values of the names after "Tcp:" on the line before',
  ],
] as const) {
  test(`${what} cost that pair`, () => {
    assert.equal(parsed(tcpStatistics, text + UDP), {
      json: '{"Udp":{"InErrors":1,"RcvbufErrors":2}}',
      error: reason,
    });
  });
}

test('names at the end have no values', () => {
  const { json, error } = parsed(tcpStatistics, `${UDP}Tcp: InSegs`);
  assert.is(json, '{"Udp":{"InErrors":1,"RcvbufErrors":2}}');
  assert.is(error, 'line 4: not the values of the names after "Tcp:" on the line before');
});

test('a value that is no number costs itself, and is named', () => {
  const text = 'Tcp: MaxConn CurrEstab InSegs OutSegs\nTcp: - 12abc 3 18446744073709551616\n';
  assert.equal(parsed(tcpStatistics, text), {
    json: '{"Tcp":{"InSegs":3}}',
    error:
      'line 2: Tcp MaxConn is not a number; line 2: "12abc" is not a number (Tcp CurrEstab); ' +
      'line 2: "18446744073709551616" is not a number (Tcp OutSegs)',
  });
});

test('a file that ends in mid-line costs its last pair, and the next tick has all again', () => {
  const { root, remove } = copyOf('tcp-old');
  const reader = new SourceReader(tcpStatistics, { procfs: path.join(root, 'proc'), sysfs: '/none' });
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    const whole = 'TcpExt: PruneCalled ListenDrops TCPTimeouts\nTcpExt: 1 2 3\n';
    const file = path.join(root, NETSTAT);
    writeFileSync(file, whole.slice(0, -3));
    assert.is(reader.read(), 'ok');
    assert.match(reader.error ?? '', /net\/netstat.*2 values of 3 names of TcpExt/);
    assert.not.match(jsonOf(reader), 'TcpExt');
    writeFileSync(file, whole);
    assert.equal([reader.read(), reader.error], ['ok', undefined]);
    assert.match(jsonOf(reader), '"TcpExt":{"PruneCalled":1,"ListenDrops":2,"TCPTimeouts":3}}');
  } finally {
    reader.close();
    remove();
  }
});

test('something else than such a file is an error', () => {
  assert.throws(() => parsed(tcpStatistics, ''), /the file is empty, or not what it should be/);
  assert.throws(() => parsed(tcpStatistics, 'x 1\ny 2\n'), /the file is empty, or not what it should be/);
  assert.throws(
    () => parsed(tcpStatistics, 'Tcp: InSegs\nTcp: 1 2\n'),
    /no line can be read: line 2: 2 values of 1 names/,
  );
});

test('where there is neither file it is absent; one that comes is found within a minute', async () => {
  const { root, remove } = await tree({ 'net/dev': '' });
  let now = 0;
  const reader = new SourceReader(tcpStatistics, { procfs: root, sysfs: '/none' }, () => now);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  writeFileSync(path.join(root, 'net/snmp'), 'Tcp: InSegs\nTcp: 5\n');
  now = 59;
  assert.is(reader.read(), 'absent');
  now = 60;
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), '{"Tcp":{"InSegs":5}}');
  reader.close();
  rmSync(path.join(root, 'net'), { recursive: true });
  now = 120;
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

testOwnKernel(test, tcpStatistics, 'net/netstat', 15);

test.run();
