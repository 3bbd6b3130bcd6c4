import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { belonging } from '../../scripts/mutate/belonging.mjs';
import { withoutEquivalents } from '../../scripts/mutate/equivalents.mjs';

interface Folder {
  root: string;
}
const test = suite<Folder>('mutants');
const MUTATE = path.join(path.dirname(path.dirname(import.meta.dirname)), 'scripts/mutate.mjs');

test.before.each((context) => {
  context.root = mkdtempSync(path.join(tmpdir(), 'rankstat-mutate-'));
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

function write(root: string, files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const mutate = (root: string) =>
  spawnSync(process.execPath, [MUTATE, '--root', root, 'src/'], { encoding: 'utf8', env: process.env });

/** Five mutants: the block, the condition true and false, and `>` as `>=` and `<=`. */
const LARGER = 'export function larger(a: number, b: number) {\n  return a > b ? a : b;\n}\n';
const TEST = `import { test } from 'uvu'; import * as assert from 'uvu/assert';
  import { larger } from '../../src/shop/larger.ts';`;

test('a mutant is killed by a test that fails, survives those that pass, and may be reached by none', ({
  root,
}) => {
  write(root, {
    'src/shop/larger.ts': LARGER,
    // Only where both are equal do > and >= differ, and not even there in what is returned.
    'test/shop/larger.test.ts': `${TEST}
      test('the first', () => assert.is(larger(2, 1), 2));
      test('the second', () => assert.is(larger(1, 2), 2));
      test.run();`,
    'src/shop/price.ts': `export const price = () => 'free';\n`,
  });
  const { stdout, stderr } = mutate(root);
  assert.is(stderr, '');
  const lines = stdout.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  assert.equal(lines, [
    'mutants killed survived uncovered timeout equivalent score',
    'src/shop/larger.ts 5 4 1 0 0 0 80.0 %',
    'survived src/shop/larger.ts:2: a > b → a >= b',
    'src/shop/price.ts 2 0 0 2 0 0 0.0 %',
    "uncovered src/shop/price.ts:1: () => 'free' → () => undefined",
    `uncovered src/shop/price.ts:1: 'free' → ""`,
    '',
    'mutants killed survived uncovered timeout equivalent score',
    'src/shop 7 4 1 2 0 0 57.1 %',
    'all 7 4 1 2 0 0 57.1 %',
    '',
  ]);
});

test('a mutant that never ends is no mutant that is killed', ({ root }) => {
  write(root, {
    'src/shop/count.ts':
      'export const count = (to: number) => {\n  let n = 0;\n  while (n < to) n++;\n  return n;\n};\n',
    'test/shop/count.test.ts': `import { test } from 'uvu'; import * as assert from 'uvu/assert';
      import { count } from '../../src/shop/count.ts';
      test('counts', () => assert.is(count(3), 3));
      test.run();`,
  });
  const { stdout } = mutate(root);
  // The block; < as <=, >= and false; ++ as --, which ends nowhere.
  assert.match(stdout, /^src\/shop\/count\.ts +5 +4 +0 +0 +1 +0 +80\.0 %$/m);
  assert.match(stdout, 'timeout   src/shop/count.ts:3: n++ → n--');
});

test('tests that fail without a mutant, or only for themselves, are no measure', ({ root }) => {
  write(root, {
    'src/shop/larger.ts': LARGER,
    'test/shop/larger.test.ts': `${TEST} test('wrong', () => assert.is(larger(2, 1), 1)); test.run();`,
  });
  assert.match(mutate(root).stdout, 'larger.test.ts does not pass without a mutant');
  write(root, {
    'test/shop/larger.test.ts': `${TEST}
      let found = 0;
      test('finds', () => { found = larger(2, 1); });
      test('looks', () => assert.is(found, 2));
      test.run();`,
  });
  assert.match(mutate(root).stdout, 'larger.test.ts: "looks" needs the tests before it');
});

test('the tests of a file have its name or import it; else they are those near it that come to it', async ({
  root,
}) => {
  const uses = (...files: string[]) => files.map((file) => `import '${file}';`).join('');
  write(root, {
    'src/shop/till/coin.ts': 'export const coin = 1;',
    'src/shop/till/purse.ts': uses('./coin.ts'),
    'src/shop/door.ts': uses('./till/purse.ts'),
    'test/shop/rig.ts': uses('../../src/shop/door.ts'),
    'test/shop/door.test.ts': uses('../../src/shop/door.ts'),
    'test/shop/a.test.ts': uses('./rig.ts'),
    'test/shop/till/purse.test.ts': uses('../../../src/shop/till/purse.ts'),
    'test/other/b.test.ts': uses('../../src/shop/till/coin.ts'),
  });
  const tests = ['shop/a', 'shop/door', 'shop/till/purse', 'other/b'].map((name) => `test/${name}.test.ts`);
  const testsOf = await belonging(root, tests);
  assert.equal(testsOf('src/shop/door.ts'), ['test/shop/door.test.ts', 'test/shop/a.test.ts']);
  assert.equal(testsOf('src/shop/till/purse.ts'), ['test/shop/till/purse.test.ts']);
  assert.equal(testsOf('src/shop/till/coin.ts'), ['test/shop/till/purse.test.ts']);
});

test('an equivalent is named as it stands in the file, and only while no test kills it', () => {
  const mutant = (end: string) => ({
    file: 'src/a.ts',
    lineText: 'return a > b ? a : b;',
    original: 'a > b',
    replacement: 'a >= b',
    end,
  });
  const known = {
    file: 'src/a.ts',
    line: 'return a > b ? a : b;',
    replacement: 'a >= b',
    why: 'equal is equal',
  };
  assert.equal(withoutEquivalents('src/a.ts', [mutant('survived')], [known]), {
    mutants: [mutant('equivalent')],
    wrong: [],
  });
  const { mutants, wrong } = withoutEquivalents('src/a.ts', [mutant('killed')], [known]);
  assert.equal(mutants, [mutant('killed')]);
  assert.match(wrong.join(), 'a test kills it');
  const gone = withoutEquivalents('src/a.ts', [], [known]);
  assert.match(gone.wrong.join(), 'there are 0 such mutants');
});

test.run();
