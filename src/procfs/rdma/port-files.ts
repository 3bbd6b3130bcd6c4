/** How a driver counts what goes through a port: files that are added up in each direction. */
export interface PortData {
  /** Below the port's folder. */
  readonly received: readonly string[];
  readonly sent: readonly string[];
  /** Bytes that one counted is; null where drivers do what nobody has confirmed. */
  readonly unit: number | null;
}

/** Packets, likewise. */
export type PortPackets = Pick<PortData, 'received' | 'sent'>;

/**
 * InfiniBand's own counters, in words of four bytes, whatever the width of the link.
 * @see https://docs.kernel.org/admin-guide/abi-stable.html (sysfs-class-infiniband), and mlx5/mad.c, which divides by four
 */
const WORDS = data('counters/', 'port_rcv_data', 'port_xmit_data', 4);
/** The same with 64 bits, of kernels whose `counters` have 32 and stop there (mlx4, qib). */
const LONG_WORDS = data('counters_ext/', 'port_rcv_data_64', 'port_xmit_data_64', 4);
/** bnxt_re/hw_counters.c, efa_verbs.c; what EFA has beside them (`rdma_read_bytes`, `send_bytes`, …) is a part of it. */
const BYTES = data('hw_counters/', 'rx_bytes', 'tx_bytes', 1);
/** irdma/verbs.c, i40iw_verbs.c. */
const OCTETS = data('hw_counters/', 'ip4InOctets ip6InOctets', 'ip4OutOctets ip6OutOctets', 1);
const RDMA_BYTES = data(
  'hw_counters/',
  'rx_rdma_ucast_bytes rx_rdma_mcast_bytes',
  'tx_rdma_ucast_bytes tx_rdma_mcast_bytes',
  1,
);
/** erdma_verbs.c. */
const BYTES_CNT = data('hw_counters/', 'rx_bytes_cnt', 'tx_bytes_cnt', 1);
/**
 * Omni-Path's driver copies its counts of flits, which are eight bytes, into the counters of words as they are
 * (hfi1/mad.c); the kernel's ABI says words of all drivers.
 */
const FLITS: PortData = { ...WORDS, unit: null };

/** Of a driver that is not named below: words where there are some, as the kernel's ABI has them. */
const USUAL: readonly PortData[] = [LONG_WORDS, WORDS, BYTES, OCTETS, RDMA_BYTES, BYTES_CNT];
/** By the driver of the PCI device, the first that a port has: never two, which would be the same bytes again. */
const BY_DRIVER: Readonly<Record<string, readonly PortData[]>> = {
  bnxt_en: [BYTES, WORDS],
  ionic: [RDMA_BYTES],
  // irdma is no driver of the device itself: these are, of the network card that it is a part of.
  ice: [OCTETS],
  i40e: [OCTETS],
  idpf: [OCTETS],
  iavf: [OCTETS],
  irdma: [OCTETS],
  i40iw: [OCTETS],
  efa: [BYTES],
  erdma: [BYTES_CNT],
  hfi1: [FLITS],
};

/** Where a port may have its bytes, the best first. @param driver of the PCI device; null if it is not known */
export function portDataOf(driver: string | null): readonly PortData[] {
  // Of a subfunction it is `mlx5_core.sf`.
  const name = driver?.split('.')[0] ?? '';
  return Object.hasOwn(BY_DRIVER, name) ? BY_DRIVER[name]! : USUAL;
}

/** Packets, where the bytes are and then elsewhere; a port has those of the first of which it has a file. */
export function portPacketsOf(found: PortData | undefined): readonly PortPackets[] {
  const own = found === undefined ? undefined : PACKETS.get(found.received[0] ?? '');
  return own === undefined ? OTHER_PACKETS : [own, ...OTHER_PACKETS];
}

