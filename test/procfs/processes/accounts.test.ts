import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Accounts } from '../../../src/procfs/processes/accounts.ts';
import { Followed } from '../../../src/procfs/processes/followed.ts';

const test = suite('accounts');

/** What a process has now: bytes read, faults, and those of children that it has waited for. */
interface Now {
  readonly bytes: bigint;
  readonly faults?: number;
  readonly childFaults?: number;
}

const ioOf = (bytes: bigint) => [bytes, 0n, bytes / 10n, 0n, 0n, 0n, 0n];

function readAs(process: Followed, { bytes, faults = 10, childFaults = 0 }: Now, parent?: Followed): void {
  const { pid, startTicks } = process;
  const times = { userTicks: 0, systemTicks: 0, residentPages: 1, startTicks };
  const stat = {
    pid,
    comm: Buffer.from('x'),
    parent: 0,
    isKernelThread: false,
    faults,
    childFaults,
    ...times,
  };
  process.read(stat, ioOf(bytes), parent);
}

function family() {
  const [parent, child, grandchild] = [new Followed(1, 1), new Followed(2, 2), new Followed(3, 3)];
  readAs(parent, { bytes: 100n });
  readAs(child, { bytes: 1000n }, parent);
  readAs(grandchild, { bytes: 5000n }, child);
  const accounts = new Accounts();
  accounts.settle([parent, child, grandchild]);
  return { accounts, parent, child, grandchild };
}

const bytesOf = (...processes: Followed[]) => processes.map(({ io: [bytes] }) => bytes);

test('a child that was waited for is in its parent, with what it did at last', () => {
  const { accounts, parent, child, grandchild } = family();
  // It has read 200 more, and its parent 7.
  readAs(parent, { bytes: 107n + 1200n, childFaults: 11 });
  child.end();
  readAs(grandchild, { bytes: 5000n });
  accounts.add([child]);
  accounts.settle([parent, grandchild]);
  assert.equal(bytesOf(parent, child, grandchild), [307n, 1000n, 5000n]);
});

test('found to have ended before its parent shows it: no row falls, and then it does', () => {
  const { accounts, parent, child } = family();
  readAs(parent, { bytes: 150n });
  child.end();
  accounts.add([child]);
  accounts.settle([parent]);
  assert.equal(bytesOf(parent, child), [150n, 1000n]);
  readAs(parent, { bytes: 160n + 1300n, childFaults: 10 });
  accounts.settle([parent]);
  assert.equal(bytesOf(parent, child), [460n, 1000n]);
});

test('a parent that does not wait has what it did itself, however much that is', () => {
  const { accounts, parent, child } = family();
  child.end();
  accounts.add([child]);
  for (const bytes of [5000n, 9000n, 20_000n]) {
    readAs(parent, { bytes });
    accounts.settle([parent]);
    assert.equal(bytesOf(parent, child), [bytes, 1000n]);
  }
  // Not even if it waits for another one later.
  readAs(parent, { bytes: 21_000n, childFaults: 500 });
  accounts.settle([parent]);
  assert.equal(bytesOf(parent, child), [21_000n, 1000n]);
});

test('a child, and its own child before it, in one go', () => {
  const { accounts, parent, child, grandchild } = family();
  readAs(parent, { bytes: 100n + 1100n + 5500n, childFaults: 30 });
  child.end();
  grandchild.end();
  accounts.add([child, grandchild]);
  accounts.settle([parent]);
  assert.equal(bytesOf(parent, child, grandchild), [700n, 1000n, 5000n]);
});

test('a grandchild whose parent had ended before is not in its grandparent', () => {
  const { accounts, parent, child, grandchild } = family();
  readAs(parent, { bytes: 100n + 1100n, childFaults: 10 });
  child.end();
  grandchild.end();
  accounts.add([child, grandchild]);
  accounts.settle([parent]);
  assert.equal(bytesOf(parent, child, grandchild), [200n, 1000n, 5000n]);
});

test('nobody is left: what was read of it stays', () => {
  const { accounts, parent, child, grandchild } = family();
  for (const process of [parent, child, grandchild]) process.end();
  accounts.add([parent, child, grandchild]);
  accounts.settle([]);
  assert.equal(bytesOf(parent, child, grandchild), [100n, 1000n, 5000n]);
});

test('who waits for all has nothing of its own, only what nobody had read', () => {
  const { accounts, parent } = family();
  const waiter = new Followed(9, 9);
  readAs(waiter, { bytes: 70_000n, childFaults: 99 });
  waiter.forget();
  accounts.settle([waiter]);
  assert.equal(bytesOf(waiter), [0n]);
  parent.parent = waiter;
  readAs(waiter, { bytes: 70_003n + 900n, childFaults: 99 + 10 });
  parent.end();
  accounts.add([parent]);
  accounts.settle([waiter]);
  assert.equal(bytesOf(waiter, parent), [803n, 100n]);
});

test('beyond what a double holds', () => {
  const { accounts, parent, child } = family();
  readAs(parent, { bytes: 2n ** 60n + 3n });
  accounts.settle([parent, child]);
  assert.equal(bytesOf(parent), [2n ** 60n + 3n]);
});

test.run();
