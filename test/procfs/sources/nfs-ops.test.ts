import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nfsOperations } from '../../../src/procfs/sources/nfs-ops.ts';
import { assertEachReading, expectedOf, readings } from '../clients.ts';
import { afterChange } from './after-change.ts';

const test = suite('nfs-ops');

test('each operation of a mount by itself, also of a number that the kernel has no name for', () => {
  assertEachReading('nfs-nconnect', nfsOperations);
});

test('kernels before 5.3 count no errors', () => {
  const [first] = readings('nfs-8col-rdma', nfsOperations, 1);
  assert.is(
    first?.json,
    '{"/m":{"NULL":{"ops":0,"transmissions":0,"major_timeouts":0,"bytes_sent":0,"bytes_received":0,"queue_ms":0,"rtt_ms":0,"execute_ms":0},' +
      '"READ":{"ops":10,"transmissions":10,"major_timeouts":0,"bytes_sent":1280,"bytes_received":10240,"queue_ms":0,"rtt_ms":5,"execute_ms":5},' +
      '"COMMIT":{"ops":2,"transmissions":2,"major_timeouts":0,"bytes_sent":200,"bytes_received":300,"queue_ms":0,"rtt_ms":1,"execute_ms":1}}}',
  );
});

test('numbers that have changed are read without the names, whatever stands before the operations', () => {
  const file = 'proc/self/mountstats';
  const given = afterChange('nfs-nconnect', nfsOperations, [
    [file, /age:\t120/g, 'age:\t131'],
    [file, /tcp 0 0 2 0 3 38 38 0 55/g, 'tcp 0 0 2 0 0 48 47 0 155'],
    [file, /OPEN: 7 7 0 1400 2100 0 9 12 2/g, 'OPEN: 9 9 0 1800 2700 0 11 14 3'],
  ]);
  const json = expectedOf('nfs-nconnect', 'nfs-ops')?.replace(
    '"OPEN":{"ops":7,"transmissions":7,"major_timeouts":0,"bytes_sent":1400,"bytes_received":2100,"queue_ms":0,"rtt_ms":9,"execute_ms":12,"errors":2}',
    '"OPEN":{"ops":9,"transmissions":9,"major_timeouts":0,"bytes_sent":1800,"bytes_received":2700,"queue_ms":0,"rtt_ms":11,"execute_ms":14,"errors":3}',
  );
  assert.equal(given, { outcome: 'ok', json, error: undefined, parsed: 0 });
});

test.run();
