import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  assertComparedRight,
  assertShownRight,
  assertValid,
  type Recomputed,
  recompute,
} from '../recompute/shown.ts';
import { assertAddsUp, filesIn, type SeriesFile, Site } from './site.ts';

const test = suite('bytes that were planted');
const site = new Site(test);

const NODES = ['node1', 'node2', 'node3'];
const INTERVAL_MS = 500;
/** What fio writes and reads past the page cache: 16 MiB by each of three hosts, which have one disk. */
const DISK_BYTES = 3 * 16 * 2 ** 20;
const SENT_BYTES = 50_000_000;
/** Segments of 1448 bytes have 66 of headers, if the kernel cuts them before it counts. */
const MOST_HEADERS = Math.ceil(SENT_BYTES / 1448) * 66;
/** What Slurm, Open MPI and the collectors send a host in these seconds: 0.7 MB were seen of all. */
const MOST_CHATTER = 1_500_000;

const fio = (rw: string, dir: string) =>
  `srun -N3 -n3 --ntasks-per-node=1 sh -c 'fio --name=x --rw=${rw} --bs=1M --size=16m --direct=1 --minimal --output=/dev/null --filename=${dir}/fio.$SLURM_PROCID'`;

/** The benchmark: it writes, reads, and lets the test send. */
const script = (out: string, dir: string) => `mkfifo ${dir}/go
# One host's go through a loop device, where there are such: they are the disk's, and counted once.
truncate -s 16M ${dir}/image
if loop=$(losetup --find --show --direct-io=on ${dir}/image); then
  trap 'losetup -d $loop' EXIT
  ln -s $loop ${dir}/fio.0
fi
cat >bench <<'EOF'
rankstat mark write
${fio('write', dir)}
rankstat mark read
${fio('read', dir)}
rankstat mark send
echo sending
read line <${dir}/go
rankstat mark rest
EOF
cat /proc/diskstats >${dir}/before
rankstat run --interval ${INTERVAL_MS / 1000} --results-dir ${out} -- bash -e bench
echo "rc=$?"
cat /proc/diskstats >${dir}/after`;

/** Sends bytes from node3 to node2. @returns what the kernel of node2 has counted meanwhile, with headers */
async function transfer(): Promise<number> {
  const listen = `let bytes = 0;
    require('net').createServer((from) => from.on('data', (part) => { bytes += part.length; })
      .on('end', () => { console.log(bytes); process.exit(); })).listen(7000, () => console.log('ready'))`;
  const { cluster } = site;
  const listener = cluster.spawn('node2', [process.execPath, '-e', listen]);
  assert.ok(listener.stdout);
  await once(listener.stdout.setEncoding('utf8'), 'data');
  const counted = async () => {
    const { stdout } = await cluster.exec('node2', ['cat', '/proc/net/dev']);
    return Number(/eth0:\s*(\d+)/.exec(stdout)?.[1]);
  };
  const before = await counted();
  const told = once(listener.stdout, 'data');
  await cluster.exec('node3', ['bash', '-c', `head -c ${SENT_BYTES} /dev/zero >/dev/tcp/node2/7000`]);
  assert.is((await told)[0], `${SENT_BYTES}\n`);
  return (await counted()) - before;
}

/** Has the bytes sent while the collector of node2 is stopped, so that its next sample is late. */
async function transferUnseen(): Promise<number> {
  const isCollector = (argv: readonly string[]) =>
    argv.some((word) => word.endsWith('rankstat.cjs')) && argv.includes('rank');
  const pid = site.cluster.processes('node2').find(({ argv }) => isCollector(argv))?.pid;
  assert.ok(pid);
  await pause(1.2 * INTERVAL_MS); // A sample of this phase, so that the interval of the late one is within the phase.
  process.kill(pid, 'SIGSTOP');
  const stopped = performance.now();
  const counted = await transfer();
  await pause(Math.max(0, stopped + 2.7 * INTERVAL_MS - performance.now()));
  process.kill(pid, 'SIGCONT');
  await pause(0.6 * INTERVAL_MS); // Until it has sampled; if it takes longer, more is asked of less below.
  return counted;
}

