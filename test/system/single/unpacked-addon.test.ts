import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadUnpacked, placesFor } from '../../../src/system/single/unpacked-addon.ts';

const test = suite<{ folder: string }>('an addon that lies in the executable');
const CONTENT = Buffer.from('as it lies in the executable');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-unpacked-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** Loads only what lies below a folder, as where all others are mounted noexec. */
function onlyBelow(folder: string) {
  const seen: { file: string; text: string; mode: number; folderMode: number }[] = [];
  return {
    seen,
    load: (file: string) => {
      if (!file.startsWith(folder)) throw new Error(`${file}: failed to map segment from shared object`);
      const mode = (at: string) => statSync(at).mode & 0o777;
      const text = readFileSync(file, 'utf8');
      seen.push({ file, text, mode: mode(file), folderMode: mode(path.dirname(file)) });
      return 'loaded';
    },
  };
}

test('it is put where memory is, then where the user and everybody has files; each place once', () => {
  assert.equal(placesFor({}), ['/dev/shm', '/tmp', '/var/tmp']);
  const env = { XDG_RUNTIME_DIR: '/run/user/7', TMPDIR: '/scratch/' };
  assert.equal(placesFor(env), ['/dev/shm', '/run/user/7', '/scratch', '/tmp', '/var/tmp']);
  assert.equal(placesFor({ TMPDIR: 'here', XDG_RUNTIME_DIR: '' }), ['/dev/shm', '/tmp', '/var/tmp']);
  assert.equal(placesFor({ TMPDIR: '/tmp/' }), ['/dev/shm', '/tmp', '/var/tmp']);
});

test('it is a file of nobody else while it is loaded, and none afterwards', ({ folder }) => {
  const { load, seen } = onlyBelow(folder);
  const parts = { env: { TMPDIR: folder }, load, descriptors: '/nonexistent' };
  assert.is(loadUnpacked(CONTENT, parts), 'loaded');
  const [{ file, ...was } = { file: '' }] = seen;
  assert.match(file.slice(folder.length), /^\/rankstat-\w{6}\/addon\.node$/);
  assert.equal(was, { text: CONTENT.toString(), mode: 0o700, folderMode: 0o700 });
  assert.equal(readdirSync(folder), []);
});

test('where no folder will do it is loaded from memory, by its descriptor', ({ folder }) => {
  const memory = openSync(path.join(folder, 'memory'), 'w+');
  const descriptors = mkdtempSync(path.join(folder, 'fd-'));
  symlinkSync('/dev/null', path.join(descriptors, '0'));
  symlinkSync('/memfd:rankstat-addon (deleted)', path.join(descriptors, String(memory)));
  const files: string[] = [];
  const load = (file: string) => {
    if (!file.startsWith(descriptors)) throw new Error('no');
    files.push(file);
    return 'loaded';
  };
  assert.is(loadUnpacked(CONTENT, { env: {}, load, descriptors }), 'loaded');
  assert.equal(files, [path.join(descriptors, String(memory))]);
  assert.is(readFileSync(path.join(folder, 'memory'), 'utf8'), CONTENT.toString());
  assert.throws(() => closeSync(memory), /EBADF/, 'it is closed');
});

test('an error names each place with what was wrong there', () => {
  const { load } = onlyBelow('/nowhere');
  const env = { TMPDIR: '/nonexistent/tmp' };
  assert.throws(
    () => loadUnpacked(CONTENT, { env, load, descriptors: '/nonexistent' }),
    (error: Error) => {
      assert.is(
        error.message,
        'the addon in this executable cannot be loaded from anywhere ' +
          '(/dev/shm: failed to map segment from shared object; ' +
          '/nonexistent/tmp: ENOENT: no such file or directory; ' +
          '/tmp: failed to map segment from shared object; /var/tmp: failed to map segment from shared object; ' +
          'memory: ENOENT: no such file or directory): set TMPDIR to a local folder that files can be executed from',
      );
      return true;
    },
  );
});

test.run();
