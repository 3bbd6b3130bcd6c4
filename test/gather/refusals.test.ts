import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Refusals } from '../../src/gather/refusals.ts';

test('all that is refused is counted, and said once for each peer', () => {
  const logged: string[] = [];
  const refusals = new Refusals((message) => logged.push(message));
  assert.is(refusals.count, 0);
  refusals.add('rank 3', 'rank 3 of 2');
  refusals.add('rank 3', 'something else');
  refusals.add('a peer', 'no JSON');
  assert.is(refusals.count, 3);
  assert.equal(logged, [
    'refused a record from rank 3: rank 3 of 2; more of them are only counted',
    'refused a record from a peer: no JSON; more of them are only counted',
  ]);
});

test.run();
