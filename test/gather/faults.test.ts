import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Faults } from '../../src/gather/faults.ts';

test('a fault is said once for each kind, and others do not suffer', () => {
  const logged: string[] = [];
  const faults = new Faults((message) => logged.push(message));
  const broken = (message: string) => () => {
    throw new Error(message);
  };
  faults.guard('sample', broken('one\n two'));
  faults.guard('sample', broken('three'));
  faults.of('bye')('four');
  let done = false;
  faults.guard('ping', () => {
    done = true;
  });
  assert.ok(done);
  assert.equal(logged, [
    'goes on after an error: one two (sample; said once)',
    'goes on after an error: four (bye; said once)',
  ]);
});

test.run();
