import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheAnswer } from '../../../src/report/page-cache/answers.ts';
import { cacheLines } from '../../../src/report/page-cache/cache-lines.ts';
import type { HostBytes } from '../../../src/report/page-cache/host-bytes.ts';
import type { BenchmarkResult } from '../../../src/result/result.ts';
import { bytesOf, exactly } from './made-host.ts';

const RUN = { label: 'whole run' };
const GB = 1e9;
const TB = 1e12;

function says(tool: BenchmarkResult['tool'], read: number, written: number): BenchmarkResult {
  const counted = (bytes: number) =>
    ({ least: BigInt(bytes), most: BigInt(bytes), basis: 'counted' }) as const;
  const nothing = { operations: [], printed: [], phases: [], remarks: [] };
  return { format: 'ior', tool, read: counted(read), written: counted(written), ...nothing };
}

/** The lines behind that which names the storage. */
function lines(host: HostBytes, ...results: BenchmarkResult[]): string[] {
  return cacheLines(cacheAnswer(RUN, [host], [], results)).slice(1);
}

test('one line for what was read', () => {
  const read = (gb: number) =>
    lines(bytesOf('disk', { diskRead: exactly(gb * GB) }), says('IOR', 1.2 * TB, 0));
  assert.equal(read(310), [
    '  IOR says 1.20 TB read; the disks delivered 310 GB; 890 GB came from the page cache',
  ]);
  assert.equal(read(1201), [
    '  IOR says 1.20 TB read; the disks delivered 1.20 TB; no sign of the page cache',
  ]);
  assert.equal(read(1500), [
    '  IOR says 1.20 TB read; the disks delivered 1.50 TB; 300 GB more: read ahead, for mmap() or others',
  ]);
});

test('what was read of other storage did not come from the page cache, either', () => {
  const read = (storage: number, disks = GB) =>
    lines(
      bytesOf('disk', { diskRead: exactly(disks), processesFromStorage: exactly(storage) }),
      says('fio', 2 * GB, 0),
    );
  assert.equal(read(GB), [
    '  fio says 2.00 GB read; the disks delivered 1.00 GB; 1.00 GB came from the page cache',
  ]);
  assert.equal(read(1.5 * GB), [
    '  fio says 2.00 GB read; the disks delivered 1.00 GB; 500 MB to 1.00 GB came from the page cache',
  ]);
  assert.equal(read(2 * GB), [
    '  fio says 2.00 GB read; the disks delivered 1.00 GB; at most 1.00 GB came from the page cache, but for what was read ahead or by others',
  ]);
  assert.equal(read(9 * GB, 3 * GB), [
    '  fio says 2.00 GB read; the disks delivered 3.00 GB; 1.00 GB more: read ahead, for mmap() or others',
  ]);
});

test('one line for what was written', () => {
  const written = (delivered: number, waiting: number) =>
    lines(bytesOf('disk', { diskWritten: exactly(delivered) }, { waiting }), says('IOR', 0, 10 * GB));
  assert.equal(written(7 * GB, 3 * GB), [
    '  IOR says 10.0 GB written; 7.00 GB reached the disks; at most 3.00 GB still waited (Dirty)',
  ]);
  assert.equal(written(10.1 * GB, 0), ['  IOR says 10.0 GB written; 10.1 GB reached the disks']);
  assert.equal(written(2 * GB, 3 * GB), [
    '  IOR says 10.0 GB written; 2.00 GB reached the disks; at most 3.00 GB still waited (Dirty); 5.00 GB did neither: written again, removed before, or elsewhere',
  ]);
});

test('what waits is the whole host’s: no more of it than is missing, and without a difference all of it', () => {
  const host = (more: Partial<HostBytes>) =>
    lines(
      bytesOf('disk', { diskWritten: exactly(7 * GB) }, { waiting: 5 * GB, ...more }),
      says('IOR', 0, 10 * GB),
    );
  assert.equal(host({}), [
    '  IOR says 10.0 GB written; 7.00 GB reached the disks; at most 3.00 GB still waited (Dirty)',
  ]);
  assert.equal(host({ isWhole: false }), [
    '  IOR says 10.0 GB written; 7.00 GB reached the disks; 5.00 GB of the host still waited (Dirty); no difference is told: node1 lacks samples',
  ]);
});

test('NFS by its own counts, of applications and servers', () => {
  const counted = { nfsAskedRead: exactly(5 * GB), nfsRead: exactly(2 * GB) };
  assert.equal(lines(bytesOf('nfs', { ...counted, nfsAskedWritten: exactly(GB), nfsWritten: exactly(GB) })), [
    '  applications read 5.00 GB; NFS servers delivered 2.00 GB; 3.00 GB came from the page cache',
    '  applications wrote 1.00 GB; 1.00 GB reached NFS servers',
  ]);
});

