// Long: 15 s
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Site } from '../jobs/site.ts';
import { start, toldOf } from './told.ts';

// A port says that it carries 10 Gbit/s, and the kernel lets no more through: to fill it takes a CPU that has nothing else
// to do.
const test = suite('a port that is full');
const site = new Site(test);

const FIO = 'fio --ioengine=net --protocol=tcp --port=7100 --bs=1m --size=100g --minimal --output=/dev/null';

site.check('the hosts at both ends of it are named, and what it carries', async () => {
  const { cluster } = site;
  const { nodes } = cluster;
  const out = site.newDirectory();
  await cluster.limit(nodes[1] ?? '', ['rate', '10gbit', 'burst', '4mb', 'latency', '10ms']);
  const receive = `${FIO} --name=in --listen --rw=read || :`;
  const send = `until ${FIO} --name=out --hostname=${nodes[0]} --rw=write --time_based --runtime=8 2>/dev/null; do sleep 0.2; done`;
  const does = `case $SLURM_PROCID in 0) ${receive};; 1) ${send};; esac`;
  const told = await toldOf(await start(cluster, { nodes, out, does }), out);
  assert.is(told.cause, 'port full', told.sentence);
  assert.equal([...told.hosts].sort(), [], told.sentence);
  assert.match(
    told.sentence,
    /^The network ports of node(1 and node2|2 and node1) were full: \d\d % of 10 Gbit\/s\.$/,
  );
});

test.run();
