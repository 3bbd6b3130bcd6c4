import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isCopy } from '../../../src/system/single/own-copy.ts';

test('a copy that is to be removed has a name that only starters give', () => {
  assert.ok(isCopy('/tmp/rankstat-bcast-0123456789abcdef'));
  for (const other of [
    'rankstat',
    'rankstat-bcast-0123',
    'rankstat-bcast-0123456789abcdefg',
    'my-rankstat-bcast-0123456789abcdef',
  ])
    assert.not.ok(isCopy(`/tmp/${other}`), other);
  assert.not.ok(isCopy('/tmp/rankstat-bcast-0123456789abcdef/rankstat'));
});

test.run();
