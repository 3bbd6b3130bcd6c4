import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Layout, Reading } from '../../../src/procfs/reading/reading.ts';
import type { Outgoing } from '../../../src/rank/outbox.ts';
import { SamplePacker } from '../../../src/rank/packing/sample-packer.ts';
import { Sender } from '../../../src/rank/sender.ts';
import { parseIncoming, type Taken } from '../../../src/wire/records.ts';

const NOON = Date.UTC(2026, 10, 25, 12);

/** What a source gave that lists devices: one number of each, now and before. */
class Listed extends Reading {
  readonly #layout: Layout;

  constructor(source: string, names: readonly string[], now: readonly number[], before: readonly number[]) {
    super(source);
    this.#layout = { source, rows: names.map((name) => ({ name, columns: 1 })) };
    for (const one of now) this.numbers.push(one);
    for (const one of before) this.previous.push(one);
  }

  override get layout(): Layout {
    return this.#layout;
  }
}

/** A source with these devices, all with this number, which was the one below it before. */
function listing(source: string, names: readonly string[], now = 8): Reading {
  const all = (value: number) => names.map(() => value);
  return new Listed(source, names, all(now), all(now - 1));
}

function taken(tick: number): Taken {
  return { time: NOON + 1000 * tick, tick, late: 0 };
}

/** A packer of rank 3, what it has put out, and how it takes samples of what sources gave. */
function packing(takes = true) {
  const sender = new Sender(3, 'abc123');
  const packer = new SamplePacker(sender);
  const records: Outgoing[] = [];
  const put = (record: Outgoing) => {
    records.push(record);
    return takes;
  };
  const add = (tick: number, given: readonly Reading[], stride = 1) =>
    packer.add(given, taken(tick), stride, put);
  return { packer, sender, records, put, add, end: () => packer.end(put) };
}

/** What a record is: a layout by its source, samples by what they are packed against and their ticks. */
function told({ head }: Outgoing): unknown {
  const record = parseIncoming(head);
  if (record.type === 'layout') return record.source;
  assert.is(record.type, 'samples');
  if (record.type !== 'samples') return undefined;
  return [record.seq, record.base, record.taken.map(({ tick }) => tick)];
}

test('the first sample stands alone, behind the layouts; those after it are in the same record', () => {
  const { packer, records, add, end } = packing();
  const given = [listing('diskstats', ['sda', 'sdb']), listing('netdev', ['eth0'])];
  add(0, given);
  assert.equal(records.map(told), ['diskstats', 'netdev']);
  add(1, given);
  add(2, given);
  assert.is(records.length, 2);
  end();
  assert.equal(records.slice(2).map(told), [[3, 0, [0, 1, 2]]]);
  end(); // There is none under way.
  assert.is(records.length, 3);
  assert.is(packer.samples, 3);
  add(3, given);
  end();
  assert.equal(records.slice(3).map(told), [[4, 3, [3]]]);
});

test('where no source gave anything the first sample says so', () => {
  const { records, add, end } = packing();
  add(0, []);
  end();
  const [record] = records;
  assert.equal([records.length, record?.role], [1, 'key']);
  assert.equal(JSON.parse(String(record?.head)).layouts, []);
});

test('the seventeenth stands alone again', () => {
  const { records, add, end } = packing();
  const given = [listing('diskstats', ['sda'])];
  for (let tick = 0; tick < 17; tick++) add(tick, given);
  end();
  assert.equal(records.map(told), ['diskstats', [2, 0, [...Array(16).keys()]], [3, 0, [16]]]);
});

test('with another layout one stands alone; each layout is told once', () => {
  const { records, add, end } = packing();
  const one = [listing('diskstats', ['sda'])];
  const two = [listing('diskstats', ['sda', 'sdb'])];
  for (const [tick, given] of [one, two, one, []].entries()) add(tick, given);
  end();
  assert.equal(records.map(told), [
    'diskstats',
    [2, 0, [0]],
    'diskstats',
    [4, 0, [1]],
    [5, 0, [2]],
    [6, 0, [3]],
  ]);
});

