import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import {
  belongsTo,
  contentSchema,
  isFailure,
  otherRendezvousPath,
  rendezvousPath,
} from '../../../../src/launch/rendezvous/file/content.ts';
import { content, failure } from './contents.ts';

test('the name of a file tells whose it is', () => {
  assert.is(rendezvousPath('/results', 'slurm-5.4'), '/results/.rankstat-slurm-5.4.json');
  assert.is(otherRendezvousPath('/results', 'slurm-5.4', 'a1'), '/results/.rankstat-slurm-5.4+a1.json');
  for (const name of ['.rankstat-slurm-5.4.json', '.rankstat-slurm-5.4+a1.json']) {
    assert.ok(belongsTo(name), name);
    assert.ok(belongsTo(name, 'slurm-5.4'), name);
    assert.not(belongsTo(name, 'slurm-5'), name);
    assert.not(belongsTo(`x${name}`), name);
    assert.not(belongsTo(`${name}.tmp-1-aa`), name);
  }
  assert.not(belongsTo('.rankstat-slurm-5.4+a1+b2.json', 'slurm-5.4'));
  assert.not(belongsTo('.rankstat-.json'));
});

test('what another version has written is said to be that', () => {
  const [issue, ...others] = v.safeParse(contentSchema, { ...content('k'), version: 2 }).issues ?? [];
  assert.equal(
    [issue?.message, others],
    ['of another version of rankstat: install the same on all nodes', []],
  );
});

test('a file tells where rank 0 is, or that it failed', () => {
  assert.ok(v.is(contentSchema, content('k')));
  assert.ok(v.is(contentSchema, failure('k')));
  assert.ok(v.is(contentSchema, { ...content('k'), job_id: null, pid: 1 }));
  const wrong = [
    ...[{ version: 2 }, { key: 1 }, { key: 'k'.repeat(4097) }, { pid: 0 }, { pid: 1.5 }, { hostname: null }],
    ...[{ boot_id: 1 }, { started: 'yesterday' }, { job_id: 5 }, { file: 1 }],
  ];
  for (const one of wrong) assert.not(v.is(contentSchema, { ...content('k'), ...one }), JSON.stringify(one));
  assert.not(v.is(contentSchema, { ...content('k'), secret: 'short' }));
  assert.not(v.is(contentSchema, { ...failure('k'), failure: 1 }));
  assert.not(v.is(contentSchema, { ...failure('k'), pid: 0 }));
  assert.equal([null, 'failure', content('k'), failure('k')].map(isFailure), [false, false, false, true]);
});

test.run();
