import { randomBytes } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpokenAnswers, spokenLines } from '../../../src/doctor/nodes/spoken.ts';

/** Of which deflate makes nothing smaller. */
const ANSWER = JSON.stringify({ text: randomBytes(1500).toString('base64') });

test('lines are short, and make the answer again, in any order and with anything before them', () => {
  const lines = spokenLines(ANSWER);
  assert.ok(lines.length > 3 && lines.every((line) => line.length < 512));
  const heard = new SpokenAnswers();
  const found = [...lines].reverse().map((line) => heard.take(`[1,0]<stdout>: ${line}`));
  assert.equal(
    found.filter((one) => one !== undefined),
    [ANSWER],
  );
});

test('a line in the middle of which another host says something is one that the second time makes good', () => {
  const lines = spokenLines(ANSWER);
  const heard = new SpokenAnswers();
  const torn = lines.map((line, nth) => (nth === 2 ? `${line.slice(0, 90)}hello${line.slice(90)}` : line));
  assert.equal(
    torn.map((line) => heard.take(line)).filter((one) => one !== undefined),
    [],
  );
  assert.equal(
    lines.map((line) => heard.take(line)).filter((one) => one !== undefined),
    [ANSWER],
  );
});

test('answers of two hosts at once', () => {
  const [one, other] = [spokenLines(ANSWER), spokenLines('other')];
  const heard = new SpokenAnswers();
  const found = [...one.slice(0, 2), ...other, ...one.slice(2)].map((line) => heard.take(line));
  assert.equal(
    found.filter((line) => line !== undefined),
    ['other', ANSWER],
  );
});

test('what is no answer', () => {
  const heard = new SpokenAnswers();
  for (const line of ['', 'rankstat-doctor-says', 'rankstat-doctor-says 00000000 0 1 0 AAAA']) {
    assert.is(heard.take(line), undefined);
  }
});

test.run();
