import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSeries } from '../../../src/series/reader.ts';
import type { ReadSample, Series } from '../../../src/series/reading/series.ts';
import { validateSeries } from '../../../src/series/validate.ts';
import { rejects } from '../../rejects.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  sampleLine,
  seriesText,
  twoHosts,
  written,
} from '../example.ts';

const PROGRAM = fileURLToPath(new URL('layouts.py', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../../fixtures/golden/', import.meta.url));

const test = suite<{ directory: string }>('any layout');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-layout-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** All of a file; where its samples stand is another matter. */
async function readAll(
  file: string,
): Promise<Omit<Series, 'samples'> & { samples: Omit<ReadSample, 'where'>[] }> {
  const { samples, ...series } = await readSeries(file);
  const all: Omit<ReadSample, 'where'>[] = [];
  for await (const { host, sample } of samples) all.push({ host, sample });
  return { ...series, samples: all };
}

/** The example in all layouts: their paths by their names. */
async function laidOut(directory: string, text: string): Promise<Map<string, string>> {
  const file = await written(path.join(directory, 'own.json'), text);
  const others = path.join(directory, 'others');
  await mkdir(others);
  execFileSync('python3', [PROGRAM, file, others]);
  const names = await readdir(others);
  assert.is(names.length, 7);
  return new Map(names.map((name) => [name.replace('.json', ''), path.join(others, name)]));
}

for (const [title, read] of [
  ['the example', async () => twoHosts()],
  // With integers beyond 2^53, gaps, marks, and names in all kinds of letters.
  ['a real run', async () => await readFile(path.join(GOLDEN, 'three-hosts.json'), 'utf8')],
  ['numbers of 64 bits', async () => await readFile(path.join(GOLDEN, 'one-host.json'), 'utf8')],
] as const) {
  test(`whatever another program makes of the layout, the same is read: ${title}`, async ({ directory }) => {
    const text = await read();
    const own = await readAll(await written(path.join(directory, 'a.json'), text));
    assert.ok(own.samples.length > 2);
    for (const [name, file] of await laidOut(directory, text)) {
      assert.equal(await readAll(file), own, name);
      assert.equal(await validateSeries(file), [], name);
    }
  });
}

test('packed, or with a byte-order mark before it', async ({ directory }) => {
  const own = await readAll(await written(path.join(directory, 'a.json'), twoHosts()));
  for (const [name, file] of await laidOut(directory, twoHosts())) {
    const content = await readFile(file);
    const packed = await written(`${file}.gz`, gzipSync(content));
    assert.equal(await readAll(packed), own, `${name}, packed`);
    const marked = await written(file, `\uFEFF${content}`);
    assert.equal(await readAll(marked), own, `${name}, with a byte-order mark`);
  }
});

test('the greatest number of the kernel keeps its digits in any layout', async ({ directory }) => {
  for (const file of (await laidOut(directory, twoHosts())).values()) {
    assert.equal((await readAll(file)).samples[1]?.sample.vmstat, { pgfault: 18446744073709551615n });
  }
});

test('a byte-order mark before our own layout', async ({ directory }) => {
  const own = await readAll(await written(path.join(directory, 'a.json'), twoHosts()));
  assert.equal(await readAll(await written(path.join(directory, 'b.json'), `\uFEFF${twoHosts()}`)), own);
});

test('UTF-16 is told', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), Buffer.from(`\uFEFF${twoHosts()}`, 'utf16le'));
  await rejects(readSeries(file), /a\.json: this is UTF-16: save it as UTF-8$/);
});

