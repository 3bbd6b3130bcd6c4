import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validateSeries } from '../../src/series/validate.ts';
import { rejects } from '../rejects.ts';
import {
  blockDevice,
  exampleHeader,
  exampleInfo,
  exampleStatus,
  noonPlus,
  sampleLine,
  seriesText,
  twoHosts,
  written,
} from './example.ts';

const test = suite<{ directory: string }>('validate');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-validate-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function problemsOf(directory: string, text: string): Promise<string[]> {
  return validateSeries(await written(path.join(directory, 'a.json'), text));
}

/** The one line of the example that begins so, counted from 1. */
function lineOf(text: string, beginning: string): number {
  const found = text.split('\n').flatMap((line, index) => (line.startsWith(beginning) ? [index + 1] : []));
  assert.is(found.length, 1);
  return found[0] ?? 0;
}

/** The example with one thing changed, which must be in it once. */
function changed(from: string, to: string): string {
  const parts = twoHosts().split(from);
  assert.is(parts.length, 2, `${from} is in the example once`);
  return parts.join(to);
}

test('a valid file has no problem', async ({ directory }) => {
  assert.equal(await problemsOf(directory, twoHosts()), []);
});

test('a run without hosts is valid', async ({ directory }) => {
  assert.equal(await problemsOf(directory, seriesText(exampleHeader(), [])), []);
});

test('what cannot be in the description of a host', async ({ directory }) => {
  const mount = { source: 's', type: 'x' };
  const host_info = {
    node1: exampleInfo({
      mounts: [
        { ...mount, target: '/a', visibility: 'seen', by: null },
        { ...mount, target: '/b', visibility: 'derived' },
        { ...mount, target: '/c', visibility: 'blind', by: 'nfs' },
        { ...mount, target: '/d', visibility: 'memory', by: null },
        { ...mount, target: '/e', visibility: 'seen', by: 'diskstats' },
        { ...mount, target: '/f', by: 'nfs' },
      ],
      block_devices: [
        blockDevice('nvme0n1', { paths: ['nvme0c0n1', 'nvme0c1n1', 'nvme0c2n1'] }),
        blockDevice('nvme0c0n1', { hidden: true }),
        blockDevice('nvme0c1n1'),
      ],
      numa_nodes: [
        { node: 1, cpus: '0', memory_kb: 1, distances: [10, 20, 20] },
        { node: 1, cpus: '', memory_kb: null, distances: [20] },
        { node: 8, cpus: null, memory_kb: 1 },
      ],
    }),
  };
  assert.equal(await problemsOf(directory, seriesText(exampleHeader({ host_info }), [])), [
    'host_info of node1 has the mount /a as seen, by no source',
    'host_info of node1 has the mount /b as derived, by no source',
    'host_info of node1 has the mount /c as blind, by nfs',
    'host_info of node1 has nvme0c1n1 as a path to nvme0n1, but no such hidden device',
    'host_info of node1 has nvme0c2n1 as a path to nvme0n1, but no such hidden device',
    'host_info of node1 has NUMA nodes that are not in the order of their numbers',
    'host_info of node1 has not as many distances of NUMA node 1 as there are nodes',
  ]);
});

test('baseline and final samples belong to no tick', async ({ directory }) => {
  const header = exampleHeader({
    num_samples: 3,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: {
      node1: exampleStatus(3, { ticks_expected: 1, ticks_sampled: 1, last_sample: noonPlus(0) }),
    },
  });
  const loose = (kind: string) =>
    `{"timestamp":"2026-11-25T12:00:00.000Z","hostname":"node1","tick":null,"kind":"${kind}"}`;
  const lines = [loose('baseline'), sampleLine('node1', 0, '"vmstat":{"pgfault":1}'), loose('final')];
  assert.equal(await problemsOf(directory, seriesText(header, [['node1', lines]])), []);
});

test('a sample under another host', async ({ directory }) => {
  const text = changed('"hostname":"node2"', '"hostname":"node3"');
  const line = lineOf(twoHosts(), '"node2": [') + 1;
  assert.equal(await problemsOf(directory, text), [`line ${line}: a sample of node3 under node2`]);
});

test('a tick that is not after the one before', async ({ directory }) => {
  const text = changed('"tick":1,', '"tick":0,');
  const line = lineOf(twoHosts(), '"node1": [') + 2;
  assert.equal(await problemsOf(directory, text), [
    `line ${line}: tick 0 of node1 after 0`,
    'host_status of node1 says 2 samples, 2 at ticks, but there are 2 and 1 with a source',
  ]);
});

