import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { nfsOperations } from '../../../src/procfs/sources/nfs-ops.ts';
import { assertEachReading, copyOf, expectedOf, readings } from '../clients.ts';
import { jsonOf } from '../parse.ts';

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
  const { root, remove } = copyOf('nfs-nconnect');
  const file = path.join(root, 'proc/self/mountstats');
  const reader = new SourceReader(nfsOperations, { procfs: path.join(root, 'proc'), sysfs: '/none' });
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    const text = readFileSync(file, 'utf8')
      .replaceAll('age:\t120', 'age:\t131')
      .replaceAll('tcp 0 0 2 0 3 38 38 0 55', 'tcp 0 0 2 0 0 48 47 0 155')
      .replaceAll('OPEN: 7 7 0 1400 2100 0 9 12 2', 'OPEN: 9 9 0 1800 2700 0 11 14 3');
    writeFileSync(file, text);
    assert.is(reader.read(), 'ok');
    assert.not(reader.reading.changed);
    const expected = expectedOf('nfs-nconnect', 'nfs-ops')?.replace(
      '"OPEN":{"ops":7,"transmissions":7,"major_timeouts":0,"bytes_sent":1400,"bytes_received":2100,"queue_ms":0,"rtt_ms":9,"execute_ms":12,"errors":2}',
      '"OPEN":{"ops":9,"transmissions":9,"major_timeouts":0,"bytes_sent":1800,"bytes_received":2700,"queue_ms":0,"rtt_ms":11,"execute_ms":14,"errors":3}',
    );
    assert.is(jsonOf(reader), expected);
  } finally {
    reader.close();
    remove();
  }
});

test.run();
