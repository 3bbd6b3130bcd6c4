import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { SOURCES } from '../../src/procfs/registry.ts';
import { namedButMissing, requiredSources, sourcesToRead } from '../../src/rank/required-sources.ts';

const ALL = SOURCES.map(({ name }) => name);
const CORE = ['diskstats', 'vmstat', 'meminfo', 'loadavg', 'netdev', 'cpu'];

test('what every kernel has must come; of the rest, what was named', () => {
  assert.equal(requiredSources({ sources: ALL, namedSources: [] }), CORE);
  assert.equal(requiredSources({ sources: ['meminfo', 'cpu', 'pressure'], namedSources: [] }), [
    'meminfo',
    'cpu',
  ]);
  const named = ['pressure', 'cpu'];
  assert.equal(requiredSources({ sources: named, namedSources: named }), ['cpu', 'pressure']);
});

test('one that was named is missed where the kernel does not have it, one that was not is only absent', async () => {
  const procfs = await mkdtemp(path.join(tmpdir(), 'rankstat-no-pressure-'));
  const outcomeOf = (namedSources: string[]) => {
    return sourcesToRead({ sources: ['pressure'], namedSources }).flatMap((source) => {
      const reader = new SourceReader(source, { procfs, sysfs: '/sys' });
      return [reader.read(), reader.error];
    });
  };
  try {
    assert.equal(outcomeOf([]), ['absent', undefined]);
    const missing = `failed: ${procfs}/pressure/cpu is not there (ENOENT); leave it out with --exclude-sources pressure`;
    assert.equal(outcomeOf(['pressure']), [missing, missing]);
  } finally {
    await rm(procfs, { recursive: true });
  }
});

test('a source that was named and gives nothing is told of once, one that was not is not', () => {
  const outcomes = new Map([
    ['cpu', 'ok'],
    ['vmstat', 'denied: no permission'],
    ['pressure', 'failed: it is not there'],
  ] as const);
  const chosen = { sources: ['cpu', 'vmstat', 'pressure'], namedSources: [] };
  assert.equal(namedButMissing(chosen, outcomes), []);
  assert.equal(namedButMissing({ ...chosen, namedSources: ['cpu', 'pressure'] }, outcomes), [
    '--sources pressure: failed: it is not there',
  ]);
  // One that was not read has not failed.
  assert.equal(namedButMissing({ ...chosen, namedSources: ['nfs'] }, outcomes), []);
});

test.run();
