import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Dealer, Push, Router } from 'zeromq';
import { received, whenFree } from '../../../src/wire/door/when-free.ts';
import { rejects } from '../../rejects.ts';

test('what a socket refuses while it closes a port is done after that', async () => {
  const router = new Router({ linger: 0 });
  await router.bind('tcp://127.0.0.1:*');
  const closing = router.unbind(router.lastEndpoint ?? '');
  await rejects((async () => await router.receive())(), /blocked by a bind or unbind/);
  const next = received(router)[Symbol.asyncIterator]().next();
  await closing;
  await router.bind('tcp://127.0.0.1:*');
  const dealer = new Dealer({ linger: 0 });
  dealer.connect(router.lastEndpoint ?? '');
  await dealer.send('one');
  assert.is((await next).value?.[1]?.toString(), 'one');
  dealer.close();
  router.close();
});

test('one that is busy with another message, whose peer can be gone for good, is not waited for', async () => {
  const push = new Push({ linger: 0, immediate: true });
  push.connect('tcp://127.0.0.1:1'); // Nobody listens.
  const first = push.send('one').catch(() => {});
  await rejects(
    whenFree(async () => await push.send('two')),
    /busy writing/,
  );
  push.close();
  await first;
});

test.run();
