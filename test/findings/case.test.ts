import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { summarize } from '../../src/report/summary/summary.ts';
import type { Metric } from '../../src/series/rates.ts';
import type { ReadSample } from '../../src/series/reading/series.ts';
import type { Sample } from '../../src/series/schema.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { seriesText } from '../series/example.ts';
import { type Case, compareCase, makeCase } from './case.ts';
import { KINDS, type Kind, STRENGTHS } from './kinds.ts';

const test = suite<{ directory: string }>('made runs');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-made-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function samplesOf({ name, open }: Case): Promise<ReadSample[]> {
  const found: ReadSample[] = [];
  for await (const sample of (await open(name)).samples) found.push(sample);
  return found;
}

test('each kind makes a file that is valid, and says the same as what was not written', async ({
  directory,
}) => {
  for (const kind of KINDS) {
    const one = makeCase({ kind, hosts: 2, strength: 'weak', seed: 900, seconds: 300 });
    const { header } = await one.open(one.name);
    const samples = await samplesOf(one);
    const lines = header.hosts_requested.map((host): [string, string[]] => [
      host,
      samples.flatMap((read) => (read.host === host ? [JSON.stringify(read.sample)] : [])),
    ]);
    const file = path.join(directory, 'made.json');
    await writeFile(file, seriesText(header, lines));
    assert.equal(await validateSeries(file), [], kind);
    const [read, made] = [await summarize(file), await summarize(one.name, one.open)];
    assert.equal(read.hosts, made.hosts, kind);
  }
});

test('the same seed makes the same run, another seed another', async () => {
  const of = async (seed: number) => {
    const one = makeCase({ kind: 'swap', hosts: 2, strength: 'middle', seed, seconds: 300 });
    return JSON.stringify((await samplesOf(one)).slice(0, 50));
  };
  assert.is(await of(7), await of(7));
  assert.is.not(await of(7), await of(8));
});

test('counters never fall, and CPUs have no more time than there was', async () => {
  for (const kind of ['steal', 'silent', 'full core', 'spin', 'swap'] as const) {
    const one = makeCase({ kind, hosts: 2, strength: 'strong', seed: 901, seconds: 900 });
    const samples = await samplesOf(one);
    for (const [at, { host, sample }] of samples.entries()) {
      const before = samples[at - 1];
      if (before?.host !== host) continue;
      const then = new Map(numbersOf(before.sample));
      const fallen = [...numbersOf(sample)].filter(
        ([key, now]) => now < (then.get(key) ?? 0) && !GAUGE.test(key),
      );
      assert.equal(fallen, [], kind);
      const [one, other] = [cpuTicks(before.sample), cpuTicks(sample)];
      const seconds = (readAt(sample) - readAt(before.sample)) / 1000;
      // A host that was frozen has had no time.
      if (kind === 'silent' && seconds > 20) continue;
      const cpus = Object.keys(Object(sample.cpu?.per_cpu)).length;
      assert.ok(
        Math.abs(other - one - 100 * seconds * cpus) < 8 + cpus,
        `${other - one} of ${seconds} s, ${cpus}`,
      );
    }
  }
});

/** When a sample was read; time stamps have whole ms. */
function readAt({ timestamp }: Sample): number {
  return Date.parse(timestamp);
}

const GAUGE =
  /^(?:meminfo|loadavg|cpu procs_|cgroup memory current)|ios_in_progress|CurrEstab|avg\d|timestamp|late_ms|tick/;

function* numbersOf(value: unknown, key = ''): Generator<[string, number]> {
  if (typeof value === 'number') yield [key, value];
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* numbersOf(member, `${key} ${name}`.trim());
}

function cpuTicks({ cpu }: Sample): number {
  return Object.entries(Object(cpu?.total)).reduce(
    (sum, [kind, ticks]) => sum + (kind.startsWith('guest') ? 0 : Number(ticks)),
    0,
  );
}

/** Of the host that has it: what grows with a problem's strength. */
const MEASURES: readonly (readonly [Kind, Metric])[] = [
  ['steal', 'cpu_steal_percent'],
  ['swap', 'swap_in_mb_per_s'],
  ['drops', 'net_drops_per_s'],
  ['thermal', 'cpu_thermal_percent'],
  ['oom', 'oom_kills_per_s'],
];

test('a stronger problem is more of the same, and others have nothing of it', async () => {
  for (const [kind, metric] of MEASURES) {
    const found: number[] = [];
    for (const strength of STRENGTHS) {
      const one = makeCase({ kind, hosts: 3, strength, seed: 902 });
      const { observed } = await summarize(one.name, one.open);
      const means = observed.means(metric, 0);
      const victim = observed.hosts.indexOf(one.truth.hosts[0]!);
      const most = Math.max(...means.filter((_, host) => host !== victim));
      assert.ok(means[victim]! > 5 * most, `${kind} ${strength}: ${means[victim]} beside ${most}`);
      found.push(means[victim]!);
    }
    assert.ok(found[0]! < found[1]! && found[1]! < found[2]!, `${kind}: ${found.join(' ')}`);
  }
});

test('what is compared are the same hosts, that do the same, once without the problem', async () => {
  const { base, other, truth } = compareCase({ kind: 'slow disk', hosts: 3, strength: 'strong', seed: 903 });
  const [before, after] = [await base.open(base.name), await other.open(other.name)];
  assert.equal(after.header.host_info, before.header.host_info);
  assert.equal(
    after.header.marks.map(({ label }) => label),
    before.header.marks.map(({ label }) => label),
  );
  const lasts = ({ header: { benchmark } }: typeof before) =>
    Date.parse(benchmark.end_time!) - Date.parse(benchmark.start_time!);
  assert.ok(lasts(after) > 3 * lasts(before), `${lasts(before)} ms, ${lasts(after)} ms`);
  assert.is(truth.hosts.length, 1);
});

test.run();
