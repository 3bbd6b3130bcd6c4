import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seriesJsonSchemaText } from '../../src/series/json-schema.ts';

/** What lies at a path of keys in the schema. */
function at(...keys: string[]): unknown {
  return keys.reduce<unknown>((value, key) => Object(value)[key], JSON.parse(seriesJsonSchemaText()));
}

const SAMPLE = ['properties', 'samples_by_host', 'additionalProperties', 'items'];
const STATUS = ['properties', 'host_status', 'additionalProperties'];
const INFO = ['properties', 'host_info', 'additionalProperties'];

test('it is a JSON Schema of draft 7 with a title', () => {
  assert.is(at('$schema'), 'http://json-schema.org/draft-07/schema#');
  assert.is(at('title'), 'rankstat series file');
  assert.is(at('type'), 'object');
});

test('what a double cannot hold stands in it with all its digits', () => {
  assert.match(seriesJsonSchemaText(), /"maximum": 18446744073709551615\n/);
});

test('it demands the fields of the origin', () => {
  const required = at('required');
  assert.ok(Array.isArray(required));
  for (const field of [
    'collection_interval_seconds',
    'start_time',
    'end_time',
    'num_samples',
    'samples_by_host',
    'collection_method',
    'hosts_requested',
    'hosts_collected',
  ]) {
    assert.ok(required.includes(field), field);
  }
});

test('samples are lists by host; of a sample only who, when and which tick is demanded', () => {
  assert.is(at('properties', 'samples_by_host', 'type'), 'object');
  assert.is(at('properties', 'samples_by_host', 'additionalProperties', 'type'), 'array');
  assert.equal(at(...SAMPLE, 'required'), ['timestamp', 'hostname', 'tick']);
});

test('a sample has the sources of the origin, and may have others', () => {
  const sources = ['diskstats', 'vmstat', 'meminfo', 'loadavg', 'netdev', 'errors'];
  const types = sources.map((source) => at(...SAMPLE, 'properties', source, 'type'));
  assert.equal(types, ['array', 'object', 'object', 'object', 'array', 'object']);
  assert.is.not(at(...SAMPLE, 'additionalProperties'), false);
});

test('of a source, what every kernel prints is demanded, and what is known has its type', () => {
  const integer = { type: 'integer', minimum: 0, maximum: 2 ** 64 };
  assert.equal(at(...SAMPLE, 'properties', 'vmstat', 'additionalProperties'), integer);
  const disk = at(...SAMPLE, 'properties', 'diskstats', 'items');
  const { required, properties } = Object(disk);
  assert.is(required.length, 12);
  assert.equal([required[0], required[11]], ['device_name', 'weighted_time_doing_ios_ms']);
  assert.equal(properties.sectors_read, integer);
  assert.equal(properties.time_flushing_ms, integer);
  const load = at(...SAMPLE, 'properties', 'loadavg', 'properties', 'load_1min');
  assert.equal(load, { type: 'number', minimum: 0, exclusiveMaximum: 2 ** 64 });
  const [cpu, one] = [
    ['properties', 'cpu'],
    ['additionalProperties', 'required'],
  ];
  assert.equal(at(...SAMPLE, ...cpu, 'required'), ['total']);
  const first = ['user', 'nice', 'system', 'idle'];
  assert.equal(at(...SAMPLE, ...cpu, 'properties', 'total', 'required'), first);
  assert.equal(at(...SAMPLE, ...cpu, 'properties', 'per_cpu', ...one), first);
});

test('descriptions say units and meanings that the names do not', () => {
  assert.is(at('properties', 'start_time', 'description'), 'ISO 8601, UTC, milliseconds');
  assert.is(at('properties', 'num_samples', 'description'), 'sum over hosts');
  assert.match(String(at(...SAMPLE, 'properties', 'tick', 'description')), 'start + n × interval');
  assert.match(String(at(...SAMPLE, 'properties', 'late_ms', 'description')), 'after the tick');
  const device = at(...INFO, 'properties', 'block_devices', 'items', 'properties', 'size_sectors');
  assert.match(JSON.stringify(device), '"description":"of 512 bytes"');
  const offset = at(...STATUS, 'properties', 'clock_offset_ms');
  assert.match(JSON.stringify(offset), "the host's clock less that of rank 0");
});

test('coverage of sources and steps of the clock are described, and not demanded: files of before have none', () => {
  const coverage = at(...STATUS, 'properties', 'sources', 'additionalProperties');
  const step = at(...STATUS, 'properties', 'clock_steps', 'items');
  assert.equal(Object(coverage).required, ['ticks_expected', 'ticks_sampled', 'ticks_missed', 'reason']);
  assert.equal(Object(step).required, ['timestamp', 'tick', 'step_ms']);
  assert.match(JSON.stringify(at(...SAMPLE, 'properties', 'clock_step_ms')), 'since the sample before');
  const required = at(...STATUS, 'required');
  assert.ok(Array.isArray(required) && !required.includes('sources') && !required.includes('clock_steps'));
  assert.ok(!Object(at(...SAMPLE, 'required')).includes('clock_step_ms'));
});

test('the ledger knows three states', () => {
  assert.equal(at(...STATUS, 'properties', 'status', 'enum'), ['complete', 'partial', 'missing']);
});

test.run();
