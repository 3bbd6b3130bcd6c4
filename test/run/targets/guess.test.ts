import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { guessOf, pathsInFile } from '../../../src/run/targets/guess.ts';

/** What is found in a command line whose words have no blanks. */
function found(line: string) {
  const guess = guessOf(line.split(' '));
  return guess && { paths: guess.paths, files: guess.files, otherwise: guess.otherwise };
}
const only = (...paths: string[]) => ({ paths, files: [], otherwise: undefined });

test('fio: folders, else files, several with colons; job files; else where it runs', () => {
  const fio = (paths: string[], files: string[] = []) => ({ paths, files, otherwise: '.' });
  assert.equal(found('fio --name=a --directory=/mnt/x --filename=f --rw=read'), fio(['/mnt/x']));
  assert.equal(found('/opt/bin/fio --directory /mnt/x:/mnt/y --name=a'), fio(['/mnt/x', '/mnt/y']));
  assert.equal(found('fio -filename=/a\\:b:/c --name=a'), fio(['/a:b', '/c']));
  assert.equal(found('fio --output out.txt --group_reporting my.fio'), fio([], ['my.fio']));
  assert.equal(found('fio --name=a --ioengine=null'), only());
});

test('launchers before it; another working directory is known of', () => {
  assert.equal(found('mpirun -np 4 --bind-to core ior -a POSIX -o /mnt/x/f -b 1g')?.paths, ['/mnt/x/f']);
  assert.is(guessOf('mpirun --wdir /x ior -o f'.split(' '))?.startsHere, false);
  assert.is(guessOf('srun --chdir=/x ior -o f'.split(' '))?.startsHere, false);
  assert.is(guessOf('srun -n 2 ior -o f'.split(' '))?.startsHere, true);
});

test('IOR and mdtest: several with @, the driver before a path, and what is no path', () => {
  assert.equal(found('ior -o ufs:/mnt/x/f@/mnt/y/f')?.paths, ['/mnt/x/f', '/mnt/y/f']);
  assert.equal(found('ior -a DFS -o /f'), only());
  assert.equal(found('ior -f script'), only());
  assert.is(found('ior -w')?.otherwise, '.');
  assert.equal(found('mdtest -n 100 -d /mnt/a@/mnt/b')?.paths, ['/mnt/a', '/mnt/b']);
});

test('DLIO, mlpstorage, IO500', () => {
  const folder = '++workload.dataset.data_folder=/mnt/x/unet';
  assert.equal(found(`mpirun -np 2 dlio_benchmark workload=unet3d ${folder}`), only('/mnt/x/unet'));
  assert.equal(
    found('mlpstorage training run --data-dir /mnt/x --checkpoint-folder=/mnt/c'),
    only('/mnt/x', '/mnt/c'),
  );
  assert.equal(found('io500 config.ini --mode standard'), { ...only(), files: ['config.ini'] });
});

test('what is no benchmark that is known says nothing', () => {
  assert.is(guessOf(['sleep', '1']), undefined);
  assert.is(guessOf(['sh', '-c', 'fio --directory=/x']), undefined);
  assert.is(guessOf([]), undefined);
});

test('job files of fio and settings of IO500', () => {
  const job = '; comment = no\n[global]\ndirectory = /mnt/x\n[a]\nfilename=f\n#directory=/no\n';
  assert.equal(pathsInFile('fio', job), ['/mnt/x']);
  assert.equal(pathsInFile('fio', '[a]\nfilename=/a:/b\n'), ['/a', '/b']);
  assert.is(pathsInFile('fio', '[a]\ndirectory=$DIR/x\n'), undefined);
  assert.equal(pathsInFile('fio', '[a]\nrw=read\n'), []);
  assert.equal(pathsInFile('IO500', '[global]\ndatadir = /mnt/x/io\n'), ['/mnt/x/io']);
});

test('fio whose jobs come by stdin, or run on other hosts', () => {
  assert.equal(found('fio -'), only());
  assert.equal(found('fio --client=node2 my.fio'), only());
  assert.equal(found('fio --client node2 my.fio'), only());
});

test('whatever the file is that is taken for a job file, reading it takes no time', () => {
  const blanks = ' '.repeat(100_000);
  for (const text of [
    '\n'.repeat(200_000),
    `filename=x${blanks}${blanks}y`,
    `directory${blanks}${blanks}x`,
  ]) {
    const begin = process.cpuUsage();
    pathsInFile('fio', text);
    assert.ok(process.cpuUsage(begin).user < 1e6);
  }
  assert.equal(pathsInFile('fio', `[a]\r\n  filename =  x y \r\n\r\nrw=read\r\n`), ['x y']);
});

test.run();
