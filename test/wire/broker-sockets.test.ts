import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { bindBroker, connectToBroker } from '../../src/wire/broker-sockets.ts';
import { ANY_PORT } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { rejects } from '../rejects.ts';

test('a peer that has hung up is told of, and cannot be sent anything; the others can', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const broker = await bindBroker(context, keys, ANY_PORT);
  const connect = () => connectToBroker(context, keys, { host: '127.0.0.1', port: broker.port }, 0);
  const [stays, goes] = [connect(), connect()];
  try {
    const ids = new Map<string, Buffer>();
    const heard = broker.messages[Symbol.asyncIterator]();
    for (const [peer, name] of [
      [stays, 'stays'],
      [goes, 'goes'],
    ] as const) {
      await peer.send(name);
      const [id, text] = (await heard.next()).value;
      ids.set(String(text), id);
    }
    const hungUp = new Promise<void>((resolve) => broker.onHangUp(resolve));
    goes.close();
    await hungUp;
    await rejects(broker.send(ids.get('goes')!, ''), /unreachable/i);
    await broker.send(ids.get('stays')!, 'hello');
    const [answer] = (await stays.messages[Symbol.asyncIterator]().next()).value;
    assert.is(String(answer), 'hello');
  } finally {
    stays.close();
    goes.close();
    broker.close();
  }
});

test.run();
