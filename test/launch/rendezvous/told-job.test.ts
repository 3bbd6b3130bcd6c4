import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addressesOf,
  seriesFileOf,
  toldByFile,
  toldByRun,
  utcTime,
  whereAndWhen,
} from '../../../src/launch/rendezvous/told-job.ts';
import { content } from './file/contents.ts';

const FILE = '/results/.rankstat-k.json';
const secret = 'A'.repeat(43);
const endpoints = [
  { host: '198.18.0.11', port: 40_001 },
  { host: 'fd00::11', port: 40_003 },
];
const gather = {
  endpoints,
  hostname: 'node1',
  file: 'out/a.json',
  journal: 'out/a.journal',
  rendezvous: null,
};

test('a job is the same whether its file tells of it or its run, but for where that file is', () => {
  assert.equal(toldByFile(FILE, content('k')), {
    secret,
    endpoints: [endpoints[0]],
    hostname: 'node1',
    file: '/results/ior_20261125_032718_timeseries.json',
    told: { path: FILE, content: content('k') },
  });
  const { journal: _, rendezvous: __, ...rest } = gather;
  assert.equal(toldByRun(secret, gather), { secret, ...rest, told: undefined });
});

test('a series file lies beside the rendezvous file, wherever its job was started', () => {
  const job = toldByFile(FILE, content('k'));
  assert.is(seriesFileOf(job), '/results/ior_20261125_032718_timeseries.json');
  assert.is(seriesFileOf(job, '/other/b.json'), '/other/b.json');
  assert.is(seriesFileOf(job, 'out/b.json'), '/results/b.json');
  assert.is(
    seriesFileOf(toldByFile('here/.rankstat-k.json', content('k')), 'out/b.json'),
    `${process.cwd()}/here/b.json`,
  );
  assert.is(seriesFileOf(toldByRun(secret, gather)), 'out/a.json');
});

test('where it runs, since when, and at which addresses', () => {
  assert.is(whereAndWhen(toldByFile(FILE, content('k'))), 'on node1 since 2026-11-25 03:27:18 UTC');
  assert.is(whereAndWhen(toldByRun(secret, gather)), 'on node1');
  assert.is(utcTime('2026-11-25T03:27:18.999Z'), '2026-11-25 03:27:18 UTC');
  assert.is(addressesOf(endpoints), '198.18.0.11:40001, [fd00::11]:40003');
});

test.run();
