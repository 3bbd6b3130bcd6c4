import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wishesIn } from '../../src/top/keys.ts';

test('several keys can come at once; what means nothing is left out', () => {
  assert.equal(wishesIn('cr\u001b[Bxé\u001b[6~\u001bOA\u001b[1;5Cq'), [
    { kind: 'sort', key: 'c' },
    { kind: 'reverse' },
    { kind: 'scroll', by: 1, unit: 'line' },
    { kind: 'scroll', by: 1, unit: 'page' },
    { kind: 'scroll', by: -1, unit: 'line' },
    { kind: 'quit' },
  ]);
});

test('Ctrl-C and the end of input leave; Escape alone does nothing', () => {
  assert.equal(wishesIn('\u0003'), [{ kind: 'quit' }]);
  assert.equal(wishesIn('\u0004'), [{ kind: 'quit' }]);
  assert.equal(wishesIn('\u001b'), []);
});

test.run();
