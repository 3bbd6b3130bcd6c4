/** Numbers that the view of one host shows and no rate is made of, by source, its rows and their fields as in `procfs`. */
const DETAILS: Readonly<Record<string, (row: string, field: string) => boolean>> = {
  cpu: (row) => row.startsWith('cpu'),
  meminfo: (row) => row === 'SwapTotal' || row === 'SwapFree',
  vmstat: (row) => row === 'pswpin' || row === 'pswpout',
  diskstats: (_, field) => /^time_(?:reading|writing|doing_ios)_ms$/.test(field),
  netdev: (_, field) => /^[rt]x_(?:errors|dropped)$/.test(field),
  nfs: (row, field) => /^(?:READ|READ_PLUS|WRITE) /.test(row) && (field === 'ops' || field === 'execute_ms'),
};

/** Whether the view of one host shows this number of a sample, or something that is made of it. */
export function isDetail(source: string, row: string, field: string): boolean {
  return Object.hasOwn(DETAILS, source) && DETAILS[source]?.(row, field) === true;
}
