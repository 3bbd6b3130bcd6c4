import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeenHosts } from '../../../src/report/data/coverage.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../../series/example.ts';

test('a host that the ledger knows is as the ledger has it', () => {
  const status = exampleStatus(2);
  const hosts = new SeenHosts();
  hosts.see('a', { timestamp: noonPlus(1) });
  assert.equal([...hosts.coverage(exampleHeader({ host_status: { a: status } }))], [['a', status]]);
});

test('a host without a sample is missing if its samples were taken out of the file', () => {
  const never = exampleStatus(0, { status: 'missing', reason: 'never came' });
  const header = exampleHeader({ host_status: { a: exampleStatus(331), b: never } });
  const coverage = new SeenHosts().coverage(header);
  const { status, reason, samples, first_sample } = coverage.get('a') ?? {};
  assert.equal(
    [status, reason, samples, first_sample],
    ['missing', 'its 331 samples are no longer in the file', 0, null],
  );
  assert.equal(coverage.get('b'), never);
});

test('of a host that the ledger does not know there is what its samples tell', () => {
  const hosts = new SeenHosts();
  for (const second of [3, 13, 23]) hosts.see('renamed', { timestamp: noonPlus(second) });
  const coverage = hosts.coverage(
    exampleHeader({ host_status: { a: exampleStatus(0) }, hosts_requested: ['a', 'b'] }),
  );
  assert.equal([...coverage.keys()], ['a', 'b', 'renamed']);
  const { status, reason, samples, first_sample, last_sample, ticks_missed } = coverage.get('renamed') ?? {};
  assert.equal(
    [status, reason, samples, first_sample, last_sample, ticks_missed],
    ['unknown', null, 3, noonPlus(3), noonPlus(23), null],
  );
  assert.equal([coverage.get('b')?.status, coverage.get('b')?.samples], ['unknown', 0]);
});

test.run();
