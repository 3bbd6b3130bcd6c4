import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { netdev } from '../../../src/procfs/sources/netdev.ts';
import { parsed, parseInto, readingOf } from '../parse.ts';

const test = suite('netdev');

const HEADER = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
const SIXTEEN = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16';

test('every column under its name, with no blank after the colon', () => {
  assert.equal(parsed(netdev, `${HEADER}  eth0:4046496815 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n`), {
    json:
      '[{"interface_name":"eth0","rx_bytes":4046496815,"rx_packets":2,"rx_errors":3,"rx_dropped":4,"rx_fifo":5,' +
      '"rx_frame":6,"rx_compressed":7,"rx_multicast":8,"tx_bytes":9,"tx_packets":10,"tx_errors":11,' +
      '"tx_dropped":12,"tx_fifo":13,"tx_collisions":14,"tx_carrier":15,"tx_compressed":16}]',
    error: undefined,
  });
});

test('rx_bytes of 2^64 - 1 comes out with every digit', () => {
  const { json } = parsed(netdev, `${HEADER}eth0: 18446744073709551615${' 0'.repeat(15)}\n`);
  assert.match(json, '"rx_bytes":18446744073709551615,');
});

test('names are opaque: VLANs, bridges, fifteen characters, other alphabets', () => {
  const names = ['bond0.100', 'br-1a2b3c4d5e6f', 'enp175s0f0np0v1', 'größe', 'a"b'];
  const lines = names.map((name) => `${name}: ${SIXTEEN}\n`);
  const read = JSON.parse(parsed(netdev, HEADER + lines.join('')).json);
  assert.equal(
    read.map((one: { interface_name: string }) => one.interface_name),
    names,
  );
});

test('the last colon separates, whether the name with one colon less was there before or not', () => {
  const names = (text: string) =>
    JSON.parse(parsed(netdev, text).json).map((one: { interface_name: string; rx_bytes: number }) => [
      one.interface_name,
      one.rx_bytes,
    ]);
  const lines = `team0:1: ${SIXTEEN}\nteam0:${SIXTEEN}\nteam0:2:${SIXTEEN}\n`;
  const right = [
    ['team0:1', 1],
    ['team0', 1],
    ['team0:2', 1],
  ];
  assert.equal(names(HEADER + lines), right);
  const read = readingOf(netdev);
  parseInto(read, `${HEADER}team0: ${SIXTEEN}\n`);
  parseInto(read, `${HEADER}team0:1: ${SIXTEEN}\n`);
  assert.is(read.reading.error, undefined);
  assert.equal(
    read.reading.layout.rows.map(({ name }) => name),
    ['team0:1'],
  );
});

test('no interface is an empty list; a short line costs that line', () => {
  assert.equal(parsed(netdev, HEADER), { json: '[]', error: undefined });
  const { json, error } = parsed(netdev, `${HEADER}lo: 1 2 3\neth0: ${SIXTEEN}\n`);
  assert.is(JSON.parse(json).length, 1);
  assert.is(error, 'line 3: 3 numbers where at least 16 belong');
});

test.run();