test('a wrong number of samples', async ({ directory }) => {
  const text = changed('"num_samples": 3', '"num_samples": 4');
  assert.equal(await problemsOf(directory, text), ['num_samples is 4, but there are 3']);
});

test('hosts that are said to be collected and are not', async ({ directory }) => {
  const text = changed('"hosts_collected": ["node1","node2"]', '"hosts_collected": ["node1"]');
  assert.equal(await problemsOf(directory, text), [
    'hosts_collected are not the hosts that have good samples',
  ]);
});

test('a host that is named twice', async ({ directory }) => {
  const twice = (key: string) =>
    changed(`"${key}": ["node1","node2"]`, `"${key}": ["node1","node2","node2"]`);
  assert.equal(await problemsOf(directory, twice('hosts_collected')), [
    'hosts_collected are not the hosts that have good samples',
  ]);
  assert.equal(await problemsOf(directory, twice('hosts_requested')), [
    'host_status has not the hosts of hosts_requested',
  ]);
});

test('a requested host without a line in the ledger', async ({ directory }) => {
  const text = changed(
    '"hosts_requested": ["node1","node2"]',
    '"hosts_requested": ["node1","node2","node3"]',
  );
  assert.equal(await problemsOf(directory, text), ['host_status has not the hosts of hosts_requested']);
});

test('a ledger that counts otherwise', async ({ directory }) => {
  const text = changed(
    '"samples":2,"ticks_expected":2,"ticks_sampled":2',
    '"samples":2,"ticks_expected":2,"ticks_sampled":1',
  );
  assert.equal(await problemsOf(directory, text), [
    'host_status of node1: ticks_expected 2 is not ticks_sampled 1 + ticks_missed 0',
    'host_status of node1 says 2 samples, 1 at ticks, but there are 2 and 2 with a source',
  ]);
});

test('numbers that no kernel can have printed', async ({ directory }) => {
  for (const number of ['18446744073709551616', '1e308', '1e400', '-9223372036854775809', '-1e300']) {
    const [problem = '', ...more] = await problemsOf(directory, changed('18446744073709551615', number));
    assert.match(
      problem,
      /^line \d+: .*\S+ is (no integer from 0 to 18446744073709551615|too large a number)$/,
    );
    assert.equal(more, []);
  }
});

test('each number is looked at, also of a sample that is like all before it', async ({ directory }) => {
  const header = exampleHeader({
    num_samples: 4,
    hosts_requested: ['a'],
    hosts_collected: ['a'],
    host_status: { a: exampleStatus(4, { last_sample: noonPlus(30) }) },
  });
  const fileOf = (usual: string, last: string) => {
    const sources = [usual, usual, usual, last].map(
      (number) => `"vmstat":{"nr_free_pages":1,"pgfault":${number}}`,
    );
    const lines = sources.map((source, tick) => sampleLine('a', tick, source));
    return seriesText(header, [['a', lines]]);
  };
  const last = lineOf(fileOf('1', '2'), sampleLine('a', 3).slice(0, -1));
  for (const number of ['0', '9999999999999999999', '18446744073709551615', '1e3', '3.0']) {
    assert.equal(await problemsOf(directory, fileOf('1', number)), [], number);
  }
  const none = (number: string) => `vmstat.pgfault: ${number} is no integer from 0 to 18446744073709551615`;
  for (const [usual, number, problem] of [
    ['1', '18446744073709551616', none('18446744073709551616')],
    ['1', '1.5', none('1.5')],
    ['1', '-1', none('-1')],
    ['1', '"2"', none('"2"')],
    // All before it have a fraction, too, and are integers.
    ['1.0', '1.5', none('1.5')],
    ['1', '01', 'is damaged'],
  ] as const) {
    const [said = '', ...more] = await problemsOf(directory, fileOf(usual, number));
    assert.ok(said.startsWith(`line ${last}`) && said.includes(problem), said);
    assert.equal(more, [], number);
  }
});

