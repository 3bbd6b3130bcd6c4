import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Trees of nodes with clients of storage and networks. */
const FIXTURES = path.join(import.meta.dirname, '../../test/fixtures/clients');

/** What a tree has, by its path below the tree. */
type Files = Record<string, string>;

/** Operations that a client of NFSv4.2 prints beside those that carry data. */
const OTHER_OPERATIONS = 62;

/** NFSv4.2 mounts with two transports each, on a node with other mounts. */
export function nfsMounts(count: number): Files {
  const mounts = Array.from({ length: count }, (_, nth) => nfsMount(nth));
  const others = Array.from(
    { length: 30 },
    (_, nth) => `device tmpfs mounted on /run/${nth} with fstype tmpfs\n`,
  );
  const infos = mounts.map(
    (_, nth) => `${60 + nth} 1 0:${45 + nth} / /mnt/${nth} rw - nfs4 nas:/e${nth} rw,vers=4.2\n`,
  );
  return {
    'proc/self/mountstats': others.join('') + mounts.join(''),
    'proc/self/mountinfo': infos.join(''),
  };
}

function nfsMount(nth: number): string {
  const operation = (name: string, of: number) =>
    `\t${name.padStart(12)}: ${[90_211, 90_215, 0, 11_545_600, 94_594_596_864, 4021, 61_002, 65_870, 3].map((one) => one + of).join(' ')}\n`;
  const others = Array.from({ length: OTHER_OPERATIONS }, (_, at) => operation(`OPERATION_${at}`, at));
  const transport = '\txprt:\ttcp 785 1 2 0 3 880211 880209 2 1760420 0 17 90021 44021\n';
  return [
    `device nas:/e${nth} mounted on /mnt/${nth} with fstype nfs4 statvers=1.1\n`,
    '\topts:\trw,vers=4.2,rsize=1048576,wsize=1048576,namlen=255,hard,proto=tcp,nconnect=2,timeo=600,retrans=2,sec=sys\n',
    `\tage:\t${8000 + nth}\n\tcaps:\tcaps=0x3ffbffdf,wtmult=512,dtsize=1048576,bsize=0,namlen=255\n`,
    `\tevents:\t${'1234567 '.repeat(27)}\n\tbytes:\t94594596864 4096000 0 0 94594596864 4096000 23094384 1000 \n`,
    '\tRPC iostats version: 1.1  p/v: 100003/4 (nfs)\n',
    ...[transport, transport, '\tper-op statistics\n', operation('NULL', 1), operation('READ', 2)],
    ...[operation('WRITE', 3), operation('COMMIT', 4), ...others, operation('READ_PLUS', 5), '\n'],
  ].join('');
}

/** Ports with all the counters of RoCE that are read, each a card of its own. */
export function rdmaPorts(count: number): Files {
  const counters =
    `counters/port_rcv_data counters/port_xmit_data counters/port_rcv_packets counters/port_xmit_packets
    counters/port_xmit_wait counters/port_xmit_discards counters/port_rcv_errors counters/symbol_error counters/link_downed
    hw_counters/np_cnp_sent hw_counters/np_ecn_marked_roce_packets hw_counters/out_of_sequence hw_counters/packet_seq_err
    hw_counters/local_ack_timeout_err hw_counters/rnr_nak_retry_err`.split(/\s+/);
  const ports = Array.from({ length: count }, (_, nth) => `sys/class/infiniband/mlx5_${nth}`);
  return Object.fromEntries(
    ports.flatMap((device, nth) => [
      [`${device}/device/uevent`, 'DRIVER=mlx5_core\n'],
      [`${device}/ports/1/state`, '4: ACTIVE\n'],
      ...counters.map((name) => [`${device}/ports/1/${name}`, `${94_594_596_864 + nth}\n`]),
    ]),
  );
}

/** Storage targets of a Lustre file system as versions 2.12 to 2.16 show them: what they print is as long as in use. */
export function lustreTargets(count: number): Files {
  const devices = Array.from(
    { length: count },
    (_, nth) => `fs1-OST${nth.toString(16).padStart(4, '0')}-osc-ffff8fd1c2a4e800`,
  );
  return Object.fromEntries(
    devices.flatMap((device, nth) => [
      [`proc/fs/lustre/osc/${device}/import`, lustreImport(device, nth)],
      [`proc/fs/lustre/osc/${device}/rpc_stats`, lustreRpcStats(nth)],
      [`sys/fs/lustre/osc/${device}/cur_dirty_bytes`, `${nth * 4096}\n`],
    ]),
  );
}

