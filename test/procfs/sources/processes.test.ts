import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { processes } from '../../../src/procfs/sources/processes.ts';
import { assertEachReading, readings } from '../clients.ts';

const test = suite('processes');

test('a job of Slurm with a cgroup: those in it and what they have started, of this user', () => {
  assertEachReading('processes-job-cgroup', processes);
});

test('a job of Slurm without cgroups: those with its number in their environment', () => {
  assertEachReading('processes-environ', processes);
});

test('`rankstat run` on one host: what comes of the command, and not what has started it', () => {
  assertEachReading('processes-run', processes);
});

test('a collector alone: what has begun after it', () => {
  assertEachReading('processes-alone', processes);
});

test('a tree without a process of ours', () => {
  const [{ json, error } = { json: '', error: '' }] = readings('numa-gaps', processes, 1);
  assert.is(json, 'absent');
  assert.is(error, undefined);
});

test.run();
