// uvu, in whose place it is loaded by uvu-hook.mjs: each test and hook tells the runner its name before it begins.
import * as uvu from 'uvu';
import { tell } from './report.mjs';

export const test = telling(uvu.test, '');
export const suite = (name = '', state = undefined) => telling(uvu.suite(name, state), name);

function telling(inner, suiteName) {
  const titled = (title, handler) => (context) => {
    tell({ at: suiteName === '' ? title : `${suiteName}: ${title}` });
    return handler(context);
  };
  const hook = (kind, handler) => (context) =>
    titled(context.__test__ ? `${context.__test__} (${kind})` : kind, handler)(context);
  // uvu drops what these two throw: all that it shows is that tests are missing from its count.
  const printing = (kind, handler) => async (context) => {
    try {
      await hook(kind, handler)(context);
    } catch (error) {
      process.stderr.write(`\n${kind} failed: ${error?.stack ?? error}\n`);
      throw error;
    }
  };
  const outer = (name, handler) => inner(name, titled(name, handler));
  outer.only = (name, handler) => inner.only(name, titled(name, handler));
  outer.skip = (name) => {
    tell({ skipped: name });
    inner.skip();
  };
  outer.before = (handler) => inner.before(printing('before', handler));
  outer.before.each = (handler) => inner.before.each(hook('before each', handler));
  outer.after = (handler) => inner.after(hook('after', handler));
  outer.after.each = (handler) => inner.after.each(printing('after each', handler));
  outer.run = inner.run;
  return outer;
}
