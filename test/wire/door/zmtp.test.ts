import { createServer, connect as dial } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { ANY_PORT } from '../../../src/wire/curve.ts';
import { GREETING, openingOf } from '../../../src/wire/door/zmtp.ts';
import { jobKeys, newSecret } from '../../../src/wire/keys.ts';
import { bindGather, connectToGather } from '../../../src/wire/sockets.ts';

test('the greeting is that of ZeroMQ itself', async () => {
  const gather = await bindGather(new Context(), jobKeys(newSecret()), ANY_PORT);
  const client = dial(gather.port, '127.0.0.1');
  client.write(GREETING);
  let said = Buffer.alloc(0);
  for await (const bytes of client) {
    said = Buffer.concat([said, bytes]);
    if (said.length >= GREETING.length) break;
  }
  assert.equal(said, GREETING);
  gather.close();
});

test('what ZeroMQ says first with a key is an opening, up to its last byte', async () => {
  let heard = (_: Buffer) => {};
  const opening = new Promise<Buffer>((resolve) => {
    heard = resolve;
  });
  const server = createServer((client) => {
    client.write(GREETING);
    let said = Buffer.alloc(0);
    client.on('data', (bytes) => {
      said = Buffer.concat([said, bytes]);
      if (openingOf(said) !== 'begun') heard(said);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
  const to = { host: '127.0.0.1', port };
  const client = connectToGather(new Context(), jobKeys(newSecret()), to);
  const said = await opening;
  client.close();
  server.close();
  assert.is(said.length, 266);
  assert.is(openingOf(said), 'whole');
  for (let length = 0; length < said.length; length++) {
    assert.is(openingOf(said.subarray(0, length)), 'begun', `${length} bytes`);
  }
});

test('others are told as soon as they differ', () => {
  assert.is(openingOf(Buffer.from('GET')), 'other');
  const changed = (at: number, byte: number) => {
    const said = Buffer.concat([GREETING, Buffer.from('\x04\xc8\x05HELLO', 'latin1')]);
    said[at] = byte;
    return [openingOf(said.subarray(0, at)), openingOf(said.subarray(0, at + 1))];
  };
  assert.equal(changed(9, 0), ['begun', 'other']);
  assert.equal(changed(10, 2), ['begun', 'other'], 'a version without mechanisms');
  assert.equal(changed(12, 0x4e), ['begun', 'other'], 'NULL');
  assert.equal(changed(64, 0), ['begun', 'other'], 'no command');
  assert.equal(changed(5, 9), ['begun', 'begun'], 'anything');
});

test.run();
