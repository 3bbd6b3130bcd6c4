import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SINGLE } from '../../../src/procfs/field.ts';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { wordOf } from '../../../src/procfs/reading/rows.ts';
import type { Source } from '../../../src/procfs/source.ts';
import { meminfo } from '../../../src/procfs/sources/meminfo.ts';
import { jsonOf, tree } from '../parse.ts';

const test = suite('files that are compared as a whole');

/** A source of a file with a number, `none`, or nothing, and another of a number that changes. */
function sourceOf(count: () => void): Source {
  return {
    ...meminfo,
    files: ['limit', 'used'],
    parse(text, reading, file) {
      count();
      if (file === 'limit') reading.learnWhole();
      if (!text.nextLine() || !text.word() || text.is('none')) return;
      reading.row(wordOf(file));
      if (reading.number(text, SINGLE[0])) reading.endRow();
    },
  };
}

test('as long as it is the same it gives the same and is not parsed; then it is', async () => {
  const { root, remove } = await tree({ limit: 'none\n', used: '1\n' });
  let parses = 0;
  const source = sourceOf(() => parses++);
  const reader = new SourceReader(source, { procfs: root, sysfs: root });
  const read = (limit: string, used: string) => {
    writeFileSync(path.join(root, 'limit'), limit);
    writeFileSync(path.join(root, 'used'), used);
    const before = parses;
    assert.equal([reader.read(), reader.error], ['ok', undefined]);
    return [jsonOf(reader), parses - before];
  };
  assert.equal(read('none\n', '1\n'), ['{"used":1}', 2]);
  assert.equal(read('none\n', '1\n'), ['{"used":1}', 2]);
  assert.equal(read('none\n', '2\n'), ['{"used":2}', 0]);
  assert.equal(read('700\n', '3\n'), ['{"limit":700,"used":3}', 2]);
  assert.equal(read('700\n', '44\n'), ['{"limit":700,"used":44}', 0]);
  assert.equal(read('701\n', '44\n'), ['{"limit":701,"used":44}', 2]);
  assert.equal(read('7010\n', '5\n'), ['{"limit":7010,"used":5}', 2]);
  assert.equal(read('', '6\n'), ['{"used":6}', 2]);
  assert.equal(read('', '77\n'), ['{"used":77}', 0]);
  assert.equal(read('none\n', '8\n'), ['{"used":8}', 2]);
  // Too large for a double: it has no form, and all its digits.
  for (let nth = 0; nth < 4; nth++)
    assert.equal(read('9007199254740993\n', '9\n'), ['{"limit":9007199254740993,"used":9}', 2]);
  reader.close();
  remove();
});

test.run();
