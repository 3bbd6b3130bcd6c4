import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Faults } from '../../src/rank/faults.ts';

function telling() {
  const told: unknown[] = [];
  return { told, faults: new Faults((error) => told.push(error)) };
}

test('what is thrown is told, and does not come out', () => {
  const { told, faults } = telling();
  const error = new Error('no room');
  faults.safely(() => {
    throw error;
  });
  assert.is(told[0], error);
});

test('what does not throw is done, and nothing is told', () => {
  const { told, faults } = telling();
  let done = 0;
  faults.safely(() => done++);
  assert.is(done, 1);
  assert.equal(told, []);
});

test('the same fault is told once, another one too', () => {
  const { told, faults } = telling();
  for (const message of ['a', 'b', 'a', 'b']) faults.tell(new Error(message));
  faults.tell('a');
  assert.equal(told.map(String), ['Error: a', 'Error: b']);
});

test.run();
