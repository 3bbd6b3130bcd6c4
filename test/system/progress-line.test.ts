import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { progressLine, shareOf } from '../../src/system/progress-line.ts';

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean, columns: number) {
  const written: string[] = [];
  const write = (text: unknown) => {
    written.push(String(text));
    return true;
  };
  return { isTTY, columns, write, written };
}

test('a line is replaced in place, cut to the terminal, and taken away once', () => {
  const terminal = stream(true, 10);
  const line = progressLine(terminal, 'wanted');
  line.clear();
  line.show('1 of 4 hosts');
  line.show('1 of 4 hosts');
  line.show('2 of 4 hosts');
  line.clear();
  line.clear();
  assert.equal(terminal.written, ['\r\u001b[K1 of 4 ho', '\r\u001b[K2 of 4 ho', '\r\u001b[K']);
});

test('nothing is shown where there is no terminal, or where nobody wants it', () => {
  const file = stream(false, 80);
  progressLine(file, 'wanted').show('x');
  const quiet = stream(true, 80);
  progressLine(quiet, 'unwanted').show('x');
  assert.equal([...file.written, ...quiet.written], []);
});

test('work that takes no second shows no progress', () => {
  const terminal = stream(true, 80);
  let now = 5000;
  const show = shareOf('merging', progressLine(terminal, 'wanted'), () => now);
  show(0);
  now += 999;
  show(0.5);
  now += 1;
  show(0.509);
  show(0.5099);
  show(1);
  assert.equal(terminal.written, ['\r\u001b[Kmerging 50 %', '\r\u001b[Kmerging 100 %']);
});

test.run();
