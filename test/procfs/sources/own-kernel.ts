import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import type { Roots } from '../../../src/procfs/roots.ts';
import type { Source } from '../../../src/procfs/source.ts';
import { jsonOf } from '../parse.ts';

const PYTHON = fileURLToPath(new URL('own_kernel.py', import.meta.url));
const OWN: Roots = { procfs: '/proc', sysfs: '/sys' };

/**
 * A test that this machine's kernel gives a source what Python makes of the same bytes, and that what is read of the kernel
 * itself has the same rows. It is skipped where the kernel has none of the source.
 * @param file one of its files, below the root
 * @param least how many numbers there are at least
 */
export function testOwnKernel(test: Test, source: Source, file: string, least: number): void {
  const name = `${source.name}: Python makes the same of what this machine's kernel prints`;
  if (!existsSync(path.join(OWN[source.root], file)) && process.env.RANKSTAT_TEST_COMPLETE === undefined) {
    process.stderr.write(`skipped: ${name} (missing: ${file})\n`);
    test.skip(`${name} (missing: ${file})`);
    return;
  }
  test(name, () => {
    const files = source.find?.(OWN[source.root], OWN) ?? source.files;
    const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-own-'));
    try {
      for (const one of files) {
        mkdirSync(path.join(folder, path.dirname(one)), { recursive: true });
        writeFileSync(path.join(folder, one), readFileSync(path.join(OWN[source.root], one)));
      }
      const copied = read(source, { procfs: folder, sysfs: folder });
      const python = spawnSync('python3', [PYTHON, source.name, folder, folder], {
        encoding: 'utf8',
        input: copied.json,
      });
      assert.match(python.stdout, /^same \d+\n$/, python.stderr);
      assert.ok(Number(python.stdout.slice(5)) >= least, python.stdout);
      assert.equal(read(source, OWN).layout, copied.layout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** The third reading: what is known of the files is used by then. */
function read(source: Source, roots: Roots) {
  const reader = new SourceReader(source, roots);
  try {
    for (let nth = 0; nth < 3; nth++) assert.equal([reader.read(), reader.error], ['ok', undefined]);
    return { json: jsonOf(reader), layout: reader.reading.layout };
  } finally {
    reader.close();
  }
}