test('our layout in which somebody has edited a line in any place', async ({ directory }) => {
  const text = twoHosts();
  const own = await readAll(await written(path.join(directory, 'a.json'), text));
  let edited = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (!/[,{[]/.test(line)) continue;
    const lines = text.split('\n');
    lines[at] = line.replace(/(?<=[,{[])/, ' \n\n');
    const file = await written(path.join(directory, 'b.json'), lines.join('\n'));
    assert.equal(await readAll(file), own, line);
    edited++;
  }
  assert.ok(edited > 20);
});

test('numbers that are written otherwise are the same numbers', async ({ directory }) => {
  const text = twoHosts()
    .replace('"collection_interval_seconds": 10', '"collection_interval_seconds": 1.0e1')
    .replace('"tick":1,', '"tick":1.0,')
    .replace('{"pgfault":1}', '{"pgfault":1e3}');
  for (const [name, file] of [
    ['own', await written(path.join(directory, 'a.json'), text)],
    ['other', await written(path.join(directory, 'b.json'), text.replace('{\n', '{'))],
  ] as const) {
    const { header, samples } = await readAll(file);
    assert.is(header.collection_interval_seconds, 10, name);
    assert.equal(
      samples.map(({ sample }) => [sample.tick, sample.vmstat?.pgfault]),
      [
        [0, 1000],
        [1, 18446744073709551615n],
        [0, 2],
      ],
      name,
    );
  }
});

test('what is wrong is named with its place, its host and the how-manieth sample it is', async ({
  directory,
}) => {
  const files = await laidOut(directory, twoHosts());
  const compact = await readFile(files.get('compact') ?? '', 'utf8');
  const read = async (from: string, to: string) => {
    assert.ok(compact.includes(from));
    return await readAll(await written(path.join(directory, 'b.json'), compact.replace(from, to)));
  };
  const second = compact.indexOf('{', compact.indexOf('"tick":0'));
  const start = compact.lastIndexOf('{"timestamp"', compact.indexOf('"tick":1'));
  assert.ok(second <= start);
  await rejects(
    read('"tick":1', '"tick":-1'),
    new RegExp(`b\\.json: line 1, byte ${start}, sample 2 of node1: tick: .*-1`),
  );
  const rank = compact.indexOf('{"status"', compact.indexOf('"node2":'));
  await rejects(
    read('"rank":1', '"rank":-1'),
    new RegExp(`b\\.json: line 1, byte ${rank}, node2: host_status\\.rank: `),
  );
  await rejects(
    read('"schema_version":1', '"schema_version":2'),
    new RegExp(`b\\.json: line 1, byte ${compact.indexOf('1,')}: schema_version: `),
  );
  await rejects(
    read('"tick":1', '"tick":NaN'),
    /b\.json: line 1, byte \d+: what follows is not JSON in UTF-8$/,
  );
  await rejects(read('"node2":[', '"node1":['), /b\.json: line 1, byte \d+: "node1" is there twice$/);
  await rejects(read('"samples_by_host":{', '"samples":{'), /b\.json: samples_by_host: it is not there$/);
  await rejects(read('"host_info":', '"info":'), /b\.json: host_info: it is not there$/);
  await rejects(read('"hosts_requested":', '"hosts":'), /b\.json: hosts_requested: /);
});

test('a later version is told, whatever else is in the file that this one does not know', async ({
  directory,
}) => {
  const text = twoHosts()
    .replace('"schema_version": 1', '"schema_version": 2')
    .replace('"rank":1', '"rank":{}');
  for (const file of (await laidOut(directory, text)).values())
    await rejects(readSeries(file), /: schema_version: /);
});

test('a file that is cut off anywhere is an error', async ({ directory }) => {
  const files = await laidOut(directory, twoHosts());
  for (const name of ['compact', 'samples-first']) {
    const text = await readFile(files.get(name) ?? '', 'utf8');
    for (let kept = 1; kept < text.length; kept += 211) {
      const file = await written(path.join(directory, 'b.json'), text.slice(0, kept));
      await rejects(readAll(file), /b\.json: the file is cut off (in|after) line \d+$/);
    }
  }
});

test('hosts that somebody has dropped or renamed', async ({ directory }) => {
  const dropped = twoHosts().replace(/"node2": \[\n.*\n\]/, '"renamed": []');
  const header = exampleHeader({
    num_samples: 1,
    hosts_requested: ['a'],
    hosts_collected: ['a'],
    host_status: { a: exampleStatus(1) },
  });
  const renamed = seriesText(header, [['b', [sampleLine('a', 0)]]]);
  for (const [text, hosts, samples] of [
    [dropped, ['node1', 'node2'], ['node1', 'node1']],
    [renamed, ['a'], ['b']],
  ] as const) {
    for (const file of [await written(path.join(directory, 'b.json'), text)]) {
      const read = await readAll(file);
      assert.equal(Object.keys(read.header.host_status), hosts);
      assert.equal(
        read.samples.map(({ host }) => host),
        samples,
      );
    }
  }
});

test('members, hosts and the samples of a host are there once', async ({ directory }) => {
  for (const [from, to, what] of [
    ['"marks": [],\n', '"marks": [],\n"marks": [],\n', 'marks'],
    ['"node2": {', '"node1": {', 'node1'],
    ['"node2": [', '"node1": [', 'node1'],
  ] as const) {
    const text = twoHosts().replace(from, to);
    const before = twoHosts().split('\n');
    const line = text.split('\n').findIndex((one, at) => one !== before[at]) + 1;
    const file = await written(path.join(directory, 'a.json'), text);
    await rejects(readAll(file), new RegExp(`a\\.json: line ${line}: "${what}" is there twice$`));
  }
});

test('a host may be named __proto__', async ({ directory }) => {
  const header = exampleHeader({
    num_samples: 1,
    hosts_requested: ['__proto__'],
    hosts_collected: ['__proto__'],
    host_status: Object.fromEntries([['__proto__', exampleStatus(1)]]),
    host_info: Object.fromEntries([['__proto__', exampleInfo({ kernel: '5.14.0' })]]),
  });
  const text = seriesText(header, [['__proto__', [sampleLine('__proto__', 0)]]]);
  for (const [name, file] of await laidOut(directory, text)) {
    const read = await readAll(file);
    assert.equal(Object.keys(read.header.host_status), ['__proto__'], name);
    const info = Object.entries(read.header.host_info).map(([, { kernel }]) => kernel);
    assert.equal(info, ['5.14.0'], name);
    assert.equal(
      read.samples.map(({ host }) => host),
      ['__proto__'],
      name,
    );
  }
});

test.run();
