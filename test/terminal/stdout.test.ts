import { Writable } from 'node:stream';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stdoutOutput, toStdout } from '../../src/terminal/stdout.ts';

/** In place of stdout; what was written to it. */
function standIn(kind: 'terminal' | 'pipe') {
  const written: Buffer[] = [];
  const stream = new Writable({
    write(bytes, _, done) {
      written.push(bytes);
      done();
    },
  });
  const stdout = Object.assign(stream, { isTTY: kind === 'terminal' });
  return { stdout, text: () => Buffer.concat(written).toString('latin1') };
}

const EVIL = 'node\u001b[2J1,\u009b31m,Knöten 🙂\n';
const latin1 = (text: string) => Buffer.from(text).toString('latin1');

test('a terminal gets control characters made visible, all else exact bytes', async () => {
  for (const [kind, expected] of [
    ['pipe', EVIL],
    ['terminal', 'node\\u{1b}[2J1,\\u{9b}31m,Knöten 🙂\n'],
  ] as const) {
    const text = standIn(kind);
    toStdout(EVIL, text.stdout);
    const bytes = standIn(kind);
    await stdoutOutput(bytes.stdout).write(Buffer.from(EVIL));
    assert.equal([text.text(), bytes.text()], [latin1(expected), latin1(expected)]);
  }
});

test('wherever the pieces end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.nat(20), async (text, size) => {
      const bytes = Buffer.from(`${EVIL}${text}\n`);
      const whole = standIn('terminal');
      await stdoutOutput(whole.stdout).write(bytes);
      const pieces = standIn('terminal');
      const output = stdoutOutput(pieces.stdout);
      for (let at = 0; at < bytes.length; at += size + 1)
        await output.write(bytes.subarray(at, at + size + 1));
      assert.is(pieces.text(), whole.text());
    }),
  );
});

test.run();
