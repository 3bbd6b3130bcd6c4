import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { parseExact, stringifyExact } from '../../src/exact/json.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { SOURCES } from '../../src/procfs/registry.ts';
import { seriesJsonSchemaText } from '../../src/series/json-schema.ts';
import { sampleSchema, seriesHeaderSchema } from '../../src/series/schema.ts';
import { isPlainObject } from '../../src/series/schema-parts.ts';
import { sourceEntries } from '../../src/series/sources-schema.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { FIXTURES, jsonOf } from '../procfs/parse.ts';
import { exampleHeader, exampleInfo, exampleStatus, noonPlus, seriesText, written } from './example.ts';

// What `rankstat schema` prints is judged by a validator that knows nothing of this program.
const JUDGE = fileURLToPath(new URL('judge.py', import.meta.url));
/** Debian's, which has the package python3-jsonschema. */
const PYTHON = '/usr/bin/python3';

const test = suite<{ directory: string }>('validate and the JSON Schema agree');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-agreement-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Of each document, given as JSON: whether the schema takes it. */
function judgedBySchema(documents: readonly string[]): boolean[] {
  const oneLine = (text: string) => text.replaceAll('\n', '');
  const input = [oneLine(seriesJsonSchemaText()), ...documents.map(oneLine), ''].join('\n');
  const said = execFileSync(PYTHON, [JUDGE], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return said
    .trimEnd()
    .split('\n')
    .map((line) => line === 'valid');
}

const sources = v.looseObject(sourceEntries());
const headerSchema = v.looseObject(seriesHeaderSchema.entries);

/** Whether `validate` takes what each of its parts is, whatever the parts make of each other. */
function judgedByValidate(document: string): boolean {
  const series = parseExact(document);
  if (!v.is(headerSchema, series)) return false;
  const hosts = series.samples_by_host;
  if (!isPlainObject(hosts)) return false;
  const lists = Object.values(hosts);
  return lists.every(
    (list) => Array.isArray(list) && list.every((one) => v.is(sampleSchema, one) && v.is(sources, one)),
  );
}

/** A sample as a machine of the fixtures gives it, all sources that it has. */
function sampleOf(machine: string): string {
  const roots = { procfs: path.join(FIXTURES, machine, 'proc'), sysfs: path.join(FIXTURES, machine, 'sys') };
  const parts = SOURCES.flatMap((source) => {
    const reader = new SourceReader(source, roots);
    const isRead = reader.read() === 'ok';
    reader.close();
    return isRead ? [`,"${source.name}":${jsonOf(reader)}`] : [];
  });
  const facts = JSON.stringify({ timestamp: noonPlus(0), hostname: 'node1', tick: 0, late_ms: 0.3 });
  return `${facts.slice(0, -1)}${parts.join('')}}`;
}

/** A file whose one sample this is. */
function fileOf(sample: string): string {
  const late_ms = { p50: 0.3, p90: 0.3, p99: 0.3, max: 0.3 };
  const header = exampleHeader({
    num_samples: 1,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: { node1: exampleStatus(1, { last_sample: noonPlus(0), late_ms }) },
    host_info: { node1: exampleInfo() },
    marks: [{ time: noonPlus(1), label: 'read' }],
  });
  return seriesText(header, [['node1', [sample]]]);
}

const MACHINES = readdirSync(FIXTURES).filter((name) => name.startsWith('kernel-'));
const NEW = sampleOf('kernel-6.18');

/** A sample of which one piece, which is in it once or first, is another. */
const changed = (from: string | RegExp, to: string) => {
  const sample = NEW.replace(from, to);
  assert.is.not(sample, NEW, `${from} is in the sample`);
  return sample;
};

/** Samples that are wrong, and what `validate` says of them. */
const BAD: readonly (readonly [what: string, sample: string, said: RegExp])[] = [
  ['a disk without a name', changed(/"device_name":"[^"]*",/, ''), /diskstats\.0: no device_name$/],
  [
    'a name that is a number',
    changed(/"device_name":"[^"]*"/, '"device_name":8'),
    /diskstats\.0\.device_name: /,
  ],
  [
    'text for a number',
    changed(/"sectors_read":\d+/, '"sectors_read":"8"'),
    /sectors_read: "8" is no integer/,
  ],
  [
    'a negative counter',
    changed(/"sectors_read":\d+/, '"sectors_read":-8'),
    /sectors_read: -8 is no integer/,
  ],
  ['half a sector', changed(/"sectors_read":\d+/, '"sectors_read":1.5'), /sectors_read: 1\.5 is no integer/],
  ['nothing for a number', changed(/"sectors_read":\d+/, '"sectors_read":null'), /sectors_read: null is no/],
  ['a counter that is not there', changed(/"sectors_read":\d+,/, ''), /diskstats\.0: no sectors_read$/],
  [
    '2^64',
    changed(/"sectors_read":\d+/, '"sectors_read":18446744073709551616'),
    /sectors_read: 18446744073709551616 is no integer from 0 to 18446744073709551615$/,
  ],
  [
    'a flush field as text',
    changed(/"time_flushing_ms":\d+/, '"time_flushing_ms":"0"'),
    /time_flushing_ms: /,
  ],
  ['an interface without a name', changed(/"interface_name":"[^"]*",/, ''), /netdev\.0: no interface_name$/],
  [
    'an interface without its last number',
    changed(/,"tx_compressed":\d+/, ''),
    /netdev\.0: no tx_compressed$/,
  ],
  ['cpu without total', changed('"total":', '"tota":'), /cpu: no total$/],
  ['a total without idle', changed(/"idle":\d+,/, ''), /cpu\.total: no idle$/],
  ['a CPU that is a list', changed(/"per_cpu":\{.*?\}\}/, '"per_cpu":[]'), /cpu\.per_cpu: /],
  ['diskstats that are an object', changed(/"diskstats":\[.*?\]/, '"diskstats":{}'), /diskstats: /],
  ['a disk that is a list', changed(/"diskstats":\[\{.*?\}/, '"diskstats":[[]'), /diskstats: /],
  ['vmstat as a list', changed(/"vmstat":\{.*?\}/, '"vmstat":[]'), /vmstat: no object$/],
  ['vmstat without a key', changed(/"vmstat":\{.*?\}/, '"vmstat":{}'), /vmstat: empty$/],
  [
    'a key of vmstat that is an object',
    changed(/"vmstat":\{/, '"vmstat":{"x":{},'),
    /vmstat\.x: an object is no/,
  ],
  ['meminfo with text', changed(/"MemTotal":\d+/, '"MemTotal":"1 kB"'), /meminfo\.MemTotal: "1 kB" is no/],
  [
    'a load that is negative',
    changed(/"load_1min":[\d.]+/, '"load_1min":-0.01'),
    /load_1min: -0\.01 is no number/,
  ],
  ['a load that is text', changed(/"load_5min":[\d.]+/, '"load_5min":"1"'), /load_5min: "1" is no number/],
  ['loadavg without threads', changed(/,"total_processes":\d+/, ''), /loadavg: no total_processes$/],
  ['a time with a zone', changed(/T12:00:00\.000Z/, 'T14:00:00.000+02:00'), /timestamp: no time of UTC/],
  ['a time without a zone', changed(/T12:00:00\.000Z/, 'T12:00:00.000'), /timestamp: no time of UTC/],
  ['a day that there is not', changed('2026-11-25T', '2026-11-31T'), /timestamp: no time of UTC/],
  ['a tick that is text', changed('"tick":0', '"tick":"0"'), /tick: /],
  ['a sample without a host', changed('"hostname":"node1",', ''), /hostname: |no hostname/],
  ['another kind', changed('"tick":0', '"tick":0,"kind":"last"'), /kind: /],
  ['errors in a list', changed('"tick":0', '"tick":0,"errors":["vmstat"]'), /errors: /],
  ['a step that is text', changed('"tick":0', '"tick":0,"clock_step_ms":"1"'), /clock_step_ms: /],
];

/** Samples that are right, though no fixture has the like. */
const GOOD: readonly (readonly [what: string, sample: string])[] = [
  ['the largest number', changed(/"sectors_read":\d+/, '"sectors_read":18446744073709551615')],
  ['no disk at all', changed(/"diskstats":\[.*?\]/, '"diskstats":[]')],
  ['a field that is not known', changed(/"device_name":/, '"zone_resets":"many","device_name":')],
  ['a member of cpu that is not known', changed('"total":', '"softirqs":[1,2],"total":')],
  ['a source that is not known', changed('"diskstats":', '"quota":{"x":{}},"diskstats":')],
  ['a source that is misspelt', changed('"diskstats":', '"diskstat":')],
  ['no microseconds', changed('12:00:00.000Z', '12:00:00Z')],
  ['a step of the clock', changed('"tick":0', '"tick":0,"clock_step_ms":-3600000.25')],
];

const agree: (readonly [name: string, (context: { directory: string }) => Promise<void>])[] = [
  [
    'samples that are wrong are refused by both',
    async ({ directory }) => {
      const files = BAD.map(([, sample]) => fileOf(sample));
      const judged = judgedBySchema(files);
      for (const [at, [what, , said]] of BAD.entries()) {
        assert.is(judged[at], false, `${what}: taken by the schema`);
        const file = await written(path.join(directory, 'a.json'), files[at] ?? '');
        const [problem = ''] = await validateSeries(file);
        assert.match(problem, said, what);
        assert.match(problem, /^line \d+: /, what);
      }
    },
  ],
  [
    'samples that are right are taken by both: those of each machine of the fixtures, and odder ones',
    async ({ directory }) => {
      const all = [...MACHINES.map((machine) => [machine, sampleOf(machine)] as const), ...GOOD];
      const files = all.map(([, sample]) => fileOf(sample));
      assert.equal(
        judgedBySchema(files),
        files.map(() => true),
      );
      for (const [at, [what]] of all.entries()) {
        const file = await written(path.join(directory, 'a.json'), files[at] ?? '');
        const problems = await validateSeries(file);
        // That the ledger has not the step is another thing.
        assert.equal(
          problems.filter((problem) => !problem.includes('clock_steps')),
          [],
          what,
        );
      }
    },
  ],
  [
    'files of earlier versions are taken by the schema',
    async () => {
      const golden = path.join(FIXTURES, 'golden');
      const files = readdirSync(golden).filter((name) => name.endsWith('.json'));
      const texts = files.map((name) => readFileSync(path.join(golden, name), 'utf8'));
      assert.ok(texts.length >= 12);
      assert.equal(
        judgedBySchema(texts),
        texts.map(() => true),
      );
    },
  ],
  [
    'whatever stands anywhere in a file, both judge the same',
    async () => {
      const documents = fc.sample(fc.array(change, { minLength: 1, maxLength: 2 }), 500).map(made);
      const judged = judgedBySchema(documents);
      for (const [at, document] of documents.entries()) {
        assert.is(judgedByValidate(document), judged[at], document);
      }
      // Neither takes all, nor refuses all.
      const taken = judged.filter((one) => one).length;
      assert.ok(taken > 50 && taken < 450, String(taken));
    },
  ],
];

const ODD = [
  ...['0', '-1', '1.5', '1.0', '1e3', '1e19', '1e300', '9007199254740993', '18446744073709551615'],
  ...['18446744073709551616', '-9223372036854775809', 'true', 'null', '""', '"12"', '[]', '{}', '[[]]'],
  ...['[{}]', '{"a":1}', '{"a":"b"}', `"${'x'.repeat(4097)}"`, `"${'𝄞'.repeat(4000)}"`],
  ...[
    '"2026-11-25T12:00:00Z"',
    '"2026-11-25T12:00:00.000+02:00"',
    '"2026-02-30T12:00:00.000Z"',
    '"complete"',
  ],
];
/** Where in the document, of all places, and what happens there. */
const change = fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), fc.constantFrom(...ODD));
/** Of each machine's lists and maps only some members: each place is as likely, and the odd one should be met. */
const SMALL = fileOf(
  changed(/"vmstat":\{.*?\}/, '"vmstat":{"pgfault":1,"nr_dirty":2}').replace(
    /"meminfo":\{.*?\}/,
    '"meminfo":{"MemTotal":3}',
  ),
);

/** The document with some things changed. */
function made(changes: readonly [number, 'replace' | 'remove' | 'add', string][]): string {
  const document = parseExact(SMALL);
  for (const [nth, what, odd] of changes) {
    const places = placesOf(document);
    const [parent, key] = places[nth % places.length] ?? [];
    if (parent === undefined || key === undefined) continue;
    const value = parseExact(odd);
    if (what === 'remove' && Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (what === 'remove') Reflect.deleteProperty(parent, key);
    else if (what === 'replace') Reflect.set(parent, key, value);
    else if (!Array.isArray(parent)) Reflect.set(parent, 'an odd one', value);
  }
  return stringifyExact(document);
}

/** Every member of the document: of what it is one, and its key. */
function placesOf(value: unknown): [parent: object, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [value, key] as [object, string],
    ...placesOf(member),
  ]);
}

const hasJudge = spawnSync(PYTHON, ['-W', 'ignore', '-c', 'import jsonschema']).status === 0;
for (const [name, run] of agree) {
  if (hasJudge || process.env.RANKSTAT_TEST_COMPLETE !== undefined) test(name, run);
  else {
    process.stderr.write(`skipped: ${name} (missing: python3-jsonschema)\n`);
    test.skip(`${name} (missing: python3-jsonschema)`);
  }
}

test.run();
