import { readFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Clock, systemClock } from '../../src/system/clock.ts';
import { type GatherJob, startCollector, untilStatus, withGather } from '../gather/rig.ts';

const test = suite<GatherJob>('slow networks and wrong clocks');
withGather(test);

/** A TCP relay that holds what it is given for a while, for each way another one, ms. */
async function relay(port: number, thereMs: number, backMs: number): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    pass(near, far, thereMs);
    pass(far, near, backMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function pass(from: Socket, to: Socket, ms: number): void {
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), ms));
  from.on('close', () => setTimeout(() => to.destroy(), ms));
  from.on('error', () => {});
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

/** This host's clocks, the wall clock wrong by `ms`. */
function wrongBy(ms: number): Clock {
  const clock = systemClock();
  return { ...clock, wall: () => clock.wall() + ms };
}

for (const [thereMs, backMs, offsetMs] of [
  [0, 0, 5000],
  [60, 60, -300],
  [120, 0, 0],
  [0, 120, 3_600_000],
] as const) {
  test(`${thereMs} ms there, ${backMs} ms back, a clock wrong by ${offsetMs} ms: the offset is within its error`, async (job) => {
    const server = await relay(job.to.port, thereMs, backMs);
    const to = { host: '127.0.0.1', port: portOf(server) };
    const ranks = [
      startCollector(job, { rank: 0, hostname: 'a' }),
      startCollector(job, { rank: 1, hostname: 'b', to, clock: wrongBy(offsetMs) }),
    ];
    await untilStatus(job, ({ phase, samples }) => phase === 'sampling' && samples >= 12);
    job.gather.stop('test');
    assert.is(await job.gather.finished, 'done');
    for (const { close } of ranks) close();
    server.close();
    const file = JSON.parse(await readFile(job.file, 'utf8'));
    const { clock_offset_ms: offset, clock_error_ms: error } = file.host_status.b;
    assert.ok(Math.abs(offset - offsetMs) <= error, `${offset} ± ${error} ms`);
    // Half of the way there and back, and what this busy machine adds. The relay's timers can be 1 ms early each.
    const half = (thereMs + backMs) / 2;
    assert.ok(error >= half - 1 && error < half + 60, `± ${error} ms, half of the way is ${half} ms`);
  });
}

test.run();
