import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answerOf, formatPmi, parsePmi } from '../../../../src/launch/rendezvous/pmi/lines.ts';
import { throwsText } from '../../../rejects.ts';

test('lines as the servers of Hydra and Slurm take them', () => {
  assert.is(
    formatPmi('init', { pmi_version: '1', pmi_subversion: '1' }),
    'cmd=init pmi_version=1 pmi_subversion=1\n',
  );
  assert.is(formatPmi('barrier_in'), 'cmd=barrier_in\n');
  assert.throws(() => formatPmi('put', { value: 'two words' }), /cannot carry blanks: value="two words"/);
  assert.throws(() => formatPmi('put', { value: 'x\ncmd=finalize' }), /cannot carry blanks/);
});

test('the answers to init of Hydra 4.0.2 and of Slurm 22.05 and Hydra 4.2.1, which differ in order', () => {
  for (const line of [
    'cmd=response_to_init pmi_version=1 pmi_subversion=1 rc=0',
    'cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1',
  ]) {
    assert.is(answerOf(parsePmi(line), 'response_to_init').get('pmi_version'), '1');
  }
});

test('answers without rc are good; a value keeps its equals signs and semicolons', () => {
  const maxes = answerOf(parsePmi('cmd=maxes kvsname_max=256 keylen_max=64 vallen_max=1024'), 'maxes');
  assert.is(maxes.get('vallen_max'), '1024');
  const got = parsePmi('cmd=get_result rc=0 msg=success value=tcp://198.18.0.11:5555;tok=ab+/=');
  assert.is(answerOf(got, 'get_result').get('value'), 'tcp://198.18.0.11:5555;tok=ab+/=');
  const found = parsePmi('cmd=get_result rc=0 value=(vector,(0,3,1)) found=TRUE');
  assert.is(answerOf(found, 'get_result').get('value'), '(vector,(0,3,1))');
});

test('a word without a sign, or without a name before it, says nothing', () => {
  assert.equal(
    [...parsePmi('cmd=set  cmdx =1 size=2').fields],
    [
      ['cmd', 'set'],
      ['size', '2'],
    ],
  );
});

test('a failure, another answer and what is no line of PMI are errors', () => {
  const missing = parsePmi('cmd=get_result rc=-1 msg=key_x_not_found value=unknown');
  throwsText(() => answerOf(missing, 'get_result'), 'PMI answered get_result with rc=-1, key_x_not_found');
  assert.throws(() => answerOf(parsePmi('cmd=get_result rc=1'), 'get_result'), /rc=1/);
  assert.throws(
    () => answerOf(parsePmi('cmd=barrier_out'), 'maxes'),
    /answered barrier_out in place of maxes/,
  );
  assert.throws(() => answerOf(parsePmi('cmd=get_result rc=1'), 'get_result'), /with rc=1$/);
  assert.throws(() => parsePmi('hello'), /not a line of PMI-1: "hello"/);
  assert.throws(() => parsePmi('x'.repeat(101)), /: "x{100}"$/);
});

test.run();
