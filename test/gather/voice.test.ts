import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context, Subscriber } from 'zeromq';
import { Roster } from '../../src/gather/roster.ts';
import { Voice } from '../../src/gather/voice.ts';
import { systemClock } from '../../src/system/clock.ts';
import { parseControl } from '../../src/wire/control.ts';
import { ANY_PORT } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { PROTOCOL, type RankRecord } from '../../src/wire/records.ts';
import { bindGather } from '../../src/wire/sockets.ts';

const NOTHING = new Uint8Array(0);

test('while it samples a job acknowledges to those with many records, or that wait to end', async () => {
  const context = new Context();
  const sockets = await bindGather(context, jobKeys(newSecret()), ANY_PORT);
  const hears = new Subscriber({ context });
  hears.subscribe('rank');
  hears.connect('inproc://rankstat-pub');
  const roster = new Roster(null, 1000);
  const stamp = (rank: number, seq: number) => ({ rank, id: 'abc123', seq });
  const take = (record: RankRecord) => assert.is(roster.judge(record, NOTHING, 0), 'accepted');
  for (const rank of [0, 1, 2]) {
    const facts = { time: 0, protocol: PROTOCOL, hostname: `host${rank}`, node: null, utc_offset_minutes: 0 };
    take({ type: 'hello', ...stamp(rank, 1), ...facts });
  }
  take({ type: 'bye', ...stamp(2, 2), time: 0, reason: 'test' });
  const written = [2, 33, 2];
  for (const member of roster.members) member.written = written[member.rank]!;
  const clock = { ...systemClock(), mono: () => 0 };
  const voice = new Voice(sockets, roster, clock);
  voice.acknowledge(roster.members, 'due');
  voice.tell(9, { type: 'stop', reason: 'the last' });
  const heard: unknown[] = [];
  for await (const [topic, bytes] of hears) {
    const message = parseControl(bytes!);
    if (message.type === 'stop') break;
    heard.push([String(topic), message.type, message.type === 'ack' ? message.seq : undefined]);
  }
  assert.equal(heard, [
    ['rank1.', 'ack', 33],
    ['rank2.', 'ack', 2],
  ]);
  hears.close();
  sockets.close();
});

test.run();
