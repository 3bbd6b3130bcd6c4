import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context, curveKeyPair, Push } from 'zeromq';
import { jobKeys, newSecret, z85 } from '../../src/wire/keys.ts';
import { ANY_PORT, bindGather, connectToGather, tcp } from '../../src/wire/sockets.ts';

test('Z85 gives the test vector of its specification', () => {
  assert.is(z85(Buffer.from('864fd26fb559f75b', 'hex')), 'HelloWorld');
});

test('a rank with the secret is heard, and hears its topic only', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const to = { host: '127.0.0.1', pullPort: gather.pullPort, pubPort: gather.pubPort };
  const remote = connectToGather(new Context(), keys, to, ['rank1.']);
  const own = connectToGather(context, keys, 'own', ['rank0.']);
  await remote.push.send(['from', 'remote']);
  await own.push.send(['from', 'own']);
  const heard = [(await gather.pull.receive())[1]?.toString(), (await gather.pull.receive())[1]?.toString()];
  assert.equal(heard.sort(), ['own', 'remote']);
  const answer = Promise.all([remote.sub.receive(), own.sub.receive()]);
  const repeat = setInterval(() => {
    void gather.pub.send(['rank1.', 'one']).then(() => gather.pub.send(['rank0.', 'zero']));
  }, 20);
  const [[, one], [, zero]] = await answer;
  clearInterval(repeat);
  assert.is(one?.toString(), 'one');
  assert.is(zero?.toString(), 'zero');
  remote.close();
  own.close();
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
  stranger.connect(tcp('127.0.0.1', gather.pullPort));
  assert.is(await refused, 400);
  stranger.close();
  gather.close();
});

test.run();
