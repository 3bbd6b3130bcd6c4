import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Faults } from '../../src/system/faults.ts';

function telling() {
  const told: (readonly [error: unknown, kind: string])[] = [];
  return { told, faults: new Faults((error, kind) => told.push([error, kind])) };
}

function throwing(message: string): () => void {
  return () => {
    throw new Error(message);
  };
}

test('what is thrown is told, and does not come out', () => {
  const { told, faults } = telling();
  const error = new Error('no room');
  faults.safely(() => {
    throw error;
  });
  assert.is(told[0]?.[0], error);
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
  assert.equal(
    told.map(([error]) => String(error)),
    ['Error: a', 'Error: b'],
  );
});

test('of a kind that is named the first is told, whatever the others say', () => {
  const { told, faults } = telling();
  faults.safely(throwing('one'), 'sample');
  faults.safely(throwing('two'), 'sample');
  faults.of('bye')('three');
  faults.of('bye')('four');
  assert.equal(
    told.map(([error, kind]) => [String(error), kind]),
    [
      ['Error: one', 'sample'],
      ['three', 'bye'],
    ],
  );
});

test.run();
