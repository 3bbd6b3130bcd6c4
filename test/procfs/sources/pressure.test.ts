import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pressure } from '../../../src/procfs/sources/pressure.ts';
import { parsed } from '../parse.ts';

const test = suite('pressure');

const SOME = 'some avg10=6.41 avg60=10.32 avg300=100.00 total=101131085\n';

test('averages keep their two digits, the total is in µs', () => {
  assert.equal(parsed(pressure, `${SOME}full avg10=0.00 avg60=0.05 avg300=0.50 total=0\n`, 'pressure/io'), {
    json:
      '{"io":{"some":{"avg10":6.41,"avg60":10.32,"avg300":100.00,"total_us":101131085},' +
      '"full":{"avg10":0.00,"avg60":0.05,"avg300":0.50,"total_us":0}}}',
    error: undefined,
  });
});

test('no full line for CPU: absent, not zeros', () => {
  const { json, error } = parsed(pressure, SOME, 'pressure/cpu');
  assert.equal(Object.keys(JSON.parse(json).cpu), ['some']);
  assert.is(error, undefined);
});

for (const [line, reason] of [
  ['most avg10=0.00', 'neither "some" nor "full"'],
  ['full avg10=0.00 avg60=0.00 avg300=0.00', 'no total='],
  ['full avg60=0.00 avg10=0.00 avg300=0.00 total=1', 'no avg10='],
  ['full avg10=0.00 avg60=x avg300=0.00 total=1', '"x" is not a number (avg60)'],
  ['full avg10=0.123 avg60=0.00 avg300=0.00 total=1', '"0.123" is not a number (avg10)'],
  ['full avg10=0.00 avg60=0.00 avg300=0.00 total=1.5', '"1.5" is not a number (total_us)'],
  ['full avg10=0.00 avg60=0.00 avg300=0.00 total=', 'total= without a number'],
] as const) {
  test(`the line "${line}" costs itself`, () => {
    const { json, error } = parsed(pressure, `${SOME}${line}\n`, 'pressure/memory');
    assert.equal(Object.keys(JSON.parse(json).memory), ['some']);
    assert.is(error, `line 2: ${reason}`);
  });
}

test('an empty file is an error', () => {
  assert.throws(() => parsed(pressure, '', 'pressure/cpu'), /the file is empty/);
});

test.run();
