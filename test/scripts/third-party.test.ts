import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packagesIn, thirdParty } from '../../scripts/build/third-party.mjs';
import { rejects } from '../rejects.ts';

const test = suite<{ folder: string }>('notices');
const ROOT = path.dirname(path.dirname(import.meta.dirname));
const notices = readFileSync(path.join(ROOT, 'dist/THIRD_PARTY.txt'), 'utf8');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-notices-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

const titles = notices.split(`\n${'-'.repeat(80)}\n\n`).map((part) => part.split('\n')[0] ?? '');

test('each package that the source map of what was built names has its notice', () => {
  const { sources } = JSON.parse(readFileSync(path.join(ROOT, 'dist/commands.cjs.map'), 'utf8'));
  const names = new Set(
    (sources as string[]).flatMap(
      (source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? [],
    ),
  );
  assert.ok(names.size > 10, [...names].join());
  for (const name of names) {
    assert.ok(
      titles.some((title) => title.startsWith(`${name} `)),
      `${name} is not among ${titles.join(', ')}`,
    );
  }
});

test('so has what is built into other files, and what is linked into the addon', () => {
  const named = /^(uplot|hyparquet|hyparquet-writer|zeromq|node-addon-api) [\d.]+ \([A-Z]/;
  assert.is(titles.filter((title) => named.test(title)).length, 5, titles.join('\n'));
  for (const title of [
    'libzmq 4.3.5 (MPL-2.0)',
    'libsodium (ISC)',
    'SHA-1 of the WIDE Project (BSD-3-Clause)',
  ]) {
    assert.ok(
      titles.some((one) => one.startsWith(title)),
      title,
    );
  }
  // The begin and the end of licences, and where the sources are that the MPL asks for.
  for (const words of [
    'Copyright (c) 2020 Juanjo Diaz',
    'Mozilla Public License Version 2.0',
    'Exhibit B - "Incompatible With Secondary Licenses" Notice',
    'https://github.com/zeromq/libzmq, tag v4.3.5',
    'Frank Denis <j at pureftpd dot org>',
  ]) {
    assert.ok(notices.includes(words), words);
  }
});

test('the packages of a build are those of the paths that esbuild read', () => {
  const metafiles = [
    {
      inputs: {
        'src/a.ts': {},
        'node_modules/@one/two/lib/a.js': {},
        'node_modules/b/node_modules/c/x.js': {},
      },
    },
    { inputs: { '../elsewhere/node_modules/b/main.js': {} } },
  ];
  assert.equal(packagesIn(metafiles), ['@one/two', 'b', 'c']);
});

/** Packages as npm installs them, with these besides the addon's. */
function installed(folder: string, packages: Record<string, { license: string; files?: string[] }>): void {
  const all = {
    zeromq: { license: 'MIT AND MPL-2.0' },
    'node-addon-api': { license: 'MIT' },
    ...packages,
  };
  for (const [name, { license, files = ['LICENSE'] }] of Object.entries<{
    license: string;
    files?: string[];
  }>(all)) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'package.json'), JSON.stringify({ version: '1.2.3', license }));
    for (const file of files) writeFileSync(path.join(folder, name, file), `${file} of ${name}\n`);
  }
}

test('a notice has all that a package says', async ({ folder }) => {
  installed(folder, { one: { license: '0BSD', files: ['NOTICE', 'licence.md', 'README'] } });
  const text = await thirdParty(['one'], { folder, node: 'Node.js\n\nits licence' });
  assert.ok(text.includes('\none 1.2.3 (0BSD)\n\nNOTICE of one\n\nlicence.md of one\n\n---'), text);
  assert.ok(text.endsWith('\n\nNode.js\n\nits licence\n'));
});

test('a licence that nobody has looked at fails the build', async ({ folder }) => {
  installed(folder, { one: { license: 'GPL-3.0-only' } });
  await rejects(
    thirdParty(['one'], { folder }),
    /^one 1\.2\.3 has the licence GPL-3\.0-only, which nobody has looked at/,
  );
  installed(folder, { one: { license: 'MIT AND MPL-2.0' } });
  await rejects(
    thirdParty(['one'], { folder }),
    /^one 1\.2\.3 has the licence MIT AND MPL-2\.0, which nobody/,
  );
});

test('a package without the text of its licence does, too', async ({ folder }) => {
  installed(folder, { one: { license: 'MIT', files: ['README'] } });
  await rejects(thirdParty(['one'], { folder }), /^one 1\.2\.3 has no licence to ship/);
});

test.run();