test('numbers that no run can have', async ({ directory }) => {
  const text = twoHosts();
  const header = lineOf(text, '"collection_interval_seconds"');
  for (const interval of ['1e308', '1e999', '86401', '1e-300', '0', '-10']) {
    const problems = await problemsOf(directory, changed('_seconds": 10', `_seconds": ${interval}`));
    assert.is(problems.length, 1, interval);
    assert.match(problems[0] ?? '', new RegExp(`^line ${header}: `));
  }
  const sample = lineOf(text, '"node1": [') + 2;
  for (const [tick, problem] of [
    ['9007199254740993', /tick: Invalid type/],
    ['1e300', /tick: Invalid safe integer/],
    ['900000000000', /tick 900000000000 is beyond all dates$/],
    ['2147483648', /tick 2147483648 of node1 is 680 years after the start$/],
  ] as const) {
    const [first = '', ...more] = await problemsOf(directory, changed('"tick":1,', `"tick":${tick},`));
    assert.match(first, problem);
    assert.ok(first.startsWith(`line ${sample}: `));
    // Of the last there are two billion ticks that nobody has sampled.
    assert.equal(
      more.filter((text) => !text.endsWith('neither sampled nor in a gap')),
      [],
    );
  }
});

test('a time that is no date', async ({ directory }) => {
  // ISO 8601 by its pattern; no date by JavaScript.
  const problems = await problemsOf(
    directory,
    changed('"timestamp":"2026-11-25T12:00:10.000Z', '"timestamp":"2026-11-25T12:00:10+02'),
  );
  const line = lineOf(twoHosts(), '"node1": [') + 2;
  assert.equal(problems, [`line ${line}: timestamp: no time of UTC such as 2026-11-25T12:00:00.000Z`]);
});

test('brackets that nobody can have meant, wherever they stand', async ({ directory }) => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  const first = lineOf(twoHosts(), '"node1": [') + 1;
  for (const [from, to, line] of [
    ['"marks": []', `"marks": ${deep}`, lineOf(twoHosts(), '"marks"')],
    ['"vmstat":{"pgfault":1}', `"vmstat":${deep}`, first],
    ['"vmstat":{"pgfault":1}', `"of a later version":${deep}`, first],
    ['"vmstat":{"pgfault":18446744073709551615}', `"cpu":{"n":18446744073709551615,"x":${deep}}`, first + 1],
  ] as const) {
    const problems = await problemsOf(directory, changed(from, to));
    assert.equal(problems, [`line ${line}: brackets are nested more than 64 deep`]);
  }
});

test('a host that is called missing and has samples', async ({ directory }) => {
  const text = twoHosts().replace('"status":"complete"', '"status":"missing"');
  assert.equal(await problemsOf(directory, text), ['host_status of node1 contradicts itself: missing']);
});

test('a file that is cut off', async ({ directory }) => {
  const text = twoHosts();
  const line = lineOf(text, '"node2": [');
  const cut = text.split('\n').slice(0, line).join('\n');
  assert.equal(await problemsOf(directory, cut), [`the file is cut off after line ${line}`]);
});

test('a file of a later version is called that, whatever else is in it', async ({ directory }) => {
  for (const version of ['2', '18446744073709551616']) {
    assert.equal(
      await problemsOf(directory, changed('"schema_version": 1', `"schema_version": ${version}`)),
      [
        `line 2: schema_version: made by a newer rankstat (schema_version ${version}, this one reads 1): read it with that one`,
      ],
    );
  }
  const before = changed('"schema_version": 1', '"schema_version": 0');
  assert.equal(await problemsOf(directory, before), ['line 2: schema_version: 0 where 1 belongs']);
});

test('an empty file', async ({ directory }) => {
  assert.equal(await problemsOf(directory, ''), ['the file is cut off after line 0']);
});

test('a file of something else', async ({ directory }) => {
  assert.equal(await problemsOf(directory, 'hello\n'), ['this is not a series file of rankstat']);
});

test('a packed file that is cut off is a problem of the file, not of the system', async ({ directory }) => {
  const packed = gzipSync(twoHosts());
  const file = await written(path.join(directory, 'a.json.gz'), packed.subarray(0, -12));
  const problems = await validateSeries(file);
  assert.is(problems.length, 1);
  assert.match(problems[0] ?? '', /^cannot be unpacked after line \d+: unexpected end of file$/);
});

test('a hundred problems are enough', async ({ directory }) => {
  const lines = Array.from({ length: 150 }, () => sampleLine('elsewhere', 0));
  const problems = await problemsOf(directory, seriesText(exampleHeader(), [['node1', lines]]));
  assert.is(problems.length, 100);
});

test('a file that is not there is an error', async ({ directory }) => {
  await rejects(validateSeries(path.join(directory, 'none.json')), /ENOENT/);
});

test.run();
