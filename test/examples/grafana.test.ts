import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { ratesOf } from '../../src/library/rates.ts';
import type { Metric } from '../../src/series/rates.ts';
import { EXAMPLES, RUN } from './tables.ts';

const RANKSTAT = path.join(import.meta.dirname, '../../bin/rankstat');
const run = promisify(execFile);

/** The variable that says which Prometheus it is. */
const DATASOURCE = ['$', '{datasource}'].join('');
const place = v.object({ x: v.number(), y: v.number(), w: v.number(), h: v.number() });
const dashboardSchema = v.object({
  uid: v.string(),
  templating: v.object({ list: v.array(v.looseObject({ name: v.string(), query: v.unknown() })) }),
  panels: v.array(
    v.object({
      id: v.number(),
      title: v.string(),
      gridPos: place,
      fieldConfig: v.object({ defaults: v.object({ unit: v.string() }) }),
      targets: v.array(v.object({ expr: v.string(), datasource: v.object({ uid: v.literal(DATASOURCE) }) })),
    }),
  ),
});
type Dashboard = v.InferOutput<typeof dashboardSchema>;

const answerSchema = v.object({
  status: v.literal('success'),
  data: v.object({
    result: v.array(
      v.object({
        metric: v.looseObject({ instance: v.string() }),
        values: v.array(v.tuple([v.number(), v.pipe(v.string(), v.transform(Number))])),
      }),
    ),
  }),
});

async function dashboard(): Promise<Dashboard> {
  const text = await readFile(path.join(EXAMPLES, 'grafana/rankstat.json'), 'utf8');
  return v.parse(dashboardSchema, JSON.parse(text));
}

/** A query as Grafana sends it: all hosts, intervals of a minute. */
function asSent(expr: string, { templating }: Dashboard): string {
  const values = new Map(templating.list.map(({ name, query }) => [name, query]));
  return expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$instance', '.+')
    .replaceAll(/\$(\w+)/g, (_, name: string) => String(values.get(name)));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until a process says this. Its words are read to the end, or it would be killed by what it says next. */
async function said(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (part) => {
      text += part;
      if (text.includes(words)) resolve();
    });
    child.once('exit', () => reject(new Error(text)));
    child.once('error', reject);
  });
}

interface Context {
  directory: string;
  prometheus: ChildProcess | undefined;
  url: string;
}

const test = suite<Context>('Grafana dashboard');
const isThere = spawnSync('promtool', ['--version']).status === 0;
const needsPrometheus = (title: string, body: Parameters<typeof test>[1]) => {
  if (isThere || process.env.RANKSTAT_TEST_COMPLETE !== undefined) test(title, body);
  else test.skip(`${title}: no prometheus`, body);
};

test.before(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-grafana-'));
  if (!isThere) return;
  const { directory } = context;
  const text = path.join(directory, 'run.om');
  const data = path.join(directory, 'data');
  await run(RANKSTAT, ['convert', '--to', 'openmetrics', '-o', text, RUN]);
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, data]);
  const config = path.join(directory, 'prometheus.yml');
  await writeFile(config, '');
  const address = `127.0.0.1:${await freePort()}`;
  context.url = `http://${address}`;
  context.prometheus = spawn('prometheus', [
    ...[`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`],
    '--storage.tsdb.retention.time=100y',
  ]);
  await said(context.prometheus, 'Server is ready to receive web requests');
});
test.after(async ({ directory, prometheus }) => {
  if (prometheus?.exitCode === null && prometheus.signalCode === null) {
    prometheus.kill();
    await once(prometheus, 'exit');
  }
  await rm(directory, { recursive: true });
});

test('panels have numbers of their own and no two are in one place', async () => {
  const { panels } = await dashboard();
  assert.ok(panels.length > 10);
  assert.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
    assert.ok(x + w <= 24);
    return Array.from({ length: w * h }, (_, nth) => `${x + (nth % w)} ${y + Math.floor(nth / w)}`);
  });
  assert.is(new Set(cells).size, cells.length);
});

/** What panels show that reports show, too; what a value of the panel is to be multiplied with. */
const SAME: Readonly<Record<string, readonly [Metric, number]>> = {
  'Disk read': ['disk_read_mb_per_s', 1e-6],
  'Disk written': ['disk_write_mb_per_s', 1e-6],
  'Time that a request took': ['disk_await_ms', 1000],
  'Busiest disk': ['disk_busy_percent', 100],
  'Network received': ['net_rx_mb_per_s', 1e-6],
  'Network sent': ['net_tx_mb_per_s', 1e-6],
  'NFS read from servers': ['nfs_read_mb_per_s', 1e-6],
  'NFS written to servers': ['nfs_write_mb_per_s', 1e-6],
  'CPU busy': ['cpu_busy_percent', 100],
  'CPU iowait': ['cpu_iowait_percent', 100],
  'Memory used': ['memory_used_kb', 1 / 1024],
  'Dirty pages': ['memory_dirty_kb', 1 / 1024],
  'Waiting for I/O': ['pressure_io_percent', 100],
  'TCP segments sent again': ['tcp_retransmits_per_s', 1],
};

/** The mean of each host over a time, of rates as reports have them. */
async function meansOf(metric: Metric, from: number, to: number): Promise<Map<string, number>> {
  const sums = new Map<string, readonly [number, number]>();
  for await (const { host, start, end, [metric]: value } of ratesOf(RUN)) {
    const shared = Math.min(end, to) - Math.max(start, from);
    if (shared <= 0 || value === null) continue;
    const [sum, time] = sums.get(host) ?? [0, 0];
    sums.set(host, [sum + value * shared, time + shared]);
  }
  return new Map([...sums].map(([host, [sum, time]]) => [host, sum / time]));
}

const FROM = Date.parse('2026-11-25T22:11:00Z');
const TO = Date.parse('2026-11-25T22:16:00Z');

needsPrometheus('each panel shows what reports show, of all hosts', async ({ url }) => {
  const all = await dashboard();
  for (const { title, targets } of all.panels) {
    const same = SAME[title];
    if (same === undefined) throw new Error(`${title}: there is nothing to compare it with`);
    const [metric, scale] = same;
    const right = await meansOf(metric, FROM, TO);
    for (const { expr } of targets) {
      const query = new URLSearchParams({
        query: asSent(expr, all),
        // A rate is over the minute before.
        start: String(FROM / 1000 + 60),
        end: String(TO / 1000),
        step: '10',
      });
      const response = await fetch(`${url}/api/v1/query_range?${query}`);
      const text = await response.text();
      assert.ok(response.ok, `${title}: ${text}`);
      const { data } = v.parse(answerSchema, JSON.parse(text));
      const hosts = data.result.map(({ metric: { instance } }) => instance).sort();
      assert.equal(hosts, ['node001', 'node002', 'node003', 'node004'], title);
      for (const {
        metric: { instance },
        values,
      } of data.result) {
        const mean = (scale * values.reduce((sum, [, value]) => sum + value, 0)) / values.length;
        const one = right.get(instance) ?? Number.NaN;
        // Prometheus stretches a rate to the ends of its minute, and its minutes overlap.
        assert.ok(
          Math.abs(mean - one) <= 0.15 * Math.abs(one) + 1e-5,
          `${title}, ${instance}: ${mean}, not ${one}`,
        );
      }
    }
  }
});

test.run();
