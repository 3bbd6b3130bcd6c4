import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RUN } from '../examples/tables.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A project that has the package installed as npm packs it, and nothing else of ours. */
const test = suite<{ project: string }>('the package as others import it');

test.before(async (context) => {
  const project = await mkdtemp(path.join(tmpdir(), 'rankstat-api-'));
  context.project = project;
  // The scripts would build anew while other tests use what is built.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const [{ filename }] = JSON.parse((await run('npm', pack, { cwd: ROOT })).stdout);
  const installed = path.join(project, 'node_modules/rankstat');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', path.join(project, filename), '-C', installed, '--strip-components=1']);
  await mkdir(path.join(project, 'node_modules/@types'));
  await symlink(path.join(ROOT, 'node_modules/@types/node'), path.join(project, 'node_modules/@types/node'));
  await symlink(
    path.join(ROOT, 'node_modules/undici-types'),
    path.join(project, 'node_modules/undici-types'),
  );
  await writeFile(path.join(project, 'package.json'), '{ "name": "study", "type": "module" }');
});
test.after(async ({ project }) => {
  await rm(project, { recursive: true });
});

/** The programs on the page. */
async function examples(): Promise<string[]> {
  const page = await readFile(path.join(ROOT, 'docs/api.md'), 'utf8');
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
}

/** Compiles programs, by name, as TypeScript's users have it set. @returns what the compiler says */
async function compiled(
  project: string,
  programs: Readonly<Record<string, string>>,
  options: object,
): Promise<string> {
  for (const [name, code] of Object.entries(programs))
    await writeFile(path.join(project, `${name}.ts`), code);
  const compilerOptions = {
    ...{ strict: true, target: 'es2022', types: ['node'], rootDir: '.', outDir: 'out' },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
    ...options,
  };
  const files = Object.keys(programs).map((name) => `${name}.ts`);
  await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const result = await run(process.execPath, [tsc, '-p', project]).catch((error: unknown) => ({
    stdout: String(Object(error).stdout),
  }));
  return result.stdout;
}

const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

test('examples compile with strict under nodenext and bundler, and print what is right', async ({
  project,
}) => {
  const [imports = '', every = '', means = '', coverage = '', whole = ''] = await examples();
  const programs = { every, means, coverage, whole };
  const file = path.join(project, 'run.json');
  await writeFile(file, gunzipSync(await readFile(RUN)));
  assert.is(await compiled(project, { imports, ...programs }, BUNDLER), '');
  assert.is(await compiled(project, { imports, ...programs }, NODENEXT), '');
  const printed = async (name: keyof typeof programs) =>
    (await run(process.execPath, [path.join(project, `out/${name}.js`), file], { cwd: project })).stdout;
  const lines = (await printed('every')).split('\n');
  // As pandas, DuckDB, jq and R say, too.
  assert.ok(lines.includes('2026-11-25T22:10:10.000Z node001 290.8 MB/s'), lines.slice(0, 3).join('\n'));
  assert.is(lines.filter((line) => line.includes('node004')).length, 41);
  assert.match(await printed('means'), /^node001 \d+\.\d MB\/s\nnode002 \d+\.\d MB\/s\n/);
  const [first, second] = (await printed('coverage')).split('\n');
  assert.is(first, 'node004 is partial: no word from it after 2026-11-25T22:16:40.001Z: killed or cut off');
  assert.match(second ?? '', /^page faults since boot: \d+n$/);
  assert.match(await printed('whole'), /^65 samples; load \d/);
});

test('the declarations need nothing but the language', async ({ project }) => {
  const code = `import type { HostRates, SeriesFile } from 'rankstat';
export function most(rows: readonly HostRates[]): number | null | undefined { return rows[0]?.disk_read_mb_per_s; }
export const sectors = (file: SeriesFile): number | bigint | undefined =>
  file.samples_by_host.node1?.[0]?.diskstats?.[0]?.sectors_read;
`;
  assert.is(await compiled(project, { types: code }, { ...NODENEXT, types: [], lib: ['es2022'] }), '');
  const wrong = code.replace('number | bigint | undefined', 'number');
  assert.match(
    await compiled(project, { wrong }, { ...NODENEXT, types: [], lib: ['es2022'] }),
    /KernelNumber/,
  );
});

test('require has it, too, and nothing else of the package is for import', async ({ project }) => {
  const code =
    "console.log(Object.keys(require('rankstat')).sort().join()); require('rankstat/package.json');";
  const { stdout } = await run(process.execPath, ['--input-type=commonjs', '--eval', code], { cwd: project });
  assert.is(stdout, 'rates,readSeries\n');
  const inner = "import('rankstat/dist/commands.cjs').catch((error) => console.log(error.code))";
  const refused = await run(process.execPath, ['--input-type=module', '--eval', inner], { cwd: project });
  assert.is(refused.stdout, 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
});

test.run();
