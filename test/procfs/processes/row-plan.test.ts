import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Followed } from '../../../src/procfs/processes/followed.ts';
import { MOST_OWN_ROWS, RowPlan } from '../../../src/procfs/processes/row-plan.ts';

const test = suite('row-plan');

/** A process that was read so often, and has read so much. */
function processOf(pid: number, readings = 2, bytes = 0n): Followed {
  const process = new Followed(pid, 10 * pid);
  const times = {
    faults: 1,
    childFaults: 0,
    userTicks: 0,
    systemTicks: 0,
    startTicks: 10 * pid,
    residentPages: 1,
  };
  const stat = { pid, comm: Buffer.from('x'), parent: 0, isKernelThread: false, ...times };
  for (let nth = 0; nth < readings; nth++) process.read(stat, [bytes, 0n, 0n, 0n, 0n, 0n, 0n], undefined);
  process.settle();
  return process;
}

const namesOf = (plan: RowPlan) =>
  plan.rows.map(({ word }) => Buffer.from(word.bytes).toString('utf8', word.start, word.stop));

test('at the second reading; at the first of all, all that are there', () => {
  const plan = new RowPlan();
  const [old, young] = [processOf(1, 1), processOf(2, 1)];
  plan.update([old], 0, 'first');
  assert.equal(namesOf(plan), ['x/1/10']);
  plan.update([old, young], 1, 'later');
  assert.equal(namesOf(plan), ['x/1/10']);
  plan.update([old, processOf(2, 2)], 2, 'later');
  assert.equal(namesOf(plan), ['x/1/10', 'x/2/20']);
  assert.ok(plan.has(old));
  assert.not(plan.has(young));
});

test('one that has ended keeps its row until another needs one', () => {
  const plan = new RowPlan();
  const [one, two] = [processOf(1), processOf(2)];
  plan.update([one, two], 0, 'later');
  one.end();
  assert.equal(plan.update([two], 1, 'later'), []);
  assert.equal(namesOf(plan), ['x/1/10', 'x/2/20']);
  assert.equal(plan.update([two, processOf(3)], 2, 'later'), [one]);
  assert.equal(namesOf(plan), ['x/2/20', 'x/3/30']);
});

test('of more than there are rows for the largest', () => {
  const plan = new RowPlan();
  const many = Array.from({ length: MOST_OWN_ROWS + 10 }, (_, nth) => processOf(nth + 1, 2, BigInt(nth % 7)));
  plan.update(many, 0, 'later');
  assert.is(plan.rows.length, MOST_OWN_ROWS);
  const least = many.filter((process) => !plan.has(process)).map(({ bytes }) => bytes);
  assert.equal(new Set(least), new Set([0n]));
  // They keep theirs: nothing is changed for one that does more.
  const before = plan.rows;
  plan.update([...many, processOf(99, 2, 1000n)], 1, 'later');
  assert.is(plan.rows, before);
});

test('in a day some hundred changes, however many come and go', () => {
  const plan = new RowPlan();
  let changes = 0;
  let last: readonly Followed[] = [];
  for (let second = 0; second < 86_400; second++) {
    for (const process of last) process.end();
    last = [processOf(second + 1)];
    const { rows } = plan;
    plan.update(last, second, 'later');
    if (plan.rows !== rows) changes++;
    if (second === 7) assert.is(changes, 8);
  }
  assert.ok(changes > 50 && changes < 120, `${changes}`);
});

test.run();
