import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identify } from '../../../src/launch/identity/identity.ts';
import { seatName } from '../../../src/launch/identity/seat-name.ts';

const secret = Buffer.alloc(32, 7).toString('base64url');
const run = { kind: 'broker', brokers: [], secret } as const;
const slurm = (step: string) =>
  identify({ SLURM_JOB_ID: '5', SLURM_STEP_ID: step, SLURM_PROCID: '1', SLURM_STEP_NUM_TASKS: '4' });

test('under run a name has nothing in it that can be guessed or tells the secret, and each node and launch its own', () => {
  const name = seatName(slurm('4'), run, 'node1');
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.is(name, seatName(slurm('4'), run, 'node1'));
  const others = [
    seatName(slurm('4'), run, 'node2'), // Seen on one node, it is of no use on the next.
    seatName(slurm('5'), run, 'node1'),
    seatName(slurm('4'), { ...run, secret: Buffer.alloc(32, 8).toString('base64url') }, 'node1'),
  ];
  assert.is(new Set([name, ...others]).size, 4);
});

test('a direct launch has no secret: its seat is named after it', () => {
  assert.is(seatName(slurm('4'), { kind: 'directory', key: 'x' }, 'node1'), 'slurm-5.4');
  const nameless = { ...slurm('4'), launchKey: null };
  assert.is(seatName(nameless, { kind: 'pmi' }, 'node1'), `${process.ppid}-slurm`);
});

test.run();
