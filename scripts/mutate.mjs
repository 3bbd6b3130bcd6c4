// npm run mutate [-- PATTERN]: changes the source files whose path matches, in one place at a time, and runs the unit
// tests that belong to them: a mutant that no test notices is something that no test asks for. Not part of npm test.
// --jobs N runs so many processes at a time. --root is where src and test are, for the test of this program.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { belonging } from './mutate/belonging.mjs';
import { withoutEquivalents } from './mutate/equivalents.mjs';
import { mutateFile } from './mutate/mutate-file.mjs';
import { folderOf, head, line, survivors } from './mutate/report.mjs';
import { root as project, setUp } from './setup.mjs';
import { filesIn } from './test/files.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '1' }, root: { type: 'string', default: project } },
});
const [pattern = '^src/(rank|gather|wire|merge|launch)/'] = positionals;
const { root } = values;
const jobs = Number(values.jobs);
setUp();

// What needs no cluster.
const { others: unit } = filesIn(path.join(root, 'test'), /(?:)/, false);
const testsOf = await belonging(
  root,
  unit.map(({ file }) => path.relative(root, file)),
);
const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => path.join('src', name))
  .filter((name) => name.endsWith('.ts') && new RegExp(pattern).test(name))
  .sort();

// From there bundles find packages.
const cache = path.join(project, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const scratch = mkdtempSync(path.join(cache, 'mutate-'));
// And somewhere else tests make files of their own: some ask what is there outside of the project.
const temporary = mkdtempSync(path.join(tmpdir(), 'rankstat-mutate-'));
process.on('exit', () => {
  for (const folder of [scratch, temporary]) rmSync(folder, { recursive: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
const print = (text) => process.stdout.write(`${text}\n`);
const all = [];
const wrong = [];
print(head);
for (const file of files) {
  try {
    const ended = await mutateFile({ root, file, tests: testsOf(file), scratch, temporary, jobs });
    const checked = withoutEquivalents(file, ended);
    print(line(file, checked.mutants));
    for (const one of survivors(checked.mutants)) print(`  ${one}`);
    all.push(...checked.mutants);
    wrong.push(...checked.wrong);
  } catch (error) {
    wrong.push(`${file}: ${error.message}`);
  }
}

print(`\n${head}`);
for (const folder of new Set(files.map(folderOf))) {
  print(
    line(
      folder,
      all.filter(({ file }) => folderOf(file) === folder),
    ),
  );
}
print(line('all', all));
for (const one of wrong) print(`wrong: ${one}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
