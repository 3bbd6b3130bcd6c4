import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changedFacts, factChangeText } from '../../../src/report/comparison/changed-facts.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo, networkInterface } from '../../series/example.ts';
import { exampleRun } from '../example-run.ts';

function run(infos: Readonly<Record<string, Partial<HostInfo>>>) {
  const hosts = Object.keys(infos);
  const host_info = Object.fromEntries(
    Object.entries(infos).map(([host, info]) => [host, exampleInfo(info)]),
  );
  return exampleRun(Object.fromEntries(hosts.map((host) => [host, {}])), {
    header: exampleHeader({ host_info }),
  });
}

function port(speed_mbps: number | null): Partial<HostInfo> {
  return {
    interfaces: [networkInterface('eth0', { has_device: true, speed_mbps, driver: 'mlx5', mtu: 9000 })],
  };
}

function told(...[before, after]: readonly Parameters<typeof run>[0][]): string[] {
  return changedFacts(run(before ?? {}), run(after ?? {})).map((fact) => {
    return `${fact.of} ${fact.hosts.join(' ')}: ${fact.what}: ${factChangeText(fact)}`;
  });
}

test('first what is another on all hosts, then on some of them, and which these are', () => {
  const before = { a: { ...port(100_000), kernel: '6.1' }, b: { ...port(100_000), kernel: '6.1' } };
  const after = { a: { ...port(100_000), kernel: '6.2' }, b: { ...port(10_000), kernel: '6.2' } };
  assert.equal(told(before, after), [
    'all hosts : kernel: 6.1 → 6.2',
    'some hosts b: interface eth0: 100000 Mb/s → 10000 Mb/s',
  ]);
});

test('the same change of several hosts is one, another one is another', () => {
  const old = { kernel: '6.1' };
  assert.equal(
    told(
      { a: old, b: old, c: old, d: old },
      { a: old, b: { kernel: '6.3' }, c: { kernel: '6.3' }, d: { kernel: '7' } },
    ),
    ['some hosts b c: kernel: 6.1 → 6.3', 'some hosts d: kernel: 6.1 → 7'],
  );
});

test('a host that only one run has tells nothing of the others; where no name is the same, all values are told', () => {
  const old = { kernel: '6.1' };
  assert.equal(told({ a: old, b: { kernel: '5' } }, { a: old, c: { kernel: '7' } }), []);
  assert.equal(told({ a: old, b: { kernel: '5' } }, { x: { kernel: '7' }, y: { kernel: '7' } }), [
    'either run : kernel: 5; 6.1 → 7',
  ]);
  assert.equal(told({ a: old }, { a: old, b: old }), ['run : hosts: 1 → 2']);
});

test('what is not known on one side is no change', () => {
  assert.equal(told({ a: { cpu_count: null } }, { a: { cpu_count: 64 } }), []);
  assert.equal(told({ a: { sources: { cpu: 'ok' } } }, { a: { sources: { cpu: 'ok', gpu: 'absent' } } }), []);
});

test('of lists what is in both is left out; of very long values the end', () => {
  const mount = (options: string) => ({
    settings: {},
    mounts: [{ source: 's:/e', target: '/mnt', type: 'nfs4', options }],
  });
  assert.equal(told({ a: mount('rw,hard,rsize=1048576') }, { a: mount('rw,rsize=4096,hard') }), [
    'all hosts : options of /mnt: rsize=1048576 → rsize=4096',
  ]);
  assert.equal(told({ a: mount('rw,hard') }, { a: mount('rw,hard,noac') }), [
    'all hosts : options of /mnt: none → noac',
  ]);
  const [long = ''] = told({ a: { kernel: 'x'.repeat(500) } }, { a: { kernel: 'y' } });
  assert.is(long.length, 'all hosts : kernel: '.length + 120 + ' → y'.length);
});

test.run();
