import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { checked, seconds } from '../../src/terminal/checked.ts';
import { throwsText } from '../rejects.ts';

const schema = v.object({ stopTimeout: seconds(0, 60), name: v.optional(v.string()) });

/** What is said of options that are not right. */
function refused(argv: unknown): string {
  try {
    checked(schema, argv);
  } catch (error) {
    assert.ok(error instanceof UserError && error.exitCode === EXIT.usage);
    return error.message;
  }
  return 'taken';
}

test('options that are right are given on, and nothing else', () => {
  assert.equal(checked(schema, { stopTimeout: 2.5, other: 1 }), { stopTimeout: 2.5 });
});

test('one that is not is named as it is typed, with what it takes', () => {
  assert.is(refused({ stopTimeout: 61 }), '--stop-timeout "61" is not right: it takes seconds from 0 to 60');
  assert.is(refused({ stopTimeout: -1 }), '--stop-timeout "-1" is not right: it takes seconds from 0 to 60');
  assert.is(
    refused({ stopTimeout: Number.NaN }),
    '--stop-timeout is not a number: it takes seconds from 0 to 60',
  );
  assert.is(refused({ stopTimeout: [1, 2] }), '--stop-timeout is given more than once');
});

test('a long value is cut', () => {
  const long = v.object({ name: v.pipe(v.string(), v.maxLength(3, 'at most 3 characters')) });
  throwsText(
    () => checked(long, { name: 'x'.repeat(100) }),
    `--name "${'x'.repeat(40)}"… is not right: it takes at most 3 characters`,
  );
});

test.run();