test('what was asked to start over, and what follows a record that nobody took, stands alone', () => {
  const given = [listing('diskstats', ['sda'])];
  const { packer, records, add, end } = packing();
  add(0, given);
  packer.startOver();
  add(1, given);
  add(2, given);
  end();
  assert.equal(records.map(told), ['diskstats', [2, 0, [0]], [3, 0, [1, 2]]]);
  const refused = packing(false);
  refused.add(0, given);
  refused.end();
  refused.add(1, given);
  refused.end();
  assert.equal(refused.records.map(told), ['diskstats', [2, 0, [0]], [3, 0, [1]]]);
});

test('another stride begins a record, packed against the last sample; nobody takes that: it stands alone', () => {
  const given = [listing('diskstats', ['sda'])];
  for (const [takes, base] of [
    [true, 2],
    [false, 0],
  ] as const) {
    const { records, add, end } = packing(takes);
    add(0, given);
    add(2, given, 2);
    end();
    assert.equal(records.map(told), ['diskstats', [2, 0, [0]], [3, base, [2]]]);
  }
});

test('devices that were never there have come, since it was asked for last; those of the first sample have not', () => {
  const { packer, add } = packing();
  const given = (disks: readonly string[], interfaces: readonly string[]) => [
    listing('diskstats', disks),
    listing('netdev', interfaces),
    listing('vmstat', [`key${disks.length}${interfaces.length}`]),
  ];
  packer.begin();
  add(0, given(['sda'], ['eth0']));
  assert.is(packer.came, undefined);
  add(1, given(['sda', 'sdb'], ['eth0']));
  assert.equal(packer.came, { disks: ['sda', 'sdb'], interfaces: [], others: [] });
  add(2, given(['sda', 'sdb'], ['eth0', 'eth1']));
  assert.equal(packer.came, { disks: ['sda', 'sdb'], interfaces: ['eth0', 'eth1'], others: [] });
  packer.begin();
  assert.is(packer.came, undefined);
  add(3, given(['sda'], ['eth0'])); // As it was.
  assert.is(packer.came, undefined);
  add(4, given(['sdc'], ['eth2']));
  assert.equal(packer.came, { disks: ['sdc'], interfaces: ['eth2'], others: [] });
  add(5, given(['sdd'], ['eth2']));
  assert.equal(packer.came, { disks: ['sdd'], interfaces: ['eth2'], others: [] });
  packer.begin();
  add(6, given(['sdd'], ['eth3']));
  assert.equal(packer.came, { disks: [], interfaces: ['eth3'], others: [] });
});

test('ports and mounts that were never there have come; rows of other sources are no devices', () => {
  const { packer, add } = packing();
  const given = (ports: readonly string[], mounts: readonly string[]) => [
    listing('rdma', ports),
    listing('nfs', mounts),
    listing('numa', [`${ports.length}`]),
  ];
  packer.begin();
  add(0, given(['mlx5_0/1'], ['bytes /a']));
  assert.is(packer.came, undefined);
  add(1, given(['mlx5_0/1', 'mlx5_1/1'], ['bytes /a']));
  assert.equal(packer.came, { disks: [], interfaces: [], others: ['mlx5_0/1', 'mlx5_1/1'] });
  add(2, given(['mlx5_0/1', 'mlx5_1/1'], ['bytes /a', 'bytes /b']));
  assert.equal(packer.came, { disks: [], interfaces: [], others: ['bytes /a', 'bytes /b'] });
  packer.begin();
  add(3, given(['mlx5_0/1'], ['bytes /a']));
  assert.is(packer.came, undefined);
});

test('one that cannot be packed is lost, and takes no number', () => {
  const { packer, sender, records, add, end } = packing();
  const given = [listing('diskstats', ['sda'])];
  add(0, given);
  const shorter = new Listed('diskstats', ['sda'], [8], []);
  assert.throws(() => {
    Object.defineProperty(shorter, 'layout', { value: given[0]?.layout });
    Object.defineProperty(shorter, 'previous', {
      get: () => {
        throw new Error('it is gone');
      },
    });
    add(1, [shorter]);
  }, /it is gone/);
  assert.equal([sender.seq, packer.samples], [1, 1]);
  packer.startOver();
  add(2, given);
  end();
  assert.equal(records.map(told), ['diskstats', [2, 0, [0]], [3, 0, [2]]]);
});

test.run();
