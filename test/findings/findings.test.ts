import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findingsOf } from '../../src/report/findings/findings.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { makeCase, type Wanted } from './case.ts';
import { wrongIn } from './judge.ts';
import { KINDS } from './kinds.ts';

/** One of those with which rules were written: what decides is `npm run bench -- findings`, with others. */
const SEED = 500;
/** Of many hosts runs are shorter here: each lasts long enough for what is in it. */
const SECONDS = new Map([
  [3, 1800],
  [40, 1000],
]);
const HEALTHY = 6;
const LEAST_RIGHT = 0.95;

/** What is wrong with what is said first of a run; nothing if it is right. */
async function wrongs(wanted: Wanted): Promise<string[]> {
  const one = makeCase(wanted);
  const { observed } = await summarize(one.name, one.open);
  const findings = findingsOf(observed);
  const wrong = wrongIn(findings, one.truth);
  return wrong === undefined ? [] : [`${one.name}: ${wrong}: ${findings.verdict[0]}`];
}

test('of problems the first sentence names host and cause', async () => {
  const kinds = KINDS.filter((kind) => kind !== 'healthy');
  const found: string[] = [];
  for (const [hosts, seconds] of SECONDS)
    for (const kind of kinds)
      found.push(...(await wrongs({ kind, hosts, strength: 'middle', seed: SEED, seconds })));
  const cases = kinds.length * SECONDS.size;
  assert.ok(found.length <= (1 - LEAST_RIGHT) * cases, found.join('\n'));
});

test('of healthy runs nothing stands out', async () => {
  const found: string[] = [];
  for (const [hosts, seconds] of SECONDS)
    for (let nth = 0; nth < HEALTHY; nth++)
      found.push(...(await wrongs({ kind: 'healthy', hosts, strength: 'weak', seed: SEED + nth, seconds })));
  assert.ok(found.length <= (1 - LEAST_RIGHT) * HEALTHY * SECONDS.size, found.join('\n'));
});

test.run();