function lustreImport(device: string, nth: number): string {
  const flags = Array.from({ length: 40 }, (_, at) => `connect_flag_${at}`).join(', ');
  const averages = ['read', 'write'].map(
    (word) =>
      `    ${word}_data_averages:\n       bytes_per_rpc: ${838_861 + nth}\n` +
      '       usec_per_rpc: 910\n       MB_per_sec: 921.82\n',
  );
  return [
    `import:\n    name: ${device}\n    target: ${device.slice(0, 11)}_UUID\n    state: FULL\n`,
    `    connect_flags: [ ${flags} ]\n    connect_data:\n       flags: 0xa0425af2e3440078\n       instance: 41\n`,
    '       target_version: 2.12.8.0\n       initial_grant: 8437760\n       max_brw_size: 4194304\n',
    '    import_flags: [ replayable, pingable, connect_tried ]\n    connection:\n',
    '       failover_nids: [ 10.1.0.11@o2ib, 10.1.0.12@o2ib ]\n       current_connection: 10.1.0.11@o2ib\n',
    '       connection_attempts: 1\n       generation: 1\n       in-progress_invalidations: 0\n       idle: 3 sec\n',
    `    rpcs:\n       inflight: ${nth % 8}\n       unregistering: 0\n       timeouts: 0\n       avg_waittime: 840 usec\n`,
    '    service_estimates:\n       services: 1 sec\n       network: 1 sec\n    transactions:\n',
    '       last_replay: 0\n       peer_committed: 4294967301\n       last_checked: 4294967301\n',
    ...averages,
  ].join('');
}

function lustreRpcStats(nth: number): string {
  const table = (title: string, rows: number) =>
    `\n\t\t\tread\t\t\twrite\n${title.padEnd(22)}rpcs   % cum % |       rpcs   % cum %\n${Array.from(
      { length: rows },
      (_, at) =>
        `${2 ** at}:\t\t${String(90_211 * (at + 1) + nth).padStart(10)}  10  90   | ${String(4021 * (at + 1)).padStart(10)}  10  90\n`,
    ).join('')}`;
  return [
    'snapshot_time:         1700000000.123456789 (secs.nsecs)\nread RPCs in flight:  3\n',
    'write RPCs in flight: 1\npending write pages:  0\npending read pages:   0\n',
    ...[table('pages per rpc', 11), table('rpcs in flight', 9), table('offset', 12)],
  ].join('');
}

/** A node without a batch system, on which so many processes of the benchmark have begun after the collector. */
export function benchmarkProcesses(count: number): Files {
  const stat = (pid: number, parent: number, start: number) =>
    `${pid} (ior) R ${parent} 1 1 0 -1 4194304 90211 0 3 0 123456 65432 0 0 20 0 4 0 ${start} 4294967296 262144 18446744073709551615 1 1 0 0 0 0 0 16781312 0 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
  const status = 'Name:\tior\nUid:\t1000\t1000\t1000\t1000\n';
  const io = (nth: number) =>
    `rchar: ${94_594_596_864 + nth}\nwchar: 4096000\nsyscr: 90211\nsyscw: 1000\nread_bytes: ${94_594_596_864 - nth}\nwrite_bytes: 4096000\ncancelled_write_bytes: 0\n`;
  const pids = Array.from({ length: count }, (_, nth) => 5000 + nth);
  return {
    'proc/self/stat': stat(4000, 1, 1000),
    'proc/self/status': status,
    'proc/loadavg': '64.00 32.00 16.00 64/900 5063\n',
    ...Object.fromEntries(
      pids.flatMap((pid, nth) => [
        [`proc/${pid}/stat`, stat(pid, 4999, 2000 + nth)],
        [`proc/${pid}/status`, status],
        [`proc/${pid}/cmdline`, './ior\0-a\0POSIX\0'],
        [`proc/${pid}/io`, io(nth)],
      ]),
    ),
  };
}

/** A copy of a tree that tests read, where nothing but memory is in the way. @returns its roots */
export function copiedTree(folder: string, fixture: string): { procfs: string; sysfs: string } {
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(FIXTURES, fixture), folder, { recursive: true, verbatimSymlinks: true });
  return { procfs: path.join(folder, 'proc'), sysfs: path.join(folder, 'sys') };
}

/** Writes a tree anew. @returns its roots */
export function writeTree(folder: string, files: Files): { procfs: string; sysfs: string } {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { procfs: path.join(folder, 'proc'), sysfs: path.join(folder, 'sys') };
}
