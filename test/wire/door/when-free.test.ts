import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Pull, Push } from 'zeromq';
import { received, whenFree } from '../../../src/wire/door/when-free.ts';
import { rejects } from '../../rejects.ts';

test('what a socket refuses while it closes a port is done after that', async () => {
  const pull = new Pull({ linger: 0 });
  await pull.bind('tcp://127.0.0.1:*');
  const closing = pull.unbind(pull.lastEndpoint ?? '');
  await rejects((async () => await pull.receive())(), /blocked by a bind or unbind/);
  const next = received(pull)[Symbol.asyncIterator]().next();
  await closing;
  await pull.bind('tcp://127.0.0.1:*');
  const push = new Push({ linger: 0 });
  push.connect(pull.lastEndpoint ?? '');
  await push.send('one');
  assert.is((await next).value?.toString(), 'one');
  push.close();
  pull.close();
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
