import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLog, type Verbosity } from '../../src/system/log.ts';

/** What is said of a warning, of news, and of a detail. */
function saidAt(verbosity: Verbosity): string[] {
  const lines: string[] = [];
  const log = createLog('rankstat[n1]', verbosity, (line) => lines.push(line));
  log.warn('warning');
  log.info('news');
  log.detail('detail');
  return lines;
}

test('how much is said', () => {
  const [warning, news, detail] = ['warning', 'news', 'detail'].map((what) => `rankstat[n1]: ${what}\n`);
  assert.equal(saidAt('quiet'), []);
  assert.equal(saidAt('normal'), [warning, news]);
  assert.equal(saidAt('verbose'), [warning, news, detail]);
});

test('what is said is one line that a terminal does not obey, whatever a file or a host is called', () => {
  const lines: string[] = [];
  createLog('rankstat[n\u001b]', 'normal', (line) => lines.push(line)).warn('a\nb\u001b[2J');
  assert.is(lines.length, 1);
  assert.not.match(lines[0]!.slice(0, -1), /\p{Cc}/u);
  assert.match(lines[0]!, /\n$/);
});

test.run();
