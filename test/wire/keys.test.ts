import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { curveKeyPair } from 'zeromq';
import { isSecret, jobKeys, newSecret, secretName, z85 } from '../../src/wire/keys.ts';

/** Bytes 0 to 31. */
const SECRET = Buffer.from(Array.from({ length: 32 }, (_, nth) => nth)).toString('base64url');

/** By RFC 5869 and RFC 7748 with Python's hmac and cryptography. */
const EXPECTED = {
  server: {
    publicKey: 'E&mub:DSog1^ty9X!f22./nU0AkJAS^%ceLqO+{@',
    secretKey: '-F0bA>U$jiWrL>F*AEj(oXM%jWIaf<UhQsjL9U+C',
  },
  client: {
    publicKey: '>C/)VACtuO^9<7{drG@UsMiKf6N%TQIkV3kJe2z5',
    secretKey: 'm}FXe2@U3m9+iWdK]!w}hd5Jc@r)XU.5pP7iEO}H',
  },
};

test('Z85 gives the test vector of its specification', () => {
  assert.is(z85(Buffer.from('864fd26fb559f75b', 'hex')), 'HelloWorld');
  assert.is(z85(Buffer.alloc(0)), '');
  assert.is(z85(Buffer.alloc(4)), '00000');
  assert.is(z85(Buffer.alloc(4, 0xff)), '%nSc0'); // 2^32 - 1 = 82·85^4 + 23·85^3 + 54·85^2 + 12·85 + 0
});

test('all who have the secret have the same keys, on every machine and in every version', () => {
  assert.equal(jobKeys(SECRET), EXPECTED);
});

test('the two sides have keys of their own, in the form that ZeroMQ takes', () => {
  const { server, client } = jobKeys(newSecret());
  const keys = [server.publicKey, server.secretKey, client.publicKey, client.secretKey];
  assert.is(new Set(keys).size, 4);
  for (const key of [...keys, ...Object.values(curveKeyPair())]) assert.match(key, /^[!-~]{40}$/);
});

test('a name that is derived from the secret is the same for all who have it, and another for another purpose', () => {
  // By RFC 5869 with Python's hmac.
  assert.is(secretName(SECRET, 'seat slurm-5.4 node1'), 'a25d5248383822b048eab459c6c4cf7e');
  assert.is.not(secretName(SECRET, 'seat slurm-5.4 node2'), secretName(SECRET, 'seat slurm-5.4 node1'));
});

test('each job has a secret of its own', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  assert.is(new Set(secrets).size, 100);
  assert.ok(secrets.every(isSecret));
  assert.not.equal(jobKeys(secrets[0]!), jobKeys(secrets[1]!));
});

test('what is no secret is refused, and not told', () => {
  const short = SECRET.slice(1);
  for (const text of ['', short, `${SECRET}A`, `${short}+`, `${short}\n`, `${SECRET}\n`, ` ${SECRET}`]) {
    assert.not(isSecret(text), JSON.stringify(text));
    try {
      jobKeys(text);
      assert.unreachable();
    } catch (error) {
      assert.is(String(error), 'Error: the job secret is not 32 bytes in base64url');
    }
  }
});

test.run();
