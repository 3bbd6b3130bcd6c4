import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { twoHosts, written } from '../series/example.ts';

const RANKSTAT = path.join(import.meta.dirname, '../../bin/rankstat');

const test = suite<{ directory: string }>('rankstat validate');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-validate-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function said(directory: string, text: string) {
  await written(path.join(directory, 'a.json'), text);
  const { status, stdout, stderr } = spawnSync(RANKSTAT, ['validate', 'a.json'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('what is worth knowing is a note, and the file is valid', async ({ directory }) => {
  const text = twoHosts().replace('"vmstat":{"pgfault":2}', '"vmstats":{"pgfault":2}');
  const line = text.split('\n').findIndex((one) => one.includes('vmstats')) + 1;
  const note = `a.json: note: unknown source vmstats, in 1 sample, first on line ${line}\n`;
  const { status, stdout, stderr } = await said(directory, text);
  assert.equal([status, stderr], [0, '']);
  assert.ok(stdout.startsWith(note), stdout);
  assert.match(stdout.slice(note.length), /^a\.json: .*valid\n$/);
});

test('what is wrong has its line, and another exit code', async ({ directory }) => {
  const text = twoHosts().replace('"pgfault":2', '"pgfault":"2"');
  const line = text.split('\n').findIndex((one) => one.includes('"2"')) + 1;
  const { status, stdout } = await said(directory, text);
  assert.is(status, 65);
  const problem = 'vmstat.pgfault: "2" is no integer from 0 to 18446744073709551615';
  assert.is(stdout.split('\n')[0], `a.json: line ${line}: ${problem}`);
});

test.run();
