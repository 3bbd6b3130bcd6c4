import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Census } from '../../../src/procfs/processes/census.ts';
import { ProcessObserver } from '../../../src/procfs/processes/process-observer.ts';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { copyOf } from '../clients.ts';

const test = suite('census');

/** A node of which the collector, process 50, began at tick 1000, to be changed; what has the census find who has begun. */
function node() {
  const { root, remove } = copyOf('processes-alone');
  const roots = { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') };
  const file = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(roots.procfs, name)), { recursive: true });
    writeFileSync(path.join(roots.procfs, name), text);
  };
  return {
    roots,
    remove,
    /** @param user and what it is called, of its begin */
    begin: (pid: number, { start = 2000, parent = 1, user = 1000, program = '/bin/x' } = {}) => {
      const rest = `${parent} 1 1 0 -1 0 5 0 0 0 1 1 0 0 20 0 1 0 ${start} 9 1`;
      file(`${pid}/stat`, `${pid} (x) S ${rest}\n`);
      file(`${pid}/status`, `Name:\tx\nUid:\t${user}\t${user}\t${user}\t${user}\n`);
      file(`${pid}/cmdline`, ['node', program, ''].join('\0'));
      file(
        `${pid}/io`,
        'rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: 1\nwrite_bytes: 1\ncancelled_write_bytes: 0\n',
      );
    },
    last: (pid: number) => file('loadavg', `0.1 0.1 0.1 1/80 ${pid}\n`),
    end: (pid: number) => rmSync(path.join(roots.procfs, `${pid}`), { recursive: true }),
  };
}

const pids = (census: Census, now: number) => census.begun(now).map(({ pid }) => pid);

test('each is told once, parents first', () => {
  const { roots, remove, begin } = node();
  begin(70, { start: 2001, parent: 90 });
  begin(90);
  const census = new Census(roots);
  assert.equal(pids(census, 0), [52, 90, 70]);
  begin(60);
  assert.equal(pids(census, 0.5), []);
  assert.equal(pids(census, 1), [60]);
  assert.equal(pids(census, 2), []);
  remove();
});

test('as long as none has begun they are not listed, but every ten seconds', () => {
  const { roots, remove, begin, last } = node();
  last(52);
  const census = new Census(roots);
  assert.equal(pids(census, 0), [52]);
  begin(60);
  assert.equal(pids(census, 1), []);
  last(60);
  assert.equal(pids(census, 2), [60]);
  begin(61);
  assert.equal(pids(census, 11), []);
  assert.equal(pids(census, 12), [61]);
  remove();
});

test('one that has just begun can become another program, or run as another user: it is looked at again', () => {
  const { roots, remove, begin, last } = node();
  last(80);
  // As slurmstepd, which becomes the user's; as the process that becomes the benchmark.
  begin(60, { user: 0 });
  begin(61, { program: '/opt/dist/rankstat.cjs' });
  begin(62, { user: 0 });
  const census = new Census(roots);
  assert.equal(pids(census, 0), [52]);
  begin(60);
  begin(61);
  assert.equal(pids(census, 1), [60, 61]);
  // It has been another's for long.
  begin(62);
  assert.equal(pids(census, 2), []);
  remove();
});

test('the number of one that has ended can be that of another', () => {
  const { roots, remove, begin, end } = node();
  begin(60, { user: 0 });
  const census = new Census(roots);
  assert.equal(pids(census, 0), [52]);
  census.ended(52);
  begin(52, { start: 3000 });
  assert.equal(pids(census, 1), [52]);
  end(60);
  assert.equal(pids(census, 2), []);
  begin(60);
  assert.equal(pids(census, 3), [60]);
  remove();
});

test('what rankstat has started is none, whatever it is', () => {
  const { roots, remove, begin } = node();
  begin(60, { program: '/opt/dist/rankstat.cjs' });
  begin(61, { parent: 60, start: 2001 });
  begin(62, { parent: 61, start: 2002 });
  begin(63, { parent: 50 });
  assert.equal(pids(new Census(roots), 0), [52]);
  remove();
});

test('hundreds at once: so many, and then the others', () => {
  const { roots, remove, begin, last } = node();
  const census = new Census(roots);
  last(52);
  assert.is(census.begun(0).length, 1);
  for (let pid = 100; pid < 400; pid++) begin(pid);
  last(400);
  assert.is(census.begun(1).length, 256);
  assert.is(census.begun(2).length, 44);
  remove();
});

test('more than 64: fewer readings, but where the host begins and ends', () => {
  const { roots, remove, begin } = node();
  for (let pid = 100; pid < 229; pid++) begin(pid);
  const observer = new ProcessObserver(roots);
  const slab = new Slab();
  const isRead = (now: number, turn: 'its turn' | 'in any case') =>
    observer.capture(slab, now, turn) !== undefined;
  assert.ok(isRead(0, 'its turn'));
  // 130 of them take two seconds and a bit.
  assert.not(isRead(1, 'its turn'));
  assert.ok(isRead(2, 'its turn'));
  assert.not(isRead(3, 'its turn'));
  assert.ok(isRead(3, 'in any case'));
  assert.not(isRead(4, 'its turn'));
  observer.close();
  remove();
});

test.run();
