// node --import tsx test/examples/make-run.ts: makes the run that the examples are about, examples/data. Training on local
// disks of which one is slow; the disks have a partition each, which nobody must count again; one host is killed in mid-run.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { HostStatus, Sample, SeriesHeader } from '../../src/series/schema.ts';
import { makeCase } from '../findings/case.ts';
import { seriesText } from '../series/example.ts';

const FILE = path.join(
  import.meta.dirname,
  '../../examples/data/training_20261125_231002_timeseries.json.gz',
);
const DISK = 'nvme0n1';
const PARTITION = 'nvme0n1p1';
const KILLED = 'node004';
const LAST_TICK = 40;

const made = makeCase({ kind: 'slow disk', hosts: 4, strength: 'strong', seed: 1, seconds: 400 });
const { header, samples } = await made.open(made.name);
const kept = new Map<string, Sample[]>();
for await (const { host, sample } of samples) {
  const ofHost = kept.get(host) ?? [];
  kept.set(host, ofHost);
  if (host === KILLED && (sample.tick === null ? sample.kind === 'final' : sample.tick > LAST_TICK)) continue;
  ofHost.push(withPartition(sample));
}
const lines = [...kept].map(([host, list]): [string, string[]] => [
  host,
  list.map((one) => JSON.stringify(one)),
]);
const text = seriesText(asSeen(header), lines);
await writeFile(FILE, gzipSync(text, { level: 9 }));

function withPartition(sample: Sample): Sample {
  const disks = sample.diskstats?.flatMap((one) =>
    one.device_name === DISK ? [one, { ...one, device_name: PARTITION }] : [one],
  );
  return disks === undefined ? sample : { ...sample, diskstats: disks };
}

function asSeen(header: SeriesHeader): SeriesHeader {
  const status = header.host_status[KILLED];
  const last = kept.get(KILLED)?.at(-1)?.timestamp;
  if (status === undefined || last === undefined) throw new Error(`${KILLED} is not in the run`);
  const infos = Object.entries(header.host_info).map(([host, info]) => {
    const disks = info.block_devices.map((one) =>
      one.name === DISK ? { ...one, partitions: [PARTITION] } : one,
    );
    return [host, { ...info, block_devices: disks }];
  });
  return {
    ...header,
    num_samples: [...kept.values()].reduce((sum, list) => sum + list.length, 0),
    host_status: { ...header.host_status, [KILLED]: killed(status, last) },
    host_info: Object.fromEntries(infos),
  };
}

function killed(status: HostStatus, last: string): HostStatus {
  const reason = `no word from it after ${last}: killed or cut off`;
  const missed = status.ticks_expected - LAST_TICK - 1;
  return {
    ...status,
    status: 'partial',
    reason,
    samples: kept.get(KILLED)?.length ?? 0,
    last_sample: last,
    ticks_sampled: LAST_TICK + 1,
    ticks_missed: missed,
    gaps: [{ from_tick: LAST_TICK + 1, to_tick: LAST_TICK + missed, reason }],
  };
}
