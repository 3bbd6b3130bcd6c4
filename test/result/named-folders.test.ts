import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { namedFolders } from '../../src/result/named-folders.ts';

const at = (...command: string[]) => namedFolders(command, '/work');

test('where a command line says that results go', () => {
  assert.equal(at('fio', '--output=/out/fio.json', '--name=a', 'job.fio'), ['/out']);
  assert.equal(at('fio', '--output', 'sub/fio.json'), ['/work/sub']);
  assert.equal(at('srun', '-n4', 'ior', '-O', 'summaryFormat=JSON,summaryFile=r/ior.json', '-o', '/data/x'), [
    '/work/r',
  ]);
  assert.equal(at('dlio_benchmark', 'workload=unet3d', '++hydra.run.dir=/r/1'), ['/r/1']);
  assert.equal(at('dlio_benchmark', '++workload.output.folder=out'), ['/work/out']);
  assert.equal(at('mlpstorage', 'training', 'run', '--results-dir', '/r', '-rd', '/q'), ['/r', '/q']);
});

test('what does not say it clearly is not taken', () => {
  assert.equal(at('ior', '-o', '/data/testfile'), []);
  assert.equal(at('sh', '-c', 'fio --output=/out/x.json'), []);
  assert.equal(at('fio', '--directory=/data', '/results', 'output'), []);
  assert.equal(at('fio', '--output'), []);
  assert.equal(at('fio', '--output='), []);
  assert.equal(at('fio', `--output=/${'x'.repeat(5000)}/y`), []);
});

test('a folder counts once, and no more than anybody names', () => {
  assert.equal(at('a', '--output=x/1', '--output=x/2'), ['/work/x']);
  const many = Array.from({ length: 100 }, (_, nth) => `--output=${nth}/x`);
  assert.is(at(...many).length, 20);
});

test.run();
