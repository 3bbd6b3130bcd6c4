import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addonOfPackage } from '../../../scripts/build/addons.mjs';
import { latest, loaderOf, needsOf } from '../../../scripts/package/needs.mjs';

test('the latest of versions is that by their numbers', () => {
  assert.is(latest(['2.4', '2.28', '2.17']), '2.28');
  assert.is(latest(['2.3.4', '2.3']), '2.3.4');
  assert.is(latest(['2.3', '2.3.4', '2.2.5']), '2.3.4');
  assert.is(latest(['10.0', '9.9']), '10.0');
  assert.is(latest(['2.25']), '2.25');
});

test('what the addons need, on either architecture', () => {
  for (const arch of ['x64', 'arm64']) {
    assert.equal(
      needsOf(addonOfPackage({ arch, libc: 'glibc' })),
      { glibc: '2.25', 'libstdc++': '3.4.22' },
      arch,
    );
  }
});

test('what is measured is what symbols ask for, not what the file itself offers', () => {
  // objdump prints each dynamic symbol with its version, and says which are undefined.
  const symbols = execFileSync('objdump', ['-T', process.execPath], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const asked = symbols.split('\n').flatMap((line) => {
    return line.includes('*UND*') ? (/\bGLIBC_([\d.]+)/.exec(line)?.[1] ?? []) : [];
  });
  assert.ok(asked.length > 100);
  assert.is(needsOf(process.execPath).glibc, latest(asked));
});

test('the loader is the one that an executable names', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-needs-'));
  const made = path.join(folder, 'made');
  writeFileSync(`${made}.c`, 'int main(void) { return 0; }');
  execFileSync('cc', ['-Wl,--dynamic-linker=/lib/ld-some.so.3', '-o', made, `${made}.c`]);
  assert.is(loaderOf(made), '/lib/ld-some.so.3');
  // It needs nothing of the library of C++: so it is not what was expected.
  assert.throws(() => needsOf(made), /needs no version of libstdc\+\+/);
  rmSync(folder, { recursive: true });
});

test('what is no executable cannot be measured', () => {
  assert.throws(() => needsOf('/etc/passwd'), /cannot be measured \(readelf of binutils\)|needs no version/);
});

test.run();
