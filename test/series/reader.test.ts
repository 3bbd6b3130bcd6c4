import { mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSeries } from '../../src/series/reader.ts';
import type { ReadSample } from '../../src/series/reading/series.ts';
import { JOURNAL_MAGIC } from '../../src/wire/journal/frames.ts';
import { rejects } from '../rejects.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  sampleLine,
  seriesText,
  twoHosts,
  written,
} from './example.ts';

const test = suite<{ directory: string }>('reader');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-reader-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function readAll(file: string): Promise<ReadSample[]> {
  const all: ReadSample[] = [];
  for await (const read of (await readSeries(file)).samples) all.push(read);
  return all;
}

/** How often this process has the file open. */
async function timesOpen(file: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target === file).length;
}

test('samples come with their host and the line that they stand on', async ({ directory }) => {
  const text = twoHosts();
  const file = await written(path.join(directory, 'a.json'), text);
  const all = await readAll(file);
  assert.equal(
    all.map(({ host, sample }) => [host, sample.hostname, sample.tick]),
    [
      ['node1', 'node1', 0],
      ['node1', 'node1', 1],
      ['node2', 'node2', 0],
    ],
  );
  const lines = text.split('\n');
  const begins = lines.indexOf('"node1": [') + 1; // Lines are counted from 1.
  assert.equal(
    all.map(({ where }) => where),
    [begins + 1, begins + 2, begins + 5].map((line) => `line ${line}`),
  );
});

test('the greatest number of the kernel keeps its digits', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts());
  const [, second] = await readAll(file);
  assert.equal(second?.sample.vmstat, { pgfault: 18446744073709551615n });
});

test('the header is there before a sample is read', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), twoHosts());
  const { header, samples } = await readSeries(file);
  assert.is(header.num_samples, 3);
  assert.is(header.host_status.node2?.rank, 1);
  assert.is(header.host_info.node1?.kernel, '6.1.0-18-amd64');
  assert.is(header.host_info.node2, undefined);
  for await (const _ of samples) break;
});

test('a packed file reads as the plain one', async ({ directory }) => {
  const plain = await written(path.join(directory, 'a.json'), twoHosts());
  const packed = await written(path.join(directory, 'a.json.gz'), gzipSync(twoHosts()));
  assert.equal(await readAll(packed), await readAll(plain));
});

test('a packed file that is cut off says after which line', async ({ directory }) => {
  const packed = gzipSync(twoHosts());
  const file = await written(path.join(directory, 'a.json.gz'), packed.subarray(0, packed.length - 12));
  await rejects(readAll(file), /a\.json\.gz: cannot be unpacked after line \d+: unexpected end of file$/);
});

test('what is not packed, or no file, is an error though its name ends in .gz', async ({ directory }) => {
  const plain = await written(path.join(directory, 'a.json.gz'), twoHosts());
  await rejects(readAll(plain), /cannot be unpacked after line 0: incorrect header check/);
  const folder = path.join(directory, 'b.gz');
  await mkdir(folder);
  await rejects(readAll(folder), /b\.gz: cannot be read after line 0: EISDIR/);
});

test('a file that is not there is an error with its code', async ({ directory }) => {
  await rejects(readSeries(path.join(directory, 'none.json')), /ENOENT/);
});

test('a file that is cut off after any line says after which', async ({ directory }) => {
  const lines = twoHosts().trimEnd().split('\n');
  assert.ok(lines.length > 20);
  for (let kept = 0; kept < lines.length; kept++) {
    const text = lines
      .slice(0, kept)
      .map((line) => `${line}\n`)
      .join('');
    const file = await written(path.join(directory, 'a.json'), text);
    await rejects(readAll(file), new RegExp(`a\\.json: the file is cut off after line ${kept}$`));
  }
});

test('a file that is cut off within any line is an error', async ({ directory }) => {
  const lines = twoHosts().trimEnd().split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.length < 2) continue;
    const half = line.slice(0, Math.ceil(line.length / 2));
    const file = await written(path.join(directory, 'a.json'), [...lines.slice(0, index), half].join('\n'));
    await rejects(readAll(file), new RegExp(`line ${index + 1}\\b`));
  }
});

test('a damaged line is named', async ({ directory }) => {
  const lines = twoHosts().split('\n');
  const at = lines.indexOf('"node1": [') + 1;
  lines[at] = lines[at]?.replace('"tick":0', '"tick":0x') ?? '';
  const file = await written(path.join(directory, 'a.json'), lines.join('\n'));
  await rejects(readAll(file), new RegExp(`a\\.json: line ${at + 1} is damaged`));
});

