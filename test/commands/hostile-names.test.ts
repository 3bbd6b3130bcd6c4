import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { twoHosts, written } from '../series/example.ts';
import { Terminal } from './terminal.ts';

/** Names that clear a screen, colour it and turn text around. */
const EVIL = 'node\u001b[2J\u009b31m\u202e1';
const SHOWN = 'node\\u{1b}[2J\\u{9b}31m\\u{202e}1';

const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
const ENV = { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C.UTF-8', NO_COLOR: '1' };

interface Place {
  directory: string;
  /** A series file that is called so and whose hosts, sources and devices are. */
  file: string;
  terminals: Terminal[];
}
const test = suite<Place>('names that a terminal would obey');

test.before.each(async (place) => {
  place.terminals = [];
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-hostile-'));
  const disks = `"diskstats":[{"device_name":${JSON.stringify(EVIL)},"reads_completed":1}],"vmstat":`;
  const text = twoHosts().replaceAll('"node1"', JSON.stringify(EVIL)).replaceAll('"vmstat":', disks);
  place.file = await written(
    path.join(place.directory, `${EVIL}.json`),
    text.replaceAll('"complete"', '"partial"'),
  );
});
test.after.each(async ({ directory, terminals }) => {
  for (const terminal of terminals) terminal.kill();
  await rm(directory, { recursive: true });
});

/** What a terminal gets of a command. */
async function inTerminal({ terminals }: Place, ...args: string[]): Promise<string> {
  const quoted = [RANKSTAT, ...args].map((word) => `'${word}'`).join(' ');
  const terminal = new Terminal(quoted, ENV);
  terminals.push(terminal);
  await terminal.ended();
  return terminal.written;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OBEYED = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u202e]/;

test('each command shows them', async (place) => {
  const { file } = place;
  for (const args of [
    ['convert', '--to', 'csv', file],
    ['convert', '--to', 'openmetrics', file],
    ['summary', file],
    ['validate', file],
    ['compare', file, file],
    ['recover', file],
    ['stop', '--results-dir', file],
    ['status', '--rendezvous', `file:${file}`],
    ['mark', EVIL, '--results-dir', file],
    ['summary', `${file}.none`],
  ]) {
    const written = await inTerminal(place, ...args);
    assert.not.match(written, OBEYED, `${args[0]}: ${JSON.stringify(written)}`);
    assert.ok(written.includes(SHOWN), `${args[0]}: ${JSON.stringify(written)}`);
  }
});

test('a file or a pipe gets them as they are', async ({ directory, file }) => {
  const { stdout } = spawnSync(RANKSTAT, ['convert', '--to', 'csv', file], { env: ENV, encoding: 'utf8' });
  assert.match(
    stdout,
    new RegExp(
      `,${EVIL.replaceAll('[', '\\[')},diskstats,${EVIL.replaceAll('[', '\\[')},reads_completed,1\n`,
    ),
  );
  const out = path.join(directory, 'out.csv');
  spawnSync(RANKSTAT, ['convert', '--to', 'csv', file, '-o', out], { env: ENV });
  assert.is(await readFile(out, 'utf8'), stdout);
});

test('what is read of a host and of a job is shown, too', async (place) => {
  const results = path.join(place.directory, EVIL);
  await mkdir(results);
  const none = await inTerminal(place, 'status', '--results-dir', results);
  assert.not.match(none, OBEYED);
  assert.match(none, /no running job in /);
  // A copy of a kernel whose device has such a name.
  const procfs = path.join(place.directory, 'proc');
  await mkdir(path.join(procfs, 'net'), { recursive: true });
  await written(path.join(procfs, 'vmstat'), `nr_${EVIL} 1\n`);
  const sample = await inTerminal(place, 'sample', '--sources', 'vmstat', '--procfs', procfs);
  assert.not.match(sample, OBEYED);
});

test.run();
