import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { identify } from '../../../src/launch/identity/identity.ts';
import { chooseWay, parseRendezvous } from '../../../src/launch/rendezvous/way.ts';
import { newSecret } from '../../../src/wire/keys.ts';

const test = suite('the way to rank 0');

const OPEN_MPI = {
  OMPI_COMM_WORLD_RANK: '1',
  OMPI_COMM_WORLD_SIZE: '3',
  OMPI_COMM_WORLD_LOCAL_RANK: '0',
  OMPI_COMM_WORLD_LOCAL_SIZE: '1',
  PMIX_NAMESPACE: '1876754432',
};

/** The way in this environment. */
function way(env: NodeJS.ProcessEnv, rendezvous?: string) {
  return chooseWay({ rendezvous, env, identity: identify(env) }).way;
}

test('what is said wins, on the command line before the environment', () => {
  const env = { ...OPEN_MPI, RANKSTAT_RENDEZVOUS: 'file:/b' };
  assert.equal(way(env, 'file:/a'), { kind: 'file', path: '/a' });
  assert.equal(way(env), { kind: 'file', path: '/b' });
  assert.equal(way(OPEN_MPI, 'pmi'), { kind: 'pmi' });
});

test('a broker has addresses, IPv6 in brackets, and needs the secret', () => {
  const secret = newSecret();
  assert.equal(parseRendezvous('tcp://10.0.0.1:5555,tcp://[fd00::2]:5556', { RANKSTAT_SECRET: secret }), {
    kind: 'broker',
    brokers: [
      { host: '10.0.0.1', port: 5555 },
      { host: 'fd00::2', port: 5556 },
    ],
    secret,
  });
  assert.throws(() => parseRendezvous('tcp://10.0.0.1:5555', {}), /RANKSTAT_SECRET/);
  for (const wrong of ['tcp://10.0.0.1', 'tcp://10.0.0.1:99999', '10.0.0.1:1', 'file:', '']) {
    assert.throws(() => parseRendezvous(wrong, { RANKSTAT_SECRET: secret }), /is not right/, wrong);
  }
});

test('otherwise a file named after the launch; nothing where all ranks are on one node', () => {
  const several = way(OPEN_MPI);
  assert.is(several.kind, 'directory');
  assert.match(several.kind === 'directory' ? several.key : '', '1876754432');
  assert.equal(way({ ...OPEN_MPI, OMPI_COMM_WORLD_LOCAL_SIZE: '3' }), { kind: 'alone' });
  assert.equal(way({}), { kind: 'alone' });
});

test('why a way was chosen is said', () => {
  const why = (env: NodeJS.ProcessEnv, rendezvous?: string) =>
    chooseWay({ rendezvous, env, identity: identify(env) }).why;
  assert.is(why({}, 'pmi'), '--rendezvous says so');
  assert.is(why({ RANKSTAT_RENDEZVOUS: 'pmi' }), 'RANKSTAT_RENDEZVOUS says so');
  assert.is(why({ RANKSTAT_RENDEZVOUS: '' }), 'all ranks are on this node');
  assert.is(why(OPEN_MPI), 'a file in the results directory, named after this launch');
  const hydra = { PMI_RANK: '0', PMI_SIZE: '3', MPI_LOCALRANKID: '0', PMI_PORT: 'node1:40001' };
  assert.is(why(hydra), 'hydra speaks PMI with us');
  assert.equal(way(hydra), { kind: 'pmi' });
  const { PMI_PORT: _, ...silent } = hydra;
  assert.is(why(silent), 'nothing says that there are other ranks');
  assert.equal(way(silent), { kind: 'alone' });
});

test('a port of a broker is one, and nothing stands around its address', () => {
  const env = { RANKSTAT_SECRET: newSecret() };
  const ports = ['tcp://n:65535', 'tcp://n:1'].map((text) => parseRendezvous(text, env));
  assert.equal(
    ports.map((one) => one.kind === 'broker' && one.brokers),
    [[{ host: 'n', port: 65_535 }], [{ host: 'n', port: 1 }]],
  );
  for (const wrong of [
    'tcp://n:65536',
    'xtcp://n:1',
    'tcp://n:1x',
    'tcp://n:123456',
    'tcp://n:1,',
    'pmix',
    'file',
  ]) {
    assert.throws(
      () => parseRendezvous(wrong, env),
      new RegExp(`rendezvous "${wrong}" is not right: tcp://HOST:PORT`),
    );
  }
  assert.equal(parseRendezvous('file:x', {}), { kind: 'file', path: 'x' });
});

test.run();