test('a comma that is missing between two lines, or follows the last, is damage, though each line is whole', async ({
  directory,
}) => {
  const lines = twoHosts().trimEnd().split('\n');
  let damaged = 0;
  for (const [at, line] of lines.entries()) {
    if (at === 0 || at >= lines.length - 2 || /[[{]$/.test(line)) continue;
    const changed = lines.with(at, line.endsWith(',') ? line.slice(0, -1) : `${line},`).join('\n');
    assert.throws(() => JSON.parse(changed), SyntaxError);
    const file = await written(path.join(directory, 'a.json'), changed);
    // Where JSON is none any more: mostly at the next line.
    await rejects(readAll(file), new RegExp(`a\\.json: line (?:${at + 1}|${at + 2}) is damaged`));
    damaged++;
  }
  assert.ok(damaged > 15);
});

test('a line that is no sample is named with what is wrong in it', async ({ directory }) => {
  const text = twoHosts();
  const line = text.split('\n').indexOf('"node1": [') + 2;
  const file = await written(path.join(directory, 'a.json'), text.replace('"tick":0', '"tick":-1'));
  await rejects(readAll(file), new RegExp(`a\\.json: line ${line}: tick: .*>=0.*-1`));
});

test('a header with a wrong value is refused by the name of the field', async ({ directory }) => {
  const text = twoHosts().replace('"collection_interval_seconds": 10', '"collection_interval_seconds": 0');
  const file = await written(path.join(directory, 'a.json'), text);
  await rejects(readSeries(file), /a\.json: line 4: collection_interval_seconds: .*>=0\.001/);
});

test('what is wrong in the header is named with its line, for each host of its own', async ({
  directory,
}) => {
  const text = twoHosts();
  const line = (start: string) => text.split('\n').findIndex((one) => one.startsWith(start)) + 1;
  for (const [from, to, expected] of [
    ['"type":"training"', '"type":7', `line ${line('"benchmark"')}: benchmark.type: `],
    ['"rank":1', '"rank":-1', `line ${line('"host_status"') + 2}: host_status.rank: `],
    ['"kernel":"6', '"kernel":6,"x":"6', `line ${line('"host_info"') + 1}: host_info.kernel: `],
    [
      '"host_info": {\n',
      '"host_info": [],\n"x": {\n',
      `line ${line('"host_info"')}, byte \\d+: host_info: this must be an object`,
    ],
    ['"hosts_requested": [', '"hosts_desired": [', 'hosts_requested: '],
  ] as const) {
    const file = await written(path.join(directory, 'a.json'), text.replace(from, to));
    await rejects(readSeries(file), new RegExp(`a\\.json: ${expected}`));
  }
});

test('what stands behind the end is an error', async ({ directory }) => {
  const text = twoHosts();
  const file = await written(path.join(directory, 'a.json'), text + text);
  await rejects(readAll(file), new RegExp(`line ${text.split('\n').length} is after the end`));
});

test('another JSON file is not taken for one of ours', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), '{"collection_interval_seconds": 10}\n');
  await rejects(readSeries(file), /a\.json: this is not a series file of rankstat/);
});

for (const name of ['__proto__', 'constructor', 'prototype']) {
  test(`a host may be named ${name}`, async ({ directory }) => {
    const named = <T>(value: T): Record<string, T> => Object.fromEntries([[name, value]]);
    const header = exampleHeader({
      num_samples: 1,
      hosts_requested: [name],
      hosts_collected: [name],
      host_status: named(exampleStatus(1)),
      host_info: named(exampleInfo({ kernel: '5.14.0' })),
    });
    const file = await written(
      path.join(directory, 'a.json'),
      seriesText(header, [[name, [sampleLine(name, 0)]]]),
    );
    const series = await readSeries(file);
    assert.equal(Object.keys(series.header.host_status), [name]);
    assert.is(series.header.host_status[name]?.samples, 1);
    assert.is(series.header.host_info[name]?.kernel, '5.14.0');
    assert.is(series.header.overhead[name], undefined);
    const hosts: string[] = [];
    for await (const { host } of series.samples) hosts.push(host);
    assert.equal(hosts, [name]);
  });
}

test('a run without hosts has an empty header and no samples', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.json'), seriesText(exampleHeader(), []));
  const { header } = await readSeries(file);
  assert.equal(Object.keys(header.host_status), []);
  assert.equal(await readAll(file), []);
});

for (const name of ['a.json', 'a.json.gz']) {
  test(`the file is closed when the reader stops early, fails or ends: ${name}`, async ({ directory }) => {
    const content = (text: string) => (name.endsWith('.gz') ? gzipSync(text) : text);
    const file = await written(path.join(directory, name), content(twoHosts()));
    const { samples } = await readSeries(file);
    for await (const _ of samples) break;
    assert.is(await timesOpen(file), 0, 'stopped early');
    await readAll(file);
    assert.is(await timesOpen(file), 0, 'at its end');
    await written(file, content(twoHosts().replace('"tick":0', '"tick":')));
    await rejects(readAll(file), /damaged/);
    assert.is(await timesOpen(file), 0, 'damaged sample');
    await written(file, content(`[\n${twoHosts()}`));
    await rejects(readSeries(file), /not a series file/);
    assert.is(await timesOpen(file), 0, 'damaged header');
  });
}

test('lines longer than what is read at a time, in letters of several bytes', async ({ directory }) => {
  const message = `a${'ä€'.repeat(700_000)}`;
  const lines = [0, 1].map((tick) => sampleLine('node1', tick, `"errors":{"vmstat":"${message}"}`));
  const text = seriesText(exampleHeader(), [['node1', lines]]);
  for (const file of [
    await written(path.join(directory, 'a.json'), text),
    await written(path.join(directory, 'b.json'), text.replaceAll('\n', '\r\n')),
  ]) {
    const all = await readAll(file);
    assert.is(all.length, 2);
    assert.ok(all.every(({ sample }) => sample.errors?.vmstat === message));
  }
});

test('a journal and a compressed file are told what they are', async ({ directory }) => {
  const journal = await written(path.join(directory, 'a.journal'), JOURNAL_MAGIC);
  await rejects(
    readSeries(journal),
    /a\.journal: this is a journal: rankstat recover makes its series file$/,
  );
  const packed = await written(path.join(directory, 'b.json'), gzipSync(twoHosts()));
  await rejects(
    readSeries(packed),
    /b\.json: this is compressed: the name of a compressed series file ends in \.gz$/,
  );
});

test.run();
