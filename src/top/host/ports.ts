import type { HostInfo, Sample } from '../../series/schema.ts';
import { rdmaTotals } from '../../series/totals/rdma.ts';

/** What an RDMA port did; null where it is not known, as in which unit its driver counts. */
export interface PortDetail {
  readonly name: string;
  readonly rxMb: number | null;
  readonly txMb: number | null;
  /** As the kernel has it, `100 Gb/sec (4X EDR)`. */
  readonly rate: string | null;
}

export function portDetails(
  before: Sample,
  after: Sample,
  seconds: number,
  info: HostInfo | undefined,
): PortDetail[] {
  const rates = new Map(info?.rdma_ports?.map(({ device, port, rate }) => [`${device}/${port}`, rate]));
  return Object.keys(after.rdma ?? {}).map((name) => {
    const only = (sample: Sample): Sample => ({ ...sample, rdma: { [name]: sample.rdma?.[name] } });
    const mb = rdmaTotals(only(before), only(after), info).map((bytes) =>
      bytes === null ? null : bytes / seconds / 1e6,
    );
    return { name, rxMb: mb[0] ?? null, txMb: mb[1] ?? null, rate: rates.get(name) ?? null };
  });
}
