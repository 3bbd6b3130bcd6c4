import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SOURCES, sourceNamed } from '../../src/procfs/registry.ts';
import { sourcesMarkdown, sourcesTable, sourceText } from '../../src/procfs/sources-text.ts';
import { CLIENTS } from './clients.ts';
import { FIXTURES } from './parse.ts';

const test = suite('what is said of sources');

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const rootsOf = (folder: string) => ({ procfs: path.join(folder, 'proc'), sysfs: path.join(folder, 'sys') });

test('the page has what the sources say of themselves: npm run docs', () => {
  // Tables are made even by whoever formats the page.
  const even = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{2,}/g, '---');
  const page = even(readFileSync(path.join(ROOT, 'docs/sources.md'), 'utf8'));
  assert.ok(page.includes(even(sourcesMarkdown(SOURCES))), 'docs/sources.md is older than the sources');
});

test('the table has a line for each, and says which this node has', async () => {
  const lines = (await sourcesTable(SOURCES, rootsOf(path.join(FIXTURES, 'kernel-6.18')))).split('\n');
  const line = (name: string) => lines.find((one) => one.startsWith(`${name} `)) ?? '';
  assert.match(line('diskstats'), /^diskstats +yes +ok +\d+ +block devices: /);
  assert.match(line('nfs'), /^nfs +yes +absent +NFS mounts: /);
  const onClient = (await sourcesTable(SOURCES, rootsOf(path.join(CLIENTS, 'nfs-nconnect')))).split('\n');
  assert.ok(onClient.some((one) => /^nfs +yes +ok +\d+ /.test(one)));
});

test('why one cannot be read stands below it', async () => {
  const text = await sourcesTable([sourceNamed('loadavg')!], rootsOf('/none'));
  assert.match(
    text,
    /^loadavg +yes +failed +load averages.*\n {4}\/none\/proc\/loadavg is not there \(ENOENT\)/m,
  );
});

test('of one all fields are shown, with those that are a node’s own in brackets', async () => {
  const text = await sourceText(sourceNamed('nfs')!, rootsOf('/none'));
  assert.match(text, /^ {2}nfs\.<mount>\.bytes {2}normal_read_bytes, /m);
  assert.match(text, /^ {2}here {7}absent$/m);
  const disks = await sourceText(sourceNamed('diskstats')!, rootsOf(path.join(FIXTURES, 'kernel-6.18')));
  assert.match(disks, /^ {2}diskstats\[<device_name>\] {2}reads_completed, reads_merged, sectors_read, /m);
  assert.match(disks, /^ {2}here {7}ok, \d+ µs a reading$/m);
});

test('of one that asks a program, that is among what it reads', async () => {
  const text = await sourceText(sourceNamed('gpu')!, rootsOf(path.join(FIXTURES, 'kernel-6.18')));
  assert.match(text, /^ {2}from +\/sys\/class\/drm\/.*, nvidia-smi$/m);
});

test.run();
