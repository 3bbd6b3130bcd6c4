import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cpu } from '../../../src/procfs/sources/cpu.ts';
import { parsed } from '../parse.ts';

const test = suite('cpu');

test('total, every CPU by its id, and the counters', () => {
  const text = `cpu  10 20 30 40 50 60 70 80 90 100
cpu0 1 2 3 4 5 6 7 8 9 10
cpu2 1 2 3 4 5 6 7 8 9 10
intr 5 ${'0 '.repeat(40_000)}
ctxt 18446744073709551615
btime 1700000000
processes 7
procs_running 3
procs_blocked 1
softirq 1 2 3
`;
  const one =
    '{"user":1,"nice":2,"system":3,"idle":4,"iowait":5,"irq":6,"softirq":7,"steal":8,"guest":9,"guest_nice":10}';
  assert.equal(parsed(cpu, text), {
    json:
      '{"total":{"user":10,"nice":20,"system":30,"idle":40,"iowait":50,"irq":60,"softirq":70,"steal":80,"guest":90,' +
      `"guest_nice":100},"per_cpu":{"0":${one},"2":${one}},"ctxt":18446744073709551615,"processes":7,` +
      '"procs_running":3,"procs_blocked":1}',
    error: undefined,
  });
});

for (const [columns, last] of [
  [4, 'idle'],
  [7, 'softirq'],
  [8, 'steal'],
  [10, 'guest_nice'],
] as const) {
  test(`${columns} columns: the missing are absent`, () => {
    const { json } = parsed(cpu, `cpu ${'1 '.repeat(columns)}\n`);
    const keys = Object.keys(JSON.parse(json).total);
    assert.is(keys.length, columns);
    assert.is(keys.at(-1), last);
  });
}

test('a line that is no CPU costs that line', () => {
  const { json, error } = parsed(cpu, 'cpu 1 2 3 4\ncpux 1 2 3 4\ncpu1 1 2\nctxt 5\n');
  assert.is(json, '{"total":{"user":1,"nice":2,"system":3,"idle":4},"ctxt":5}');
  assert.is(error, 'line 2: "cpux" is not a CPU; line 3: 2 numbers where at least 4 belong');
});

test('a line of all CPUs that cannot be read costs the source: all else is made of it', () => {
  const cpu0 = 'cpu0 1 2 3 4\n';
  assert.throws(
    () => parsed(cpu, `cpu  10 20 x 40\n${cpu0}`),
    /^no line of all CPUs together: line 1: "x" is not a number \(system\)$/,
  );
  assert.throws(() => parsed(cpu, cpu0), /^no line of all CPUs together: it is not there$/);
  assert.is(parsed(cpu, `cpu  1 2 3 4\ncpu0 1 x 3 4\n`).error, 'line 2: "x" is not a number (nice)');
});

test('an empty file is an error', () => {
  assert.throws(() => parsed(cpu, ''), /the file is empty/);
});

test.run();