const PACKETS: ReadonlyMap<string, PortPackets> = new Map([
  [LONG_WORDS.received[0]!, packets('counters_ext/', 'port_rcv_packets_64', 'port_xmit_packets_64')],
  [WORDS.received[0]!, packets('counters/', 'port_rcv_packets', 'port_xmit_packets')],
  [BYTES.received[0]!, packets('hw_counters/', 'rx_pkts', 'tx_pkts')],
  [OCTETS.received[0]!, packets('hw_counters/', 'ip4InPkts ip6InPkts', 'ip4OutPkts ip6OutPkts')],
  [
    RDMA_BYTES.received[0]!,
    packets('hw_counters/', 'rx_rdma_ucast_pkts rx_rdma_mcast_pkts', 'tx_rdma_ucast_pkts tx_rdma_mcast_pkts'),
  ],
  [BYTES_CNT.received[0]!, packets('hw_counters/', 'rx_packets_cnt', 'tx_packets_cnt')],
]);
/** The last are those of rxe, and of Omni-Path. */
const OTHER_PACKETS: readonly PortPackets[] = [
  packets('counters/', 'port_rcv_packets', 'port_xmit_packets'),
  packets('hw_counters/', 'rx_pkts', 'tx_pkts'),
  packets('hw_counters/', 'rcvd_pkts', 'sent_pkts'),
  packets('hw_counters/', 'RxPkt', 'TxPkt'),
];

/**
 * What else is worth a file, the most telling first: that data waited (a time, in ticks of the port), what was lost, that a
 * network is congested, what was sent again. Drivers have other names for the same.
 */
export const PORT_EVENTS: readonly string[] = [
  ...inFolder('counters/', 'port_xmit_wait port_xmit_discards port_rcv_errors symbol_error link_downed'),
  // mlx5, and in newer kernels bnxt_re
  ...inFolder('hw_counters/', 'np_cnp_sent np_ecn_marked_roce_packets out_of_sequence packet_seq_err'),
  ...inFolder('hw_counters/', 'local_ack_timeout_err rnr_nak_retry_err out_of_buffer roce_adp_retrans'),
  // bnxt_re
  ...inFolder(
    'hw_counters/',
    'rx_roce_errors rx_roce_discards oos_drop_count to_retransmits seq_err_naks_rcvd',
  ),
  ...inFolder('hw_counters/', 'rnr_naks_rcvd tx_cnp_pkts np_cnp_pkts rx_ecn_marked_pkts'),
  // irdma: with iWARP only, the retransmits had another name.
  ...inFolder('hw_counters/', 'cnpSent RxECNMrkd RetransSegs tcpRetransSegs ip4InDiscards ip6InDiscards'),
  // efa
  ...inFolder('hw_counters/', 'retrans_pkts retrans_bytes retrans_timeout_events rx_drops'),
  ...inFolder('hw_counters/', 'unresponsive_remote_events impaired_remote_conn_events'),
  // ionic
  ...inFolder('hw_counters/', 'tx_rdma_cnp_pkts rx_rdma_ecn_pkts tx_rdma_ack_timeout'),
  ...inFolder('hw_counters/', 'req_rx_pkt_seq_err resp_tx_pkt_seq_err'),
  // hfi1
  ...inFolder('hw_counters/', 'RcvCstrErr DmaWait RcTimeOut RcResend'),
  // rxe
  ...inFolder('hw_counters/', 'out_of_seq_request rcvd_seq_err completer_retry_err'),
  // What is left of those of mlx5 and of InfiniBand.
  ...inFolder('hw_counters/', 'rp_cnp_handled roce_slow_restart rx_icrc_encapsulated'),
  ...inFolder('counters/', 'link_error_recovery VL15_dropped'),
];

/** The name of a counter, which is that of its file: no two of those above have the same in two folders. */
export function counterOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Counters of bytes: what rates are made of. */
export const DATA_COUNTERS: ReadonlySet<string> = new Set(
  USUAL.flatMap(({ received, sent }) => [...received, ...sent].map(counterOf)),
);

/** All counters that a port can have, and `state`. */
export const PORT_COUNTERS: readonly string[] = [
  ...new Set(
    [
      'state',
      ...DATA_COUNTERS,
      ...[...PACKETS.values(), ...OTHER_PACKETS].flatMap(({ received, sent }) => [...received, ...sent]),
      ...PORT_EVENTS,
    ].map(counterOf),
  ),
];

function data(folder: string, received: string, sent: string, unit: number): PortData {
  return { ...packets(folder, received, sent), unit };
}

function packets(folder: string, received: string, sent: string): PortPackets {
  return { received: inFolder(folder, received), sent: inFolder(folder, sent) };
}

function inFolder(folder: string, names: string): readonly string[] {
  return names.split(' ').map((name) => folder + name);
}
