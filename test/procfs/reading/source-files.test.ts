import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { SourceFiles } from '../../../src/procfs/reading/source-files.ts';
import { numa } from '../../../src/procfs/sources/numa.ts';
import { tree } from '../parse.ts';

const test = suite('the files of a source');

const failing = (code: string) => Object.assign(new Error(code), { code });

/** Files that are looked for; each look gives the next of `looks`, the last again and again, or throws it. */
async function lookedFor(looks: readonly (readonly string[] | Error)[]) {
  const { root, remove } = await tree({ a: 'x', b: 'y' });
  let asked = 0;
  const find = () => {
    const look = looks[Math.min(asked, looks.length - 1)] ?? [];
    asked++;
    if (look instanceof Error) throw look;
    return look;
  };
  const files = new SourceFiles({ ...numa, find }, { procfs: '/none', sysfs: root });
  return { root, files, looks: () => asked, remove };
}

test('they are looked for once a minute, and when one is gone', async () => {
  const { root, files, looks, remove } = await lookedFor([['a', 'b']]);
  const set = files.at(0);
  assert.equal([set.names, set.failure], [['a', 'b'], undefined]);
  for (const now of [1, 59.9]) assert.is(files.at(now), set);
  assert.is(looks(), 1);
  assert.is(files.at(60), set);
  assert.is(looks(), 2);
  files.failed(failing('EINVAL'));
  files.at(61);
  assert.is(looks(), 2);
  rmSync(path.join(root, 'b'));
  try {
    set.files[1]?.read(new Slab());
    assert.unreachable();
  } catch (error) {
    files.failed(error);
  }
  files.at(62);
  assert.is(looks(), 3);
  files.close();
  remove();
});

test('where it cannot be looked there are none, for a minute', async () => {
  const { files, looks, remove } = await lookedFor([['a'], failing('EACCES'), ['a']]);
  files.at(0);
  assert.equal([files.at(60).names, files.at(60).failure], [[], failing('EACCES')]);
  assert.equal([files.at(119).names, looks()], [[], 2]);
  assert.equal([files.at(120).names, files.at(120).failure, looks()], [['a'], undefined, 3]);
  files.close();
  remove();
});

test('while the process has no descriptor left they are those that were open, and it is looked again next time', async () => {
  for (const code of ['EMFILE', 'ENFILE', 'ENOMEM']) {
    const { root, files, looks, remove } = await lookedFor([['a'], failing(code), failing(code), ['a', 'b']]);
    const set = files.at(0);
    const slab = new Slab();
    set.files[0]?.read(slab);
    assert.is(files.at(60), set);
    assert.is(files.at(61), set);
    // It is still open.
    writeFileSync(path.join(root, 'a'), 'z');
    set.files[0]?.read(slab);
    assert.is(slab.bytes.toString('utf8', 0, slab.length), 'xz');
    assert.equal([files.at(62).names, looks()], [['a', 'b'], 4]);
    assert.equal([files.at(63).names, looks()], [['a', 'b'], 4]);
    files.close();
    remove();
  }
});

test('the same before there were any: why is known, and it is looked again next time', async () => {
  const { files, looks, remove } = await lookedFor([failing('EMFILE'), ['a']]);
  assert.equal(files.at(0).failure, failing('EMFILE'));
  assert.equal([files.at(1).names, files.at(1).failure, looks()], [['a'], undefined, 2]);
  files.close();
  remove();
});

test.run();
