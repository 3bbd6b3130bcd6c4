// Long: 60 s
// The portable tarball for arm64, its Node.js emulated by QEMU: what ranks and readers do. `run` starts its own Node.js anew, which
// the kernel takes for what it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { contentOf } from '../../../scripts/build/pack.mjs';
import { madeTarball, unpacked } from './made-tarball.ts';

interface Context {
  folder: string;
  at: string;
  node: string;
}

const test = suite<Context>('portable tarball for arm64');
/** Where Debian has the libraries for it (libc6-arm64-cross, libstdc++6-arm64-cross). */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const QEMU = '/usr/bin/qemu-aarch64-static';
const isThere =
  process.arch === 'x64' && [QEMU, `${LIBRARIES}/lib/libstdc++.so.6`].every((file) => existsSync(file));
const mustBe = process.env.RANKSTAT_TEST_COMPLETE !== undefined;
if (!isThere && !mustBe) {
  process.stderr.write(
    'skipped: portable tarball for arm64 (missing: qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross)\n',
  );
}
const it = isThere || mustBe ? test : test.skip;

test.before(async (context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-arm64-'));
  if (!isThere && !mustBe) return;
  context.at = unpacked(await madeTarball('arm64', context.folder), context.folder);
  context.node = path.join(context.folder, 'node');
  const starts = `#!/bin/sh\nexec ${QEMU} -L ${LIBRARIES} '${context.at}/libexec/node' "$@"\n`;
  writeFileSync(context.node, starts, { mode: 0o755 });
});
test.after(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** Runs rankstat in QEMU, as rank 0 of a job of one. @returns what it printed; it must work */
function rankstat({ folder, at, node }: Context, ...args: string[]): string {
  const env = { PATH: process.env.PATH ?? '', RANKSTAT_NODE: node, RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1' };
  const { status, stdout, stderr } = spawnSync(path.join(at, 'bin/rankstat'), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  assert.is(status, 0, `rankstat ${args.join(' ')}: ${stderr}`);
  return stdout;
}

it('its Node.js and its addon are for arm64, and what is compiled is of that Node.js', ({ at }) => {
  // elf(5), e_machine: EM_AARCH64 is 183.
  for (const name of ['libexec/node', 'dist/addon-arm64-glibc.node']) {
    assert.is(readFileSync(path.join(at, name)).readUInt16LE(18), 183, name);
  }
  const pack = path.join(at, 'dist/collector.pack');
  assert.match(readFileSync(pack).toString('latin1', 0, 256), / v24\.\d+\.\d+ arm64 \d+ *\n$/);
  assert.ok(contentOf(pack).code.length > 500_000);
});

it('it samples, records, sums up, reports and converts', (context) => {
  const { folder } = context;
  assert.match(rankstat(context, 'sample'), '"loadavg"');
  rankstat(context, 'rank', '--interval', '0.2', '--duration', '1', '--results-dir', 'results');
  const [name = ''] = readdirSync(path.join(folder, 'results'));
  const file = path.join('results', name);
  assert.match(name, /_timeseries\.json$/);
  const { samples_by_host } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const [samples = []] = Object.values<unknown[]>(samples_by_host);
  assert.ok(samples.length >= 2, `${samples.length} samples`);
  assert.match(rankstat(context, 'summary', file), /\n1 of 1 hosts complete\n/);
  assert.match(rankstat(context, 'validate', file), /valid\n$/);
  rankstat(context, 'report', file, '-o', 'report.html');
  assert.match(readFileSync(path.join(folder, 'report.html'), 'utf8'), /^<!doctype html>/i);
  rankstat(context, 'convert', file, '--to', 'parquet', '-o', 'tables');
  assert.is(readFileSync(path.join(folder, 'tables/loadavg.parquet')).toString('latin1', 0, 4), 'PAR1');
});

it('without QEMU, the starter says which machine it is for', ({ at, folder }) => {
  const env = { PATH: '/usr/bin:/bin' };
  const { status, stdout, stderr } = spawnSync(path.join(at, 'bin/rankstat'), ['sample'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  assert.equal([status, stdout], [69, '']);
  assert.is(
    stderr,
    `rankstat: ${at}/libexec/node is for arm64, and this machine is x86_64: unpack the rankstat that is for its architecture\n`,
  );
});

test.run();
