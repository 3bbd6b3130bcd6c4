import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HostPoints, Points } from '../../src/convert/host-points.ts';
import { Spool } from '../../src/convert/spool.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';

const test = suite<{ directory: string }>('host points');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-points-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const AS_IT_IS = { times: 1, scale: 0 };

async function textOf(spool: Spool, strand: number): Promise<string> {
  const parts: string[] = [];
  for await (const bytes of spool.take(strand)) parts.push(Buffer.from(bytes).toString());
  return parts.join('');
}

for (const [name, mostHeld] of [
  ['all in memory', 1_000_000],
  ['set aside at each moment', 1],
  ['set aside now and then', 7],
] as const) {
  test(`points come by moment and leave by metric: ${name}`, async ({ directory }) => {
    const spool = await Spool.create(directory, new Leftovers());
    const host = new HostPoints(spool, mostHeld);
    const [a, b] = [new Points(0, 'a ', AS_IT_IS), new Points(1, 'b ', { times: 1, scale: 1 })];
    const late = new Points(0, 'late ', AS_IT_IS);
    host.add(a);
    host.add(b);
    for (let moment = 0; moment < 9; moment++) {
      await host.begin(`${moment}.0`);
      if (moment === 4) host.add(late);
      host.push(a, moment === 8 ? 2n ** 64n - 1n : moment);
      host.push(a, 99);
      if (moment % 3 === 0) host.push(b, moment);
      if (moment > 5) host.push(late, 1);
    }
    await host.end();
    const next = new Points(1, 'next ', AS_IT_IS);
    host.add(next);
    await host.begin('20.0');
    host.push(next, 5);
    await host.end();
    await host.close();
    const lines = [...Array.from({ length: 8 }, (_, at) => `a ${at} ${at}.0`), 'a 18446744073709551615 8.0'];
    assert.is(await textOf(spool, 0), `${[...lines, 'late 1 6.0', 'late 1 7.0', 'late 1 8.0'].join('\n')}\n`);
    assert.is(await textOf(spool, 1), 'b 0.0 0.0\nb 0.3 3.0\nb 0.6 6.0\nnext 5 20.0\n');
    await spool.remove();
    assert.equal(await readdir(directory), []);
  });
}

test('many points of one metric, more than are written at a time', async ({ directory }) => {
  const spool = await Spool.create(directory, new Leftovers());
  const host = new HostPoints(spool, 70_000);
  const points = new Points(0, `${'x'.repeat(200)} `, AS_IT_IS);
  host.add(points);
  for (let moment = 0; moment < 100_000; moment++) {
    await host.begin(String(moment));
    host.push(points, moment);
  }
  await host.end();
  await host.close();
  const lines = (await textOf(spool, 0)).split('\n');
  assert.is(lines.length, 100_001);
  assert.ok(lines.slice(0, -1).every((line, at) => line === `${'x'.repeat(200)} ${at} ${at}`));
  await spool.remove();
});

test.run();
