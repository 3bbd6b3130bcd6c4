import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import yargs, { type Options } from 'yargs';
import { RANK_OPTIONS } from '../../src/commands/rank.ts';
import { collectingOptionsOf } from '../../src/terminal/collecting-options.ts';
import { plainOptions } from '../../src/terminal/plain-options.ts';

const TABLE: Readonly<Record<string, Options>> = {
  interval: { type: 'number', alias: 'timeseries-interval', default: 10 },
  'on-full': { choices: ['thin', 'stop'], default: 'thin' },
  'results-dir': { type: 'string' },
  gzip: { type: 'boolean', default: false },
  target: { type: 'string', array: true, nargs: 1 },
  quiet: { type: 'boolean' },
  verbose: { type: 'boolean', conflicts: 'quiet' },
};
const plain = (...args: string[]) => {
  const argv = plainOptions(TABLE, args);
  if (argv === undefined) return 'for yargs';
  const { _, $0, ...values } = argv;
  return values;
};
const DEFAULTS = { interval: 10, onFull: 'thin', gzip: false };

test('values behind a sign or a blank, flags, and what is not given', () => {
  assert.equal(plain(), DEFAULTS);
  assert.equal(plain('--interval=0.5', '--results-dir', 'a=b c', '--gzip'), {
    ...DEFAULTS,
    interval: 0.5,
    resultsDir: 'a=b c',
    gzip: true,
  });
  assert.equal(plain('--interval', '1.0000000004545455'), { ...DEFAULTS, interval: 1.0000000004545455 });
  assert.equal(plain('--timeseries-interval', '2', '--on-full=stop', '--verbose'), {
    ...DEFAULTS,
    interval: 2,
    onFull: 'stop',
    verbose: true,
  });
});

test('a list of one value each time', () => {
  assert.equal(plain('--target', 'a', '--gzip', '--target=b'), {
    ...{ ...DEFAULTS, gzip: true, target: ['a', 'b'] },
  });
  assert.is(plain('--target', 'a', 'b'), 'for yargs');
});

test('whatever leaves a doubt is for yargs', () => {
  const doubtful = [
    ['--help'],
    ['-h'],
    ['word'],
    ['-'],
    ['--'],
    ['--gzip', 'true'],
    ['--gzip=true'],
    ['--no-gzip'],
    ['--onFull', 'stop'],
    ['--on-full', 'ring'],
    ['--interval'],
    ['--interval='],
    ['--interval', 'x'],
    ['--interval', '1e3'],
    ['--interval', '-1'],
    ['--interval', '1', '--timeseries-interval', '2'],
    ['--results-dir', '--gzip'],
    ['--results-dir', '"quoted"'],
    ['--verbose', '--quiet'],
    ['--constructor', 'x'],
  ];
  for (const args of doubtful) assert.is(plain(...args), 'for yargs', args.join(' '));
  assert.is(plainOptions({ a: { type: 'string', coerce: String } }, []), undefined);
  assert.is(plainOptions({ a: { type: 'array' } }, ['--a', 'x']), undefined);
  assert.is(plainOptions({ a: { type: 'string', array: true } }, ['--a', 'x']), undefined);
});

/** What yargs makes of it, as commands have it parse; undefined if it refuses. */
function byYargs(args: readonly string[]): Record<string, unknown> | undefined {
  try {
    return yargs([...args])
      .parserConfiguration({ 'populate--': true, 'strip-aliased': true, 'strip-dashed': true })
      .strict()
      .exitProcess(false)
      .options({ ...RANK_OPTIONS })
      .version(false)
      .help(false)
      .fail((message: string | null, error: Error | undefined) => {
        throw error ?? new Error(message ?? '');
      })
      .parseSync();
  } catch {
    return undefined;
  }
}

/** What a command has of its options, or what it says of them. */
function taken(argv: unknown): unknown {
  try {
    return collectingOptionsOf(argv);
  } catch (error) {
    return String(error);
  }
}

const names = [
  ...Object.keys(RANK_OPTIONS),
  'timeseries-interval',
  'max-timeseries-samples',
  'help',
  'no-gzip',
];
const value = fc.oneof(
  fc.constantFrom(
    '0',
    '5',
    '0.25',
    '007',
    '1e3',
    '12345678901234567890',
    '.5',
    'thin',
    'last',
    'true',
    '',
    ' ',
  ),
  fc.constantFrom('/tmp/x', 'a,b', '9-5', '--', '-', '"a"', 'a=b', '=x', 'x\ny', '__proto__', '0x10', 'ä'),
  fc.string(),
);
const word = fc.oneof(
  fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => [`--${name}=${text}`]),
  fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => [`--${name}`, text]),
  fc.constantFrom(...names).map((name) => [`--${name}`]),
  value.map((text) => [text]),
);

test('what is taken for plain is what yargs makes of it', () => {
  let plainOnes = 0;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const args = words.flat();
      const argv = plainOptions(RANK_OPTIONS, args);
      if (argv === undefined) return;
      plainOnes++;
      const expected = byYargs(args);
      assert.ok(expected !== undefined, `yargs refuses ${JSON.stringify(args)}`);
      assert.equal(taken(argv), taken(expected));
      assert.is(argv.duration, expected.duration);
    }),
    { numRuns: 500 },
  );
  assert.ok(plainOnes > 20, `${plainOnes} were plain`);
});

test.run();
