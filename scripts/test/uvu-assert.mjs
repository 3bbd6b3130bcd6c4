// uvu/assert, in whose place it is loaded by uvu-hook.mjs: `throws` takes no text. uvu takes it for what is said when nothing
// is thrown, and compares it with nothing.
import * as assert from 'uvu/assert';

export * from 'uvu/assert';

export function throws(work, expected, message) {
  if (typeof expected === 'string') throw new TypeError('assert.throws compares no text: take throwsText');
  assert.throws(work, expected, message);
}
