import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted, fixtureBytes, fixtureResult, resultOf } from '../fixture.ts';

const START = Date.parse('2026-11-25T14:00:00.125Z');
const textOf = (file: string) => Buffer.from(fixtureBytes(file)).toString();

test('several jobs, after warnings: bytes beyond 2^53 are exact, and times are of jobs', () => {
  assert.equal(fixtureResult('fio/fio-3.36.json'), {
    format: 'fio',
    tool: 'fio',
    version: 'fio-3.36',
    start: START,
    end: Date.parse('2026-11-25T14:01:00.500Z'),
    phases: [
      {
        label: 'mixed',
        start: START,
        end: START + 60_000,
        read: counted(9_007_199_254_740_993n),
        written: counted(4096n),
        operations: [
          { name: 'read', ...counted(600n) },
          { name: 'write', ...counted(1n) },
        ],
        printed: [
          { name: 'read', text: '150119987579016', unit: 'B/s' },
          { name: 'write', text: '68', unit: 'B/s' },
        ],
      },
      {
        label: 'mixed (2)',
        start: START + 125,
        end: START + 1125,
        read: counted(7n),
        written: counted(0n),
        operations: [{ name: 'read', ...counted(1n) }],
        printed: [{ name: 'read', text: '0', unit: 'B/s' }],
      },
    ],
    read: counted(9_007_199_254_741_000n),
    written: counted(4096n),
    operations: [
      { name: 'read', ...counted(601n) },
      { name: 'write', ...counted(1n) },
    ],
    printed: [],
    remarks: ['job mixed ended with error 5'],
  });
});

test('of several documents the last counts: each has what came before; one that is cut off is none', () => {
  const json = textOf('fio/fio-3.36.json');
  const earlier = json.replaceAll('9007199254740993', '5');
  assert.equal(resultOf(`${earlier}\n${json}`), resultOf(json));
  assert.equal(resultOf(`${earlier}\n${json.slice(0, -40)}`), resultOf(earlier));
});

test('client and server: what all clients did together is not added to what each did', () => {
  const { written, phases, start, end } = fixtureResult('fio/client.json');
  assert.equal(written, counted(3n << 20n));
  assert.equal(
    phases.map(({ label }) => label),
    ['bandwidth', 'bandwidth (2)'],
  );
  assert.equal([start, end], [undefined, Date.parse('2026-11-25T14:01:00Z')]);
});

test('a bandwidth that is no number, as of what took no time, is not told; bytes are', () => {
  for (const none of ['nan', '-nan', 'inf', 'null']) {
    const text = textOf('fio/fio-3.36.json').replace(/"bw(_bytes)?" : \d+/g, `"bw$1" : ${none}`);
    const { phases, read } = resultOf(text);
    assert.is(read?.least, 9_007_199_254_741_000n, none);
    assert.equal(
      phases.flatMap(({ printed }) => printed),
      [],
      none,
    );
  }
});

test('before 2.21 bytes were of 1024 each, rounded down', () => {
  const old = textOf('fio/fio-3.36.json')
    .replace(/"io_kbytes" : \d+,/g, '')
    .replace('9007199254740993', '1000');
  const { phases } = resultOf(old);
  assert.equal(phases[0]?.read, { least: 1_024_000n, most: 1_025_023n, basis: 'rounded' });
  assert.equal(phases[1]?.written, { least: 0n, most: 1023n, basis: 'rounded' });
});

test('a start by a clock that began at the boot is none', () => {
  const { start, phases } = resultOf(textOf('fio/fio-3.36.json').replaceAll('17956152001', '86400'));
  assert.equal([start, phases[0]?.start], [undefined, undefined]);
});

test('reads and writes in one figure are neither', () => {
  const mixed = textOf('fio/client.json')
    .replaceAll('"read" : {', '"mixed" : {')
    .replaceAll('"write" : {', '"x" : {');
  const { read, written } = resultOf(mixed);
  assert.equal([read, written], [undefined, undefined]);
});

const hasFio = spawnSync('fio', ['--version']).status === 0;

test(`a real fio: its own totals${hasFio ? '' : ' (skipped: no fio here)'}`, () => {
  if (!hasFio) return;
  const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-result-'));
  try {
    const file = path.join(directory, 'out.json');
    const before = Date.now();
    const job = ['--size=1m', '--bs=4k', '--ioengine=psync', `--directory=${directory}`];
    const { status } = spawnSync('fio', [
      ...['--output-format=json,normal', `--output=${file}`],
      ...['--name=writer', '--rw=write', '--numjobs=2', ...job],
      ...['--name=reader', '--rw=read', '--stonewall', '--numjobs=1', '--size=512k', ...job.slice(1)],
    ]);
    assert.is(status, 0);
    const text = readFileSync(file, 'utf8');
    const { phases, read, written, operations, end = 0, version = '' } = resultOf(text);
    assert.equal([written, read], [counted(2n << 20n), counted(1n << 19n)]);
    assert.equal(operations, [
      { name: 'write', ...counted(512n) },
      { name: 'read', ...counted(128n) },
    ]);
    assert.is(phases.length, 3);
    // Its text for people has the same: `io=2048KiB (2097kB)` of the first group, `io=512KiB` of the second.
    assert.match(text, /WRITE: .* io=(?:2048KiB|2\.0+MiB)/);
    assert.match(text, /READ: .* io=512KiB/);
    assert.ok(end >= before - 1000 && end <= Date.now() + 1000);
    assert.match(version, /^fio-\d/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
