import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { bindBroker } from '../../src/wire/broker-sockets.ts';
import { ANY_PORT } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { bindGather } from '../../src/wire/sockets.ts';
import { rejects } from '../rejects.ts';

test('a range without a free port is an error that says which were tried and what to do', async () => {
  const keys = jobKeys(newSecret());
  const taken = await bindBroker(new Context(), keys, ANY_PORT);
  const { port } = taken;
  try {
    await rejects(
      bindBroker(new Context(), keys, { first: port, last: port }),
      new RegExp(
        `^port ${port} is not free \\(Address already in use\\); give a --port-range with more: ` +
          'rank 0 takes one, rankstat run one on its host$',
      ),
    );
    await rejects(bindGather(new Context(), keys, { first: port, last: port }), /^port \d+ is not free/);
  } finally {
    taken.close();
  }
});

test('of a range the next port that is free is taken; when there is none all are named', async () => {
  const keys = jobKeys(newSecret());
  const taken = await bindBroker(new Context(), keys, ANY_PORT);
  const range = { first: taken.port, last: taken.port + 1 };
  // Somebody else can have that one: then it is as taken.
  const next = await bindBroker(new Context(), keys, range).catch(() => undefined);
  try {
    assert.ok(next === undefined || next.port === range.last);
    const named = new RegExp(`^too few of the ports ${range.first}-${range.last} are free \\(`);
    await rejects(bindGather(new Context(), keys, range), named);
  } finally {
    taken.close();
    next?.close();
  }
});

test.run();
