import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Absent } from '../../src/gather/absent.ts';
import { MOST_ABSENT } from '../../src/wire/records.ts';

test('each host counts once, with what it said first', () => {
  const absent = new Absent();
  assert.equal([absent.field, absent.awaited(3), absent.awaited(null)], [{}, 3, null]);
  absent.note({ host: 'node2', reason: 'no Node.js found' });
  absent.note({ host: 'node2', reason: 'heard again' });
  assert.equal(absent.hosts, [{ host: 'node2', reason: 'no Node.js found' }]);
  assert.equal(absent.field, { absent: [{ host: 'node2', reason: 'no Node.js found' }] });
  assert.equal([absent.awaited(3), absent.awaited(null)], [2, null]);
});

test('no more than a record holds', () => {
  const absent = new Absent();
  for (let nth = 0; nth <= MOST_ABSENT; nth++) absent.note({ host: `node${nth}`, reason: '' });
  assert.equal([absent.hosts.length, absent.awaited(3000)], [MOST_ABSENT, 3000 - MOST_ABSENT]);
});

test.run();
