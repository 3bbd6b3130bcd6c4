import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { SmallContext } from '../../src/wire/small-context.ts';
import { bindGather, connectToGather } from '../../src/wire/sockets.ts';

test('messages do not keep the buffers that they were received into, and come as they were sent', async () => {
  const context = new SmallContext();
  assert.is(context.keepsBuffers, false);
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, { first: 0, last: 0 });
  const rank = connectToGather(new SmallContext(), keys, { host: '127.0.0.1', port: gather.port });
  const parts = [1, 33, 34, 600, 100_000].map((length) => Buffer.alloc(length, length % 251));
  await rank.send(parts);
  for await (const [, ...frames] of gather.messages) {
    assert.equal(frames, parts);
    break;
  }
  rank.close();
  gather.close();
});

test.run();
