import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, fixtureResult, resultOf } from '../fixture.ts';

const atMost = (most: bigint) => ({ least: 0n, most, basis: 'at-most' });

test('result.txt: phases with their times, and no more bytes than score times seconds', () => {
  const score = (text: string, unit: string) => [{ name: 'score', text, unit }];
  const written = atMost(21_474_949_222n); // (2 + 0.0000005) GiB/s × (10 + 0.00005) s
  const read = atMost(21_475_053_912n); // (4 + 0.0000005) GiB/s × (5 + 0.00005) s
  const made = { name: 'mdtest-easy-write', ...atMost(6000n) };
  assert.equal(fixtureResult('io500/result.txt'), {
    format: 'io500',
    tool: 'IO500',
    version: 'io500-sc24_v1-11-gc00ca177967',
    start: at('14:00:00'),
    end: at('14:00:18'),
    phases: [
      {
        label: 'ior-easy-write',
        start: at('14:00:00'),
        end: at('14:00:10'),
        written,
        operations: [],
        printed: score('2.000000', 'GiB/s'),
      },
      {
        label: 'mdtest-easy-write',
        start: at('14:00:10'),
        end: at('14:00:12'),
        operations: [made],
        printed: score('3.000000', 'kIOPS'),
      },
      {
        label: 'ior-easy-read',
        start: at('14:00:12'),
        end: at('14:00:17'),
        read,
        operations: [],
        printed: score('4.000000', 'GiB/s'),
      },
    ],
    read,
    written,
    operations: [made],
    printed: [
      { name: 'SCORE BW', text: '2.828427', unit: 'GiB/s' },
      { name: 'SCORE MD', text: '3.000000', unit: 'kIOPS' },
      { name: 'SCORE', text: '2.912951', unit: '' },
    ],
    remarks: [
      'ior-easy-write: ERROR INVALID Runtime is smaller than expected minimum runtime',
      'it calls the run invalid',
    ],
  });
});

test('result_summary.txt: the same without times; seconds have fewer digits', () => {
  const { phases, ...rest } = fixtureResult('io500/result_summary.txt');
  assert.equal(rest, {
    format: 'io500-summary',
    tool: 'IO500',
    version: 'io500-sc24_v1-11-gc00ca177967',
    read: atMost(21_476_986_648n),
    written: atMost(21_475_915_590n),
    operations: [{ name: 'mdtest-easy-write', ...atMost(6001n) }],
    printed: fixtureResult('io500/result.txt').printed,
    remarks: ['it calls ior-easy-write invalid', 'it calls the run invalid'],
  });
  assert.equal(
    phases.map(({ label, start }) => [label, start]),
    ['ior-easy-write', 'mdtest-easy-write', 'ior-easy-read'].map((label) => [label, undefined]),
  );
});

test('a published result.txt without times has scores, and no bytes: the seconds are not told', () => {
  const { phases, read, written, start } = resultOf(
    readFileSync('test/fixtures/cases/14-io500-without-times/result.txt', 'utf8'),
  );
  assert.equal([read, written, start], [undefined, undefined, undefined]);
  assert.equal(
    phases.map(({ label, printed }) => [label, printed[0]?.text]),
    [
      ['ior-easy-write', '45.489778'],
      ['ior-easy-read', '48.679740'],
    ],
  );
});

test('a phase without a score takes the sum of its direction away', () => {
  const text = readFileSync('test/fixtures/results/io500/result.txt', 'utf8');
  const { read, written } = resultOf(
    text.replace('score           = 4.000000', 'score           = 0.000000'),
  );
  assert.is(read, undefined);
  assert.is(written?.basis, 'at-most');
});

test.run();