test('Lustre by its servers, beside a disk', () => {
  const storage = [...bytesOf('lustre', {}).storage, ...bytesOf('disk', {}).storage];
  const counted = { lustreRead: exactly(2 * GB), lustreReadEstimated: exactly(GB), diskRead: exactly(GB) };
  assert.equal(lines(bytesOf('lustre', counted, { storage }), says('IOR', 5 * GB, 0)), [
    '  IOR says 5.00 GB read; the disks and Lustre servers delivered 2.50 GB to 3.00 GB; 2.00 GB to 2.50 GB came from the page cache',
  ]);
});

test('of processes no more is known than what was seen of them', () => {
  const counted = { processesRead: exactly(5 * GB), diskRead: exactly(2 * GB), diskWritten: exactly(0) };
  assert.equal(lines(bytesOf('disk', counted)), [
    '  processes read 5.00 GB or more; the disks delivered 2.00 GB; about 3.00 GB came from elsewhere: the page cache, pipes, sockets, other files',
  ]);
  assert.equal(lines(bytesOf('disk', { ...counted, diskRead: exactly(6 * GB) })), [
    '  processes read 5.00 GB or more; the disks delivered 6.00 GB',
  ]);
});

test('memory is said to be memory', () => {
  assert.equal(cacheLines(cacheAnswer(RUN, [bytesOf('memory', {})], [], [says('fio', 5 * GB, 0)])), [
    '  under test: /mnt/x (tmpfs: it is memory, and nothing of it goes to a disk)',
    '  fio says 5.00 GB read',
  ]);
});

test('what is not seen: the network for what it is, and no difference', () => {
  const counted = { netReceived: exactly(GB), rdmaReceived: exactly(4 * GB) };
  assert.equal(lines(bytesOf('blind', counted), says('IOR', 5 * GB, 0)), [
    '  IOR says 5.00 GB read; network cards received 1.00 GB, RDMA ports received 4.00 GB, for whatever the hosts did; no difference is told: /mnt/x (beegfs) is not seen',
  ]);
  const said = cacheLines(cacheAnswer(RUN, [bytesOf('blind', counted)], ['node2'], []));
  assert.equal(said.at(-1), '  how much of it applications asked for is not known: see --result');
});

test('a host that lacks samples, and that no number says what was asked for', () => {
  const host = bytesOf('disk', { diskRead: exactly(GB) }, { isWhole: false, cacheGrown: 2 * GB });
  assert.equal(cacheLines(cacheAnswer(RUN, [host], [], [])), [
    '  under test: /mnt/x (ext4 on loop0); the page cache of the host grew by 2.00 GB',
    '  the disks delivered 1.00 GB; no difference is told: node1 lacks samples',
    '  how much of it applications asked for is not known: see --result',
  ]);
});

test('a compressing file system: both amounts, no difference', () => {
  const storage = [
    {
      ...({ mount: '/mnt/b', type: 'btrfs', kind: 'disk', names: ['sda', 'sdb'], isGuess: true } as const),
      ...{ unlikeRead: 'btrfs compresses', unlikeWritten: 'btrfs compresses' },
    },
  ];
  const host = bytesOf('disk', { diskRead: exactly(GB), diskWritten: exactly(0) }, { storage });
  assert.equal(cacheLines(cacheAnswer(RUN, [host], [], [says('fio', 4 * GB, 0)])), [
    '  under test: /mnt/b (btrfs on sda, sdb), by the command line',
    '  fio says 4.00 GB read; the disks delivered 1.00 GB; no difference is told: btrfs compresses',
  ]);
});

test('amounts with bounds; where they are told elsewhere, the storage alone', () => {
  const part = bytesOf('disk', {
    ...{ processesRead: { least: 4 * GB, most: 5 * GB }, diskRead: { least: GB, most: 2 * GB } },
  });
  const answer = cacheAnswer(RUN, [part], [], []);
  const [storage, ...flows] = cacheLines(answer);
  assert.equal(flows, [
    '  processes read 4.00 GB or more; the disks delivered 1.00 GB to 2.00 GB; about 2.00 GB came from elsewhere: the page cache, pipes, sockets, other files',
  ]);
  assert.equal(cacheLines(answer, 'told'), [storage]);
});

test('nothing to speak of is no line, and no storage under test none at all', () => {
  assert.equal(
    lines(bytesOf('disk', { diskRead: exactly(5), diskWritten: exactly(0) }), says('IOR', 10, 0)),
    [],
  );
  assert.equal(cacheLines(undefined), []);
});

test.run();
