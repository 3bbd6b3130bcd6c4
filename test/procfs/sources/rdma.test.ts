import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { rdma } from '../../../src/procfs/sources/rdma.ts';
import { assertEachReading, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';

const test = suite('rdma');

for (const name of [
  'mlx5-rdma',
  'bnxt-both-files',
  'irdma-ENOSYS-counters',
  'efa-breakdown',
  'hfi1-flits',
  'mlx4-counters-ext',
  'rxe-soft',
]) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, rdma);
  });
}

/** Reads a tree three times, lets it change, and gives what comes then and how often a file was parsed for it. */
function changed(name: string, change: (sysfs: string) => void, seconds = 1) {
  const { root, remove } = copyOf(name);
  const sysfs = path.join(root, 'sys');
  let [now, parses] = [0, 0];
  const counted: typeof rdma = {
    ...rdma,
    parse: (...given) => {
      parses++;
      rdma.parse(...given);
    },
  };
  const reader = new SourceReader(counted, { procfs: '/none', sysfs }, () => now);
  const next = () => {
    now += seconds;
    parses = 0;
    const outcome = reader.read();
    return { outcome, json: outcome === 'ok' ? jsonOf(reader) : '', error: reader.error, parses };
  };
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    change(sysfs);
    return [next(), next(), next()] as const;
  } finally {
    reader.close();
    remove();
  }
}

const PORT = 'class/infiniband/mlx5_0/ports/1';

test('numbers that have changed are read without the names, longer ones, too', () => {
  const [after] = changed('mlx5-rdma', (sysfs) => {
    writeFileSync(path.join(sysfs, PORT, 'counters/port_rcv_data'), '18446744073709551614\n');
    writeFileSync(path.join(sysfs, PORT, 'counters/port_xmit_wait'), '4294967297\n');
  });
  const expected = expectedOf('mlx5-rdma', 'rdma')
    ?.replace('"port_rcv_data":1000,', '"port_rcv_data":18446744073709551614,')
    .replace('"port_xmit_wait":4294967296', '"port_xmit_wait":4294967297');
  assert.equal(after, { outcome: 'ok', json: expected, error: undefined, parses: 0 });
});

test('a link that goes down', () => {
  const [after] = changed('mlx5-rdma', (sysfs) =>
    writeFileSync(path.join(sysfs, PORT, 'state'), '1: DOWN\n'),
  );
  assert.is(after.json, expectedOf('mlx5-rdma', 'rdma')?.replace('"state":4', '"state":1'));
  assert.is(after.error, undefined);
});

test('a file that has no number any more costs itself, and comes back', () => {
  for (const [text, why] of [
    ['N/A (no PMA)\n', '"N/A" is not a number'],
    ['', 'the file is empty'],
  ] as const) {
    const [after] = changed('mlx5-rdma', (sysfs) =>
      writeFileSync(path.join(sysfs, PORT, 'counters/port_rcv_data'), text),
    );
    assert.is(after.outcome, 'ok');
    assert.is(after.json, expectedOf('mlx5-rdma', 'rdma')?.replace('"port_rcv_data":1000,', ''));
    assert.match(after.error ?? '', `${PORT}/counters/port_rcv_data`);
    assert.match(after.error ?? '', why);
  }
});

test('a minute later it is not looked at any more, and that is no error', () => {
  const [after] = changed(
    'mlx5-rdma',
    (sysfs) => writeFileSync(path.join(sysfs, PORT, 'hw_counters/np_cnp_sent'), 'N/A (no PMA)\n'),
    60,
  );
  assert.is(after.error, undefined);
  // There is room for another: the limit is of 16 files a port.
  const port = JSON.parse(after.json)['mlx5_0/1'];
  assert.not('np_cnp_sent' in port);
  assert.equal([port.out_of_buffer, Object.keys(port).length], [11, 16]);
});

test('a card that is taken out is gone within a minute, and the others go on', () => {
  const [first, second] = changed(
    'mlx5-rdma',
    (sysfs) => rmSync(path.join(sysfs, 'class/infiniband/mlx5_1'), { recursive: true }),
    60,
  );
  for (const { json, error } of [first, second]) {
    assert.equal(Object.keys(JSON.parse(json)), ['mlx5_0/1']);
    assert.is(error, undefined);
  }
});

test('ports come, and are found within a minute', async () => {
  const { root, remove } = await tree({ 'class/infiniband/.keep': '' });
  rmSync(path.join(root, 'class/infiniband/.keep'));
  let now = 0;
  const reader = new SourceReader(rdma, { procfs: '/none', sysfs: root }, () => now);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  mkdirSync(path.join(root, 'class/infiniband/mlx5_0/ports/1'), { recursive: true });
  writeFileSync(path.join(root, PORT, 'state'), '2: INIT\n');
  now = 59;
  assert.is(reader.read(), 'absent');
  now = 60;
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), '{"mlx5_0/1":{"state":2}}');
  renameSync(path.join(root, 'class/infiniband/mlx5_0'), path.join(root, 'class/infiniband/roce0'));
  now = 120;
  reader.read();
  assert.is(jsonOf(reader), '{"roce0/1":{"state":2}}');
  reader.close();
  remove();
});

