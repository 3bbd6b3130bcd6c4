import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../../src/system/exit.ts';
import { resultsByRun } from '../../../src/terminal/reading/result-options.ts';
import { resultsIn, toldPhases } from '../../../src/terminal/reading/results.ts';
import { heardLog } from '../../run/heard-log.ts';
import { exampleHeader, exampleStatus } from '../../series/example.ts';

const FIXTURES = 'test/fixtures/results/';
/** The fixtures were written an hour before UTC, from 14:00 on. */
const BEGIN = Date.parse('2026-11-25T14:00:00+01:00');

function headerAt(begin: number, utc_offset_minutes: number | null) {
  const time = (ms: number) => new Date(ms).toISOString();
  const benchmark = {
    ...exampleHeader().benchmark,
    start_time: time(begin),
    end_time: time(begin + 600_000),
  };
  return exampleHeader({ benchmark, host_status: { a: exampleStatus(1, { rank: 0, utc_offset_minutes }) } });
}

async function told(file: string, header = headerAt(BEGIN, 60), utcOffset?: string) {
  const { log, said } = heardLog();
  const phases = toldPhases(await resultsIn([FIXTURES + file]), header, utcOffset, log);
  return { labels: phases.map(({ label }) => label), said };
}

test('local times are those of rank 0, or of the zone that was given', async () => {
  const mdtest = 'mdtest/mdtest-4.txt';
  assert.equal(await told(mdtest), { labels: ['mdtest'], said: [] });
  assert.equal(await told(mdtest, headerAt(BEGIN, 0), '+01:00'), { labels: ['mdtest'], said: [] });
  const { labels, said } = await told(mdtest, headerAt(BEGIN, -300));
  assert.equal(labels, []);
  assert.is(said.length, 1);
  assert.match(
    said[0] ?? '',
    /^warn: mdtest-4\.txt: no phases are shown, they begin at 2026-11-25T19:00:0.*another zone/,
  );
});

test('where the zone is not known, local times are no phases, and those of UTC are', async () => {
  assert.equal(await told('mdtest/mdtest-4.txt', headerAt(BEGIN, null)), {
    labels: [],
    said: [
      "warn: mdtest-4.txt: no phases are shown, for its times are local and the zone of rank 0's host is not known",
    ],
  });
  const fio = await told('fio/fio-3.36.json', headerAt(BEGIN + 3_600_000, null));
  assert.equal(fio, { labels: ['mixed'], said: [] });
});

test('a zone that is none, and a file that is none, are mistakes of the user', async () => {
  const problem = async (promise: Promise<unknown>) => await promise.catch((one: unknown) => one);
  assert.instance(await problem(told('mdtest/mdtest-4.txt', undefined, 'CET')), UserError);
  assert.instance(await problem(resultsIn([`${FIXTURES}none`])), UserError);
});

test('of one run all results are, of several the first is of the first', () => {
  assert.equal(resultsByRun({ result: ['a', 'b'] }, 1), [['a', 'b']]);
  assert.equal(resultsByRun({ result: ['a'] }, 2), [['a'], []]);
  assert.equal(resultsByRun({}, 2), [[], []]);
  assert.throws(() => resultsByRun({ result: ['a', 'b', 'c'] }, 2), /3 times for 2 series files/);
});

test.run();
