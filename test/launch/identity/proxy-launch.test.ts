import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { launchIn, proxyLaunch } from '../../../src/launch/identity/proxy-launch.ts';

/** What MPICH 4.0.2 and 4.2.1 start on a node, and Intel MPI after its documentation. */
const MPICH =
  '/usr/bin/hydra_pmi_proxy --control-port node1:35561 --rmk slurm --launcher slurm --retries 10 --proxy-id -1';
const INTEL =
  '/opt/mpi/bin/hydra_bstrap_proxy --upstream-host node1 --upstream-port 40123 --pgid 0 --launcher ssh --proxy-id 2';

test('a launch is called after what its proxies report to', () => {
  assert.is(launchIn(MPICH.split(' ')), 'node1:35561');
  assert.is(launchIn(INTEL.split(' ')), 'node1:40123');
});

test('of another program, or without a port, it has no name', () => {
  assert.is(launchIn(['/usr/bin/ssh', '--control-port', 'node1:35561']), undefined);
  assert.is(launchIn(['hydra_pmi_proxy', '--proxy-id', '0']), undefined);
  assert.is(launchIn(['hydra_pmi_proxy', '--control-port']), undefined);
  assert.is(launchIn([]), undefined);
});

/** A procfs of processes: number, parent, command line. */
function procfs(processes: readonly (readonly [number, number, string])[]): string {
  const root = mkdtempSync(path.join(tmpdir(), 'rankstat-proxy-'));
  for (const [pid, parent, command] of processes) {
    mkdirSync(path.join(root, String(pid)));
    writeFileSync(path.join(root, String(pid), 'stat'), `${pid} (a) b) (c) S ${parent} 1 1 0\n`);
    writeFileSync(path.join(root, String(pid), 'cmdline'), `${command.split(' ').join('\0')}\0`);
  }
  return root;
}

test('it is found among the ancestors, through shells and processes of ours', () => {
  const root = procfs([
    [10, 9, 'node collector'],
    [9, 8, 'node benchmark.cjs'],
    [8, 7, 'sh -c rankstat'],
    [7, 1, MPICH],
  ]);
  assert.is(proxyLaunch(root, 10), 'node1:35561');
  assert.is(proxyLaunch(root, 7), undefined);
  assert.is(proxyLaunch(root, 99), undefined);
  rmSync(root, { recursive: true });
});

test('the kernel tells it of real processes', async () => {
  const script = 'exec -a hydra_pmi_proxy bash -c "sleep 60 & echo \\$!; wait" --control-port node7:1234';
  const proxy = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(proxy.stdout.setEncoding('utf8'), 'data');
  const sleeper = Number(line);
  try {
    assert.is(proxyLaunch('/proc', sleeper), 'node7:1234');
  } finally {
    process.kill(sleeper);
    await once(proxy, 'exit');
  }
});

test.run();
