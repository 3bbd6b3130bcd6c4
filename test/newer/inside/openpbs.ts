import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, onlyFile, RANKSTAT, STARTERS } from '../../jobs/site.ts';
import { PbsSite } from './pbs-site.ts';

const test = suite('jobs of OpenPBS');
const site = new PbsSite(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

check(
  'run --launcher pbs: one collector on each node, two slots or not; the secret is on no command line',
  async () => {
    const out = site.newDirectory();
    const output = await site.job(
      `rankstat run --verbose --interval 0.5 --results-dir ${out} -- \
       pbsdsh -- /bin/sh -c 'sleep 2; ps -eo args | grep "[r]ankstat.cjs rank\\|[p]bsdsh -n\\|[r]ankstat-start"'; echo "rc=$?"
     ls -A ${out}`,
    );
    assert.match(output, /rc=0\n/, output);
    assert.match(output, /3 of 3 hosts ready/);
    assert.match(output, /rank 2 of 3 by pbs, local rank 0/);
    assert.match(output, /pbsdsh -n 4 -- \/bin\/sh \S+\/\.rankstat-start-\w{8} 2\n/);
    assert.not.match(output, /SECRET/);
    const file = await onlyFile(out);
    assertComplete(file, NODES);
    assert.is(file.benchmark.launcher, 'pbs');
    assert.match(file.benchmark.job_id ?? '', /^\d+\.node0$/);
  },
);

for (const signal of ['USR1', 'TERM']) {
  check(`the explicit form; SIG${signal} to the starter stops all`, async () => {
    const out = site.newDirectory();
    const output = await site.job(
      `${STARTERS}/pbs --verbose --interval 0.5 --results-dir ${out} & starter=$!
       until rankstat status --quiet --results-dir ${out} >/dev/null 2>&1; do :; done
       pbsdsh -- /bin/sleep 1
       kill -${signal} $starter; wait $starter; echo "starter=$?"
       until ls ${out}/*.json >/dev/null 2>&1; do sleep 0.1; done; sleep 1`,
    );
    assert.match(output, /starter=0\n/, output);
    assert.match(output, /rank 0 is found by directory/);
    assertComplete(await onlyFile(out), NODES);
  });
}

check('pbs_tmrsh in place of pbsdsh, and rankstat stop', async () => {
  const out = site.newDirectory();
  const output = await site.job(
    `RANKSTAT_LAUNCHER_PROGRAM=pbs_tmrsh ${STARTERS}/pbs --interval 0.5 --results-dir ${out} &
     until rankstat status --quiet --results-dir ${out} >/dev/null 2>&1; do :; done
     sleep 1; rankstat stop --results-dir ${out}; echo "stop=$?"; wait`,
  );
  assert.match(output, /stop=0\n/, output);
  assertComplete(await onlyFile(out), NODES);
});

check('a node without rankstat costs no other', async () => {
  const out = site.newDirectory();
  const output = await site.job(
    `only=$PWD/on-two
     printf '#!/bin/sh\\n[ "$(uname -n)" = node2 ] && exit 0\\nexec ${RANKSTAT} "$@"\\n' >$only; chmod +x $only
     RANKSTAT_BIN=$only rankstat run --launcher pbs --interval 0.5 --ready-timeout 5 --stop-timeout 2 \
       --results-dir ${out} -- sleep 1; echo "rc=$?"`,
  );
  assert.match(output, /rc=0\n/, output);
  assert.match(output, /2 of 3 hosts ready/);
  const file = await onlyFile(out);
  assert.equal(file.hosts_collected, ['node1', 'node3']);
  assert.is(file.host_status.node2?.status, 'missing');
});

check('doctor looks at all nodes', async () => {
  const out = site.newDirectory();
  const output = await site.job(`rankstat doctor --nodes --results-dir ${out}; echo "rc=$?"`);
  assert.match(output, /ok +launcher +pbs starts the collectors/, output);
  assert.match(output, /A run would work: 3 hosts would be recorded\./, output);
});

test.run();
