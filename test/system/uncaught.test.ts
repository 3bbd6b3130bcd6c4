import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, program, textOf } from '../program.ts';

test('an error that nobody caught is handled, and the process goes on', async () => {
  const child = program(`
    import { onUncaught } from './src/system/uncaught.ts';
    onUncaught(() => console.log('of those before'));
    onUncaught((error) => console.log(error.message));
    void Promise.reject(new Error('a promise'));
    setImmediate(() => {
      throw new Error('a callback');
    });
    setTimeout(() => process.exit(9), 20);`);
  assert.is(await textOf(child.stdout), 'a promise\na callback\n');
  assert.is(await ended(child), 9);
});

test.run();
