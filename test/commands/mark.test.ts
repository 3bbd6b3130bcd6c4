import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNoted } from '../../src/commands/mark.ts';
import { UserError } from '../../src/system/exit.ts';

test('a mark that came when the file was being made is not said to be noted', () => {
  for (const phase of ['waiting', 'sampling', 'stopping'] as const) checkNoted(phase);
  for (const phase of ['merging', 'done', 'failed'] as const) {
    assert.throws(
      () => checkNoted(phase),
      (error: unknown) => error instanceof UserError && error.exitCode === 69,
    );
  }
});

test.run();