/** Bytes that all disks have read or written between two moments: what is mapped twice, too. */
async function diskBytes(field: 'read' | 'write'): Promise<number> {
  const at = async (moment: string) => {
    const text = await readFile(path.join(site.cluster.dir, moment), 'utf8');
    const rows = text.trim().split('\n');
    const disks = rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, , name]) => !/^z?ram|^loop/.test(`${name}`));
    return disks.reduce((sum, numbers) => sum + 512 * Number(numbers[field === 'read' ? 5 : 9]), 0);
  };
  return (await at('after')) - (await at('before'));
}

site.check('what was planted is in the file, and all numbers are those of a program in Python', async () => {
  const out = site.newDirectory();
  const { dir } = site.cluster;
  const job = await site.batch(script(out, dir));
  await job.printed(/sending/);
  const counted = await transferUnseen();
  await site.cluster.exec('node1', ['sh', '-c', `echo >${dir}/go`]);
  assert.match((await job.finished()).output, /rc=0\n/);

  const [name = ''] = (await filesIn(out)).filter((one) => one.endsWith('.json'));
  const file = path.join(out, name);
  const series: SeriesFile = JSON.parse(await readFile(file, 'utf8'));
  for (const node of NODES) assertAddsUp(series, node);
  assertValid(file);
  const [own] = recompute([file]);
  assert.ok(own);
  assertShownRight([file], [own]);
  // Five windows of a dozen metrics or more.
  assert.ok(assertComparedRight([file, file], [own, own]) >= 2 * 5 * 12);

  for (const node of NODES) {
    const { disk_read_mb_per_s: read, disk_write_mb_per_s: written } = own.bytes[node] ?? {};
    assertBetween(read, DISK_BYTES, await diskBytes('read'), `${node} read`);
    assertBetween(written, DISK_BYTES, await diskBytes('write'), `${node} wrote`);
    for (const way of ['rx', 'tx'] as const) {
      const bytes = own.bytes[node]?.[`net_${way}_mb_per_s`];
      const all = ethernet(series, node, -1)[`${way}_bytes`] - ethernet(series, node, 0)[`${way}_bytes`];
      assert.is(bytes, all, `${node} ${way}`);
    }
  }
  assertBetween(counted, SENT_BYTES, SENT_BYTES + MOST_HEADERS + MOST_CHATTER, 'counted on the way');
  assertBetween(own.bytes.node2?.net_rx_mb_per_s, counted, counted + MOST_CHATTER, 'node2 received');
  assertBetween(own.bytes.node3?.net_tx_mb_per_s, SENT_BYTES, counted + MOST_CHATTER, 'node3 sent');
  assertLatePhase(series, own, counted);
});

function ethernet(series: SeriesFile, node: string, at: number) {
  const found = series.samples_by_host[node]
    ?.at(at)
    ?.netdev.find(({ interface_name }) => interface_name === 'eth0');
  assert.ok(found);
  return found;
}

/** Fails unless the phase that sent has the rate of what was sent, though a sample of it came more than an interval late. */
function assertLatePhase(series: SeriesFile, own: Recomputed, counted: number): void {
  const samples = series.samples_by_host.node2 ?? [];
  const received = samples.map((_, nth) => ethernet(series, 'node2', nth).rx_bytes);
  const late = received.findIndex((bytes, nth) => nth > 0 && bytes - (received[nth - 1] ?? 0) >= counted);
  assert.ok(late > 0, 'no interval has all that was sent');
  const [begin, end] = [samples[late - 1], samples[late]].map((sample) =>
    Date.parse(sample?.timestamp ?? ''),
  );
  const { marks } = series;
  const [from, to] = ['send', 'rest'].map((label) =>
    Date.parse(marks.find((mark) => mark.label === label)?.time ?? ''),
  );
  assert.ok(begin !== undefined && end !== undefined && from !== undefined && to !== undefined);
  assert.ok(end - begin > 2 * INTERVAL_MS, `the late sample came ${end - begin} ms after that before`);
  const within = (Math.min(end, to) - Math.max(begin, from)) / (end - begin);
  const bytes = ((own.means.send?.net_rx_mb_per_s?.node2 ?? 0) * (to - from) * 1e6) / 1000;
  // Time stamps are whole milliseconds.
  assertBetween(
    bytes,
    counted * (within - 0.002),
    counted * (within + 0.002) + MOST_CHATTER,
    'received in the phase',
  );
}

function assertBetween(value: number | null | undefined, least: number, most: number, what: string): void {
  assert.ok(
    typeof value === 'number' && value >= least && value <= most,
    `${what}: ${value}, not ${least} to ${most}`,
  );
}

test.run();
