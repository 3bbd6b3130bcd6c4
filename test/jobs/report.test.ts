import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartOf, pixelsOn, Reports } from '../report/browser.ts';
import { filesIn, RANKSTAT, Site } from './site.ts';

const test = suite('the report of a job');
const site = new Site(test);
const reports = new Reports(test);

const WRITE =
  'fio --name=x --rw=write --bs=1M --size=64m --end_fsync=1 --time_based --runtime=3 --minimal --output=/dev/null';

site.check('three hosts that write, then rest: phases of marks, no trouble', async () => {
  const out = site.newDirectory();
  const write = `srun -N3 -n3 --ntasks-per-node=1 sh -c '${WRITE} --directory=/tmp --filename_format=fio.$SLURM_PROCID --unlink=1'`;
  const script = `rankstat mark write; ${write}; rankstat mark rest; sleep 3`;
  const job = await site.batch(
    `rankstat run --interval 0.5 --results-dir ${out} -- sh -c "${script.replaceAll('$', '\\$').replaceAll('"', '\\"')}"`,
  );
  const { output } = await job.finished();
  const complete = /(\d of 3) hosts complete/.exec(output)?.[1] ?? 'none';
  const name = (await filesIn(out)).find((one) => one.endsWith('.json')) ?? '';
  const page = await reports.file('cluster.html', '');
  await promisify(execFile)(RANKSTAT, ['report', path.join(out, name), '-o', page]);
  const opened = await reports.open(page);
  assert.match(await opened.page.locator('.cards').innerText(), new RegExp(`${complete}\\s+hosts complete`));
  const phases = await opened.page.locator('#phases tbody').first().innerText();
  assert.match(phases, /whole run[\s\S]*write[\s\S]*rest/);
  for (const metric of ['cpu_busy_percent', 'disk_write_mb_per_s', 'net_tx_mb_per_s', 'load_1min']) {
    await chartOf(opened, metric);
    const { line } = await pixelsOn(opened, `figure[data-metric=${metric}] .uplot canvas`);
    assert.ok(line > 100, `${metric} has ${line} pixels of a line`);
  }
  await opened.page.evaluate('scrollTo(0, 0)');
  await reports.shoot(opened, 'cluster');
  assert.equal(opened.trouble, []);
});

test.run();
