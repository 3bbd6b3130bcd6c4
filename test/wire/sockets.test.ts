import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context, curveKeyPair, Push } from 'zeromq';
import { ANY_PORT, tcp } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { bindGather, connectToGather } from '../../src/wire/sockets.ts';
import type { PeerTransport } from '../../src/wire/transport.ts';

/** What the next message says behind its first frame. */
async function secondFrame({ messages }: Pick<PeerTransport, 'messages'>): Promise<string | undefined> {
  for await (const [, frame] of messages) return frame?.toString();
  return undefined;
}

test('a rank with the secret is heard, and hears its topic only', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const to = { host: '127.0.0.1', ...gather.ports };
  const remote = connectToGather(new Context(), keys, to, ['rank1.']);
  const own = connectToGather(context, keys, 'own', ['rank0.']);
  await remote.send(['from', 'remote']);
  await own.send(['from', 'own']);
  const heard = [await secondFrame(gather), await secondFrame(gather)];
  assert.equal(heard.sort(), ['own', 'remote']);
  const answer = Promise.all([secondFrame(remote), secondFrame(own)]);
  const repeat = setInterval(() => {
    void gather.publish(['rank1.', 'one']).then(() => gather.publish(['rank0.', 'zero']));
  }, 20);
  const [one, zero] = await answer;
  clearInterval(repeat);
  assert.is(one, 'one');
  assert.is(zero, 'zero');
  remote.close();
  own.close();
  gather.close();
});

test('a gather notices who connects and who hangs up', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const counts: number[] = [];
  const seen = (count: number) =>
    new Promise<void>((resolve) => {
      gather.onConnections(() => {
        counts.push(gather.connections);
        if (gather.connections === count) resolve();
      });
    });
  const up = seen(1);
  const remote = connectToGather(new Context(), keys, { host: '127.0.0.1', ...gather.ports }, []);
  await up;
  const down = seen(0);
  remote.close();
  await down;
  assert.is(counts[0], 1);
  assert.is(counts.at(-1), 0);
  gather.close();
});

test('a stranger with a key of their own is turned away', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const own = curveKeyPair();
  const stranger = new Push({
    context: new Context(),
    linger: 0,
    immediate: true,
    curveServerKey: keys.server.publicKey,
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
  });
  const refused = new Promise<number>((resolve) => {
    stranger.events.on('handshake:error:auth', (event) => resolve(event.error.status ?? 0));
  });
  stranger.connect(tcp('127.0.0.1', gather.ports.pullPort));
  assert.is(await refused, 400);
  stranger.close();
  gather.close();
});

test.run();
