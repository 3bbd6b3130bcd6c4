import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { exampleHeader, exampleStatus, sampleLine, seriesText } from '../example.ts';

const PROGRAM = fileURLToPath(new URL('peak.ts', import.meta.url));
const saidSchema = v.object({ samples: v.number(), problem: v.nullable(v.string()), mb: v.number() });

const test = suite<{ directory: string }>('memory');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-memory-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Reads a file in a process of its own. */
function readIn(file: string): v.InferOutput<typeof saidSchema> {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', PROGRAM, file], {
    encoding: 'utf8',
  });
  assert.is(stderr, '');
  return v.parse(saidSchema, JSON.parse(stdout));
}

/** A header's text up to where the samples of its one host begin, and what stands behind them. */
function around(): readonly [before: string, after: string] {
  const text = seriesText(exampleHeader({ host_status: { a: exampleStatus(2) } }), [['a', ['HERE']]]);
  const [before = '', after = ''] = text.replaceAll('\n', '').split('HERE');
  return [before, after];
}

test('a file of one long line is read in memory that does not grow with it', async ({ directory }) => {
  const disks = Array.from({ length: 20 }, (_, nth) => `{"device_name":"sd${nth}","sectors_read":${nth}}`);
  const sample = sampleLine('a', 0, `"diskstats":[${disks.join(',')}]`);
  const part = Buffer.from(`${Array<string>(1000).fill(sample).join(',')},`);
  const parts = 40; // Of 850 KB.
  const [before, after] = around();
  const file = path.join(directory, 'a.json');
  await writeFile(file, [before, ...Array<Buffer>(parts).fill(part), sample, after].map(String).join(''));
  const { samples, problem, mb } = readIn(file);
  assert.equal([samples, problem], [parts * 1000 + 1, null]);
  // Measured: 170, as for 185 MB; all of it at once takes several times as much.
  assert.ok(mb < 250, `${mb} MB`);
});

test('a compressed header of many long lines is refused before it fills the memory', async ({
  directory,
}) => {
  const long = gzipSync(`${'x'.repeat(60_000_000)}"},\n`);
  const status = JSON.stringify(exampleStatus(0)).replace('"reason":null', '');
  const lines = seriesText(exampleHeader({ host_status: { a: exampleStatus(1) } }), []).split('\n');
  const at = lines.findIndex((line) => line.startsWith('"host_status"')) + 1;
  const before = gzipSync(`${lines.slice(0, at).join('\n')}\n`);
  const hosts = Array.from({ length: 40 }, (_, nth) => [
    gzipSync(`"host${nth}": ${status.replace(',,', ',').slice(0, -1)},"reason":"`),
    long,
  ]);
  const file = path.join(directory, 'a.json.gz');
  await writeFile(file, Buffer.concat([before, ...hosts.flat()]));
  const { samples, problem, mb } = readIn(file);
  assert.is(samples, 0);
  assert.is(problem, `${file}: line ${at + 5}: what is not samples has more than 268435456 characters`);
  // Measured: 650; before there were bounds, all that was in the file.
  assert.ok(mb < 900, `${mb} MB`);
});

test.run();