test('a node without RDMA has none, without an error', async () => {
  const { root, remove } = await tree({ 'class/net/eth0/mtu': '1500\n' });
  const reader = new SourceReader(rdma, { procfs: '/none', sysfs: root });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  const demanded = new SourceReader({ ...rdma, optional: false }, { procfs: '/none', sysfs: root });
  assert.match(demanded.read(), /^failed: this node has none/);
  remove();
});

test('a list that cannot be read is no node without RDMA', async () => {
  const { root, remove } = await tree({ 'class/x': '' });
  symlinkSync('infiniband', path.join(root, 'class/infiniband'));
  const reader = new SourceReader(rdma, { procfs: '/none', sysfs: root });
  assert.match(reader.read(), /^failed: .*ELOOP/);
  remove();
});

test('a state that is none costs itself, and a port with one of two digits has it', () => {
  const file = `${PORT}/state`;
  assert.throws(() => parsed(rdma, 'ACTIVE\n', file), /a state without a number/);
  assert.throws(() => parsed(rdma, 'x: ACTIVE\n', file), /"x" is not a number/);
  assert.is(parsed(rdma, '12: UNKNOWN\n', file).json, '{"mlx5_0/1":{"state":12}}');
});

/** The counters that are read of one port with these files below its folder, and a driver; each file has 1 in it. */
async function chosen(driver: string, files: string): Promise<string[]> {
  const at = 'class/infiniband/dev0';
  const counters = files.split(' ').map((file) => [`${at}/ports/1/${file}`, '1\n'] as const);
  const { root, remove } = await tree({
    [`${at}/device/uevent`]: `DRIVER=${driver}\n`,
    ...Object.fromEntries(counters),
  });
  const found = rdma.find?.(root, { procfs: '/none', sysfs: root }) ?? [];
  remove();
  return found.map((file) => file.slice(`${at}/ports/1/`.length));
}

const WORDS = ['counters/port_rcv_data', 'counters/port_xmit_data'];
const BYTES = ['hw_counters/rx_bytes', 'hw_counters/tx_bytes'];
const BOTH = [...WORDS, ...BYTES].join(' ');

test('of two files with the same bytes the driver has one, and never both are read', async () => {
  assert.equal(await chosen('mlx5_core', BOTH), WORDS);
  assert.equal(await chosen('mlx5_core.sf', BOTH), WORDS);
  assert.equal(await chosen('bnxt_en', BOTH), BYTES);
  assert.equal(await chosen('efa', BOTH), BYTES);
  assert.equal(await chosen('hfi1', BOTH), WORDS);
  assert.equal(await chosen('nobody_knows', BOTH), WORDS);
  const ext = ['counters_ext/port_rcv_data_64', 'counters_ext/port_xmit_data_64'];
  assert.equal(await chosen('ib_qib', [...WORDS, ...ext].join(' ')), ext);
  const octets = ['In', 'Out'].flatMap((way) => ['4', '6'].map((ip) => `hw_counters/ip${ip}${way}Octets`));
  for (const driver of ['irdma', 'i40iw', 'ice', 'i40e'])
    assert.equal(await chosen(driver, [...WORDS, ...octets].join(' ')), octets);
  const cast = ['rx', 'tx'].flatMap((way) =>
    ['u', 'm'].map((to) => `hw_counters/${way}_rdma_${to}cast_bytes`),
  );
  assert.equal(await chosen('ionic', [...WORDS, ...cast].join(' ')), cast);
});

test('what a driver has is taken where that of the table is not there; nothing of a direction alone', async () => {
  assert.equal(await chosen('bnxt_en', WORDS.join(' ')), WORDS);
  assert.equal(await chosen('mana', BYTES.join(' ')), BYTES);
  const counts = ['hw_counters/rx_bytes_cnt', 'hw_counters/tx_bytes_cnt'];
  assert.equal(await chosen('erdma', counts.join(' ')), counts);
  assert.equal(await chosen('efa', WORDS.join(' ')), []);
  assert.equal(await chosen('mlx5_core', 'counters/port_rcv_data'), []);
  const unicast = ['hw_counters/rx_rdma_ucast_bytes', 'hw_counters/tx_rdma_ucast_bytes'];
  assert.equal(await chosen('ionic', unicast.join(' ')), unicast);
  // Packets only, as hns.
  const packets = ['counters/port_rcv_packets', 'counters/port_xmit_packets'];
  assert.equal(await chosen('hns3', packets.join(' ')), packets);
});

test('parts of what is counted are not counted again', async () => {
  const parts = 'rdma_read_bytes rdma_write_bytes send_bytes recv_bytes rx_roce_good_bytes ip4InMcastOctets';
  const files = parts.split(' ').map((name) => `hw_counters/${name}`);
  for (const driver of ['efa', 'bnxt_en', 'ice', 'mlx5_core'])
    assert.equal(await chosen(driver, [...BYTES, ...files].join(' ')), driver === 'ice' ? [] : BYTES);
});

test.run();
