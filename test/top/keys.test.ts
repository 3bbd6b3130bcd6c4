import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keysIn, type Mode, wholeKeys, wishOf } from '../../src/top/keys.ts';

const wishes = (input: string, mode: Mode) => keysIn(input).map((key) => wishOf(key, mode));

test('several keys can come at once; what means nothing is left out', () => {
  assert.equal(wishes('cr\u001b[Bxé\u001b[6~\u001bOA\u001b[1;5Cq?/\r', 'hosts'), [
    { kind: 'sort', key: 'c' },
    { kind: 'reverse' },
    { kind: 'step', by: 1 },
    undefined,
    undefined,
    { kind: 'scroll', by: 1, unit: 'page' },
    { kind: 'step', by: -1 },
    undefined,
    { kind: 'quit' },
    { kind: 'help' },
    { kind: 'filter' },
    { kind: 'enter' },
  ]);
});

test('while a filter is typed letters are letters', () => {
  assert.equal(wishes('q?é\u007f\u0015\r\u001b[A\u0007', 'typing'), [
    { kind: 'type', text: 'q' },
    { kind: 'type', text: '?' },
    { kind: 'type', text: 'é' },
    { kind: 'erase' },
    { kind: 'erase all' },
    { kind: 'keep' },
    { kind: 'step', by: -1 },
    undefined,
  ]);
});

test('of one host, and of the help, q goes back; no letter orders hosts', () => {
  assert.equal(wishes('qcj\u001b', 'host'), [
    { kind: 'back' },
    undefined,
    { kind: 'step', by: 1 },
    { kind: 'back' },
  ]);
  assert.equal(wishes('cq \u001b', 'help'), [
    { kind: 'back' },
    { kind: 'back' },
    { kind: 'scroll', by: 1, unit: 'page' },
    { kind: 'back' },
  ]);
});

test('Ctrl-C and the end of input leave and Ctrl-Z stops, wherever one is', () => {
  for (const mode of ['hosts', 'typing', 'host', 'help'] as const) {
    assert.equal(wishes('\u0003\u0004\u001a', mode), [
      { kind: 'quit' },
      { kind: 'quit' },
      { kind: 'suspend' },
    ]);
  }
  assert.equal(wishes('\u001b', 'hosts'), [{ kind: 'clear' }]);
});

test('what may be the begin of a key waits for its rest', () => {
  assert.equal(wholeKeys('ab\u001b'), ['ab', '\u001b']);
  assert.equal(wholeKeys('\u001b[5'), ['', '\u001b[5']);
  assert.equal(wholeKeys('\u001bO'), ['', '\u001bO']);
  assert.equal(wholeKeys('\u001b[5~j'), ['\u001b[5~j', '']);
});

test.run();
