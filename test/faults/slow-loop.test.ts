// Long: 80 s
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Site } from '../jobs/site.ts';
import { removed } from './own-cgroups.ts';
import { BEGAN, start, toldOf } from './told.ts';

// A loop device to which three hosts write, and which the kernel slows down to next to nothing for half a minute.
const test = suite('storage that stands still');

const BLKIO = '/sys/fs/cgroup/blkio';
const WRITE_LIMIT = 'blkio.throttle.write_bps_device';
const isRoot = process.getuid?.() === 0 && existsSync(`${BLKIO}/blkio.throttle.io_serviced`);
const cgroup = path.join(BLKIO, `rankstat-test-${process.pid}`);
const place = { directory: '', disk: '', loop: '' };

function sh(command: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return stdout.trim();
}

// Before the cluster: its hosts see what is mounted when they come up.
test.before(async () => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-slow-'));
  place.disk = path.join(place.directory, 'disk');
  await mkdir(place.disk);
  if (!isRoot) return;
  const image = path.join(place.directory, 'image');
  // Without the page cache below it: what goes to it is what goes to the disk.
  place.loop = sh(
    `truncate -s 300M ${image} && mkfs.ext4 -q ${image} && losetup -f --show --direct-io=on ${image}`,
  );
  sh(`mount ${place.loop} ${place.disk}`);
  mkdirSync(cgroup);
});
const site = new Site(test);
test.after(async () => {
  if (isRoot) {
    sh(`umount ${place.disk} && losetup -d ${place.loop}`);
    await removed(cgroup);
  }
  await rm(place.directory, { recursive: true });
});

const STILL_MS = 32_000;

site.check('from when to when nothing was written, and that it was on all hosts', async () => {
  if (!isRoot) {
    process.stderr.write('skipped: block I/O cgroups (version 1) are missing\n');
    return;
  }
  const { nodes } = site.cluster;
  const device = sh(`cat /sys/class/block/${path.basename(place.loop)}/dev`);
  const limit = (bytesPerSecond: number) =>
    writeFileSync(path.join(cgroup, WRITE_LIMIT), `${device} ${bytesPerSecond}`);
  limit(0);
  for (const node of nodes) {
    for (const { pid, argv } of site.cluster.processes(node))
      if (argv[0] === 'slurmd') writeFileSync(path.join(cgroup, 'cgroup.procs'), String(pid));
  }
  const out = site.newDirectory();
  const write = `fio --name=x --rw=write --bs=256k --direct=1 --size=64m --rate=30m --time_based --runtime=58 --minimal --output=/dev/null --directory=${place.disk} --filename=rank.$SLURM_PROCID`;
  const job = await start(site.cluster, {
    ...{ nodes, out, does: write },
    options: `--target ${place.disk}`,
  });
  await job.printed(BEGAN);
  await pause(12_000);
  limit(1000);
  await pause(STILL_MS);
  limit(0);
  // Hosts share the kernel: each of them counts what all three write, 31 MB/s each.
  const told = await toldOf(job, out);
  assert.equal([told.cause, told.hosts], ['stall', []], told.sentence);
  assert.match(
    told.sentence,
    /^Nothing was read or written on any host for 0:[23]\d, from 0:1\d to 0:4\d: before and after that [23]\d\d MB\/s\.$/,
  );
});

test.run();
