import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns } from '../../../src/report/comparison/comparison.ts';
import { readRun } from '../../../src/report/data/run.ts';
import { phasesOfMarks } from '../../../src/report/phases/phases.ts';
import { type Case, compareCase } from '../../findings/case.ts';
import { wrongInComparison } from '../../findings/judge.ts';
import type { Kind } from '../../findings/kinds.ts';

async function read({ name, open }: Case) {
  const run = await readRun(name, open);
  return { run, phases: phasesOfMarks(run.header) };
}

/** What is wrong with the first sentence of a pair of runs; nothing if it is right. */
async function wrong(kind: Kind, hosts: number, seed: number): Promise<string[]> {
  const { base, other, truth } = compareCase({ kind, hosts, strength: 'strong', seed });
  const { findings } = compareRuns(await read(base), await read(other));
  const why = wrongInComparison(findings, truth);
  return why === undefined ? [] : [`${other.name}: ${why}: ${findings.verdict.join(' ')}`];
}

test('healthy runs of the same hosts: nothing stands out', async () => {
  const found: string[] = [];
  for (const [nth, hosts] of [3, 3, 12, 40].entries())
    found.push(...(await wrong('healthy', hosts, 901 + nth)));
  assert.equal(found, []);
});

test('a run with a problem: the first sentence has the host and the cause', async () => {
  const found: string[] = [];
  for (const kind of ['steal', 'slow disk', 'slow phase'] as const)
    found.push(...(await wrong(kind, 12, 901)));
  assert.equal(found, []);
});

test.run();
