import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNumaNodes } from '../../../../src/procfs/host/cpu/numa-nodes.ts';
import { tree } from '../../parse.ts';

const test = suite('NUMA nodes of a host');
const NODES = 'devices/system/node';

test('two with CPUs, a gap, and one of memory alone', async () => {
  const { root, remove } = await tree({
    [`${NODES}/node0/cpulist`]: '0-31,64-95\n',
    [`${NODES}/node0/meminfo`]: '\nNode 0 MemTotal:       263856628 kB\nNode 0 MemFree:  1 kB\n',
    [`${NODES}/node0/distance`]: '10 32 24\n',
    [`${NODES}/node1/cpulist`]: '32-63,96-127\n',
    [`${NODES}/node1/meminfo`]: 'Node 1 MemTotal:       264195588 kB\n',
    [`${NODES}/node1/distance`]: '32 10 24\n',
    [`${NODES}/node8/cpulist`]: '\n',
    [`${NODES}/node8/meminfo`]: 'Node 8 MemTotal:       134217728 kB\n',
    [`${NODES}/node8/distance`]: '24 24 10\n',
    [`${NODES}/online`]: '0-1,8\n',
    [`${NODES}/possible`]: '0-31\n',
  });
  assert.equal(readNumaNodes(root), [
    { node: 0, cpus: '0-31,64-95', memory_kb: 263856628, distances: [10, 32, 24] },
    { node: 1, cpus: '32-63,96-127', memory_kb: 264195588, distances: [32, 10, 24] },
    { node: 8, cpus: '', memory_kb: 134217728, distances: [24, 24, 10] },
  ]);
  remove();
});

test('ten and more are in the order of their numbers; of very many no distances are told', async () => {
  const many = (count: number) =>
    tree(
      Object.fromEntries(
        Array.from({ length: count }, (_, node) => [
          `${NODES}/node${node}/distance`,
          `${Array.from({ length: count }, () => 10).join(' ')}\n`,
        ]),
      ),
    );
  const [some, most] = [await many(64), await many(65)];
  const nodes = readNumaNodes(some.root);
  assert.equal(
    nodes.map(({ node }) => node),
    Array.from({ length: 64 }, (_, nth) => nth),
  );
  assert.is(nodes[63]?.distances?.length, 64);
  assert.ok(readNumaNodes(most.root).every((node) => !('distances' in node)));
  some.remove();
  most.remove();
});

test('what cannot be read or makes no sense is not known; a list that would have to be cut, neither', async () => {
  const { root, remove } = await tree({
    [`${NODES}/node0/cpulist`]: `${Array.from({ length: 2000 }, (_, nth) => 2 * nth).join(',')}\n`,
    [`${NODES}/node0/distance`]: '10 x1\n',
    [`${NODES}/node1/distance`]: '10 1x\n',
    [`${NODES}/node12/distance`]: '10\n',
    [`${NODES}/node12/meminfo`]: 'Node 12 MemTotal:       77 kB\n',
  });
  assert.equal(readNumaNodes(root), [
    { node: 0, cpus: null, memory_kb: null },
    { node: 1, cpus: null, memory_kb: null },
    { node: 12, cpus: null, memory_kb: 77 },
  ]);
  assert.equal(readNumaNodes('/nowhere'), []);
  remove();
});

test.run();
