import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeHostInfo } from '../../../src/procfs/host/complete.ts';
import { readHostInfo } from '../../../src/procfs/host/host-info.ts';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { diskstats } from '../../../src/procfs/sources/diskstats.ts';
import { netdev } from '../../../src/procfs/sources/netdev.ts';
import { summarize } from '../../../src/report/summary/summary.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { FIXTURES, jsonOf } from '../../procfs/parse.ts';
import { exampleHeader, exampleStatus, sampleLine, seriesText, written } from '../../series/example.ts';

/**
 * What other tools were reported to count wrongly: `0` is what a machine shows at first, `1`, `2`, … what is another a
 * second later each.
 */
const test = suite<{ directory: string }>('cases');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-cases-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

/** Plays the states of a case, 10 s apart, and sums them up. `looks`: at `/sys`, whenever there are new names, or only at first. */
async function played(name: string, directory: string, looks: 'again' | 'once' = 'again') {
  const roots = { procfs: path.join(directory, 'proc'), sysfs: path.join(directory, 'sys') };
  const lines: string[] = [];
  let info: HostInfo | undefined;
  for (let state = 0; existsSync(path.join(FIXTURES, 'cases', name, String(state))); state++) {
    cpSync(path.join(FIXTURES, 'cases', name, String(state)), directory, { recursive: true });
    // Anew each time: the files are others.
    const readers = [diskstats, netdev].map((source) => new SourceReader(source, roots));
    const parts = readers.map((reader) => {
      assert.is(reader.read(), 'ok');
      reader.close();
      return `"${reader.source.name}":${jsonOf(reader)}`;
    });
    lines.push(sampleLine('vm', state, parts.join(',')));
    const [disks = [], interfaces = []] = readers.map(({ reading }) =>
      reading.layout.rows.map((row) => row.name),
    );
    info ??= { ...readHostInfo({ ...roots, hostname: 'vm', architecture: 'x86_64' }), sources: {} };
    if (looks === 'again') info = completeHostInfo(info, { disks, interfaces, others: [] }, roots);
  }
  const header = exampleHeader({
    num_samples: lines.length,
    host_status: { vm: exampleStatus(lines.length) },
    host_info: info === undefined ? {} : { vm: info },
  });
  const file = await written(path.join(directory, 'a.json'), seriesText(header, [['vm', lines]]));
  const [vm] = (await summarize(file)).hosts;
  const most = (metric: 'net_rx_mb_per_s' | 'disk_write_mb_per_s') => vm?.metrics[metric]?.max ?? null;
  return {
    rx: most('net_rx_mb_per_s'),
    write: most('disk_write_mb_per_s'),
    unknown: vm?.unknownInterfaces ?? [],
  };
}

test('Azure: a virtual card and the card behind it are 1 GB in 10 s, not 2', async ({ directory }) => {
  assert.equal(await played('01-azure-vf-counted-twice', directory), { rx: 100, write: 0, unknown: [] });
});

test('a ZFS volume and the disk below it are 1.024 GB in 10 s, not 2.048', async ({ directory }) => {
  assert.equal(await played('03-zvol-counted-twice', directory), { rx: 0, write: 102.4, unknown: [] });
});

test('a card that comes in mid-run counts from then on', async ({ directory }) => {
  assert.equal(await played('04-interface-appears', directory), { rx: 100, write: 0, unknown: [] });
});

test('if nobody looks what has come, the network is not known, and no 0', async ({ directory }) => {
  const { rx, unknown } = await played('04-interface-appears', directory, 'once');
  assert.equal([rx, unknown], [null, ['eth1']]);
});

test('/sys of another network namespace: names decide', async ({ directory }) => {
  assert.equal(await played('05-sysfs-of-another-namespace', directory), { rx: 100, write: 0, unknown: [] });
});

test.run();
