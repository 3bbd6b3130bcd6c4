import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expandHostlist } from '../../../src/launch/identity/hostlist.ts';

// What `scontrol show hostnames` of Slurm 22.05.8 prints.
const RIGHT: Record<string, string> = {
  'node[1-3]': 'node1 node2 node3',
  'node[3,1,2]': 'node3 node1 node2',
  'n[1,1,2]': 'n1 n1 n2',
  'n[1-2],,m3': 'n1 n2 m3',
  'b04-[09-10]': 'b04-09 b04-10',
  'n[01-03,10]': 'n01 n02 n03 n10',
  'n[099-101]': 'n099 n100 n101',
  'n[9-11]': 'n9 n10 n11',
  'n[09-11]': 'n09 n10 n11',
  'n[1-003]': 'n1 n2 n3',
  'n[00-0]': 'n00',
  '[1-3]': '1 2 3',
  'nodeA,nodeB[001,003],nodeC': 'nodeA nodeB001 nodeB003 nodeC',
  'rack[0-1]node[0-2]': 'rack0node0 rack0node1 rack0node2 rack1node0 rack1node1 rack1node2',
  'r[1-2]c[01-02]': 'r1c01 r1c02 r2c01 r2c02',
  'foo003,foo0[10-12],foo-m11-16': 'foo003 foo010 foo011 foo012 foo-m11-16',
  'hpc-[71,231,743]': 'hpc-71 hpc-231 hpc-743',
};

for (const [list, hosts] of Object.entries(RIGHT)) {
  test(`${list} is ${hosts}`, () => assert.equal(expandHostlist(list), hosts.split(' ')));
}

test('a suffix (Slurm 23.11), blanks and newlines between names, nothing at all', () => {
  assert.equal(expandHostlist('node[0009-0010]-int'), ['node0009-int', 'node0010-int']);
  assert.equal(expandHostlist(' n1 n[2-3]\tn4\n'), ['n1', 'n2', 'n3', 'n4']);
  assert.equal(expandHostlist(''), []);
});

test('malformed lists are errors that show the list and say what is wrong with it', () => {
  const wrong: Record<string, RegExp> = {
    'n[3-1]': /: the range 3-1 goes backwards$/,
    'n[a-c]': /: "a-c" is not a range/,
    'n[0-10/5]': /: "0-10\/5" is not a range/,
    'n[1-3:2]': /: "1-3:2" is not a range/,
    'n[]': /: "" is not a range/,
    'n[1-3': /bracket that is not closed$/,
    'n1]': /closing bracket without an opening one$/,
    'n[[1]]': /bracket within brackets$/,
    'n[1,]': /: "" is not a range/,
    'n[ 1-2]': /: " 1-2" is not a range/,
  };
  for (const [list, why] of Object.entries(wrong)) {
    assert.throws(
      () => expandHostlist(list),
      (error: Error) =>
        error.message.startsWith(`host list ${JSON.stringify(list)}: `) && why.test(error.message),
      list,
    );
  }
});

test('a long list is shown up to its 80th character', () => {
  const list = (length: number) => `${'n'.repeat(length - 1)}]`;
  assert.throws(() => expandHostlist(list(80)), /^host list "n{79}\]": /);
  assert.throws(() => expandHostlist(list(81)), /^host list "n{80}…": /);
});

test('256 Ki names at most, however the list gets there', () => {
  assert.is(expandHostlist('n[1-262144]').length, 262_144);
  assert.throws(() => expandHostlist('n[1-262145]'), /more than 262144 names/);
  assert.throws(() => expandHostlist('n[0-999999]m[0-999999]'), /more than 262144 names/);
  assert.throws(() => expandHostlist('n[0-99999999999999999999]'), /not a range/);
});

test('expanding undoes compressing', () => {
  const group = fc.record({
    prefix: fc.stringMatching(/^[a-z][a-z0-9-]{0,5}[a-z-]$/),
    ranges: fc.array(
      fc.record({ first: fc.nat(2000), more: fc.nat(20), width: fc.integer({ min: 1, max: 6 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
      const hosts = groups.flatMap(({ prefix, ranges }) =>
        ranges.flatMap(({ first, more, width }) =>
          Array.from({ length: more + 1 }, (_, nth) => prefix + String(first + nth).padStart(width, '0')),
        ),
      );
      const compressed = groups.map(({ prefix, ranges }) => {
        const inside = ranges.map(({ first, more, width }) => {
          const from = String(first).padStart(width, '0');
          return more === 0 ? from : `${from}-${first + more}`;
        });
        return `${prefix}[${inside.join(',')}]`;
      });
      assert.equal(expandHostlist(compressed.join(',')), hosts);
    }),
  );
});

test.run();
