import { cpSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, program, textOf } from '../../program.ts';
import { CLIENTS, copyOf } from '../clients.ts';

const test = suite('power that may not be read');

/** What a user who is not root gets to read of a tree in which RAPL is for root. */
async function asUser(prepare: (root: string) => void): Promise<string> {
  const { root, remove } = copyOf('rapl');
  prepare(root);
  const child = program(`
    import { chmodSync, readdirSync } from 'node:fs';
    import { SourceReader } from './src/procfs/reading/reader.ts';
    import { power } from './src/procfs/sources/power.ts';
    const folder = '${root}/sys/class/powercap';
    chmodSync('${root}', 0o755);
    for (const zone of readdirSync(folder))
      if (zone.startsWith('intel-rapl:')) chmodSync(folder + '/' + zone + '/energy_uj', 0o400);
    if (process.getuid() === 0) process.setuid(65534); else
      for (const zone of readdirSync(folder))
        if (zone.startsWith('intel-rapl:')) chmodSync(folder + '/' + zone + '/energy_uj', 0);
    const reader = new SourceReader(power, { procfs: '/none', sysfs: '${root}/sys' });
    console.log(JSON.stringify([reader.read(), reader.error ?? null, reader.reading.layout.rows.map(({ name }) => name)]));
  `);
  const [said] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  await ended(child);
  remove();
  return said.replaceAll(root, '');
}

test('RAPL that only root may read is denied, with the file', async () => {
  const [outcome, error] = JSON.parse(await asUser(() => {}));
  assert.match(
    outcome,
    /^denied: no permission to read \/sys\/class\/powercap\/intel-rapl:0\/energy_uj \(EACCES\)/,
  );
  assert.is(error, outcome);
});

test('where something else is there, it is left out without an error at each tick', async () => {
  const said = await asUser((root) =>
    cpSync(path.join(CLIENTS, 'cray-pm/sys/cray'), path.join(root, 'sys/cray'), { recursive: true }),
  );
  const [outcome, error, rows] = JSON.parse(said);
  assert.equal([outcome, error], ['ok', null]);
  assert.is(rows.length, 10);
  assert.ok(rows.every((row: string) => row.startsWith('cray ')));
});

test.run();
