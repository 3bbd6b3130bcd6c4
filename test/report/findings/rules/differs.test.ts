import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differs } from '../../../../src/report/findings/rules/differs.ts';
import type { HostInfo } from '../../../../src/series/schema.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

test('a host with another kernel', () => {
  const [first, ...more] = foundBy(differs, { hosts: 8, info: third({ kernel: '5.4' }, { kernel: '6.1' }) });
  assert.equal(more, []);
  assert.is(first?.text, 'node3 is not like the others: kernel 5.4, not 6.1.');
  assert.equal([first?.cause, first?.severity, first?.hosts], ['differs', 'note', ['node3']]);
});

test('three differences are said, more are evidence', () => {
  const odd = { kernel: '5.4', os: 'a', cpu_model: 'b', cpu_count: 5, cpu_sockets: 2 };
  const usual = { kernel: '6.1', os: 'x', cpu_model: 'y' };
  const [first] = foundBy(differs, { hosts: 8, info: third<Partial<HostInfo>>(odd, usual) });
  assert.is(
    first?.text,
    'node3 is not like the others: kernel 5.4, not 6.1; operating system a, not x; CPU model b, not y and 2 more.',
  );
  assert.equal(first?.evidence, ['CPUs: 5, not 4', 'sockets: 2, not 1']);
});

test('up to a tenth of the hosts, or one, is an exception', () => {
  const of = (hosts: number, odd: number) =>
    textsBy(differs, { hosts, info: (host) => ({ kernel: host < odd ? '5.4' : '6.1' }) });
  assert.equal([of(20, 2).length, of(20, 3).length], [1, 0]);
  assert.equal([of(3, 1).length, of(2, 1).length], [1, 0]);
  assert.equal(of(20, 2), ['node1 and node2 are not like the others: kernel 5.4, not 6.1.']);
});

test('where no variant is that of most, none is odd', () => {
  // Of ten: five, four and one.
  const kernel = (host: number) => (host < 5 ? '6.1' : host < 9 ? '6.2' : '5.4');
  assert.equal(textsBy(differs, { hosts: 10, info: (host) => ({ kernel: kernel(host) }) }), []);
});

test.run();
