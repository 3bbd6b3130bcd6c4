// npm test [-- PATTERN]: sets a clone up and runs the suite; with --coverage it reports that, too.
// --fuzz N tries each property N times.
// What needs a component that this machine lacks is skipped by name; with --complete it fails instead.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root, setUp } from './setup.mjs';

setUp();
const args = process.argv.slice(2);
const flag = (name) => args.includes(name) && args.splice(args.indexOf(name), 1).length > 0;
const coverage = flag('--coverage');
const complete = flag('--complete');
const value = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
const fuzz = value('--fuzz');
// uvu loads every file that matches, and knows the names below test/ only.
const pattern = `^(?=.*(?:${(args[0] ?? '').replace(/^test\//, '')})).*\\.test\\.ts$`;
const bin = (name) => path.join(root, 'node_modules', name);
const uvu = ['--import', 'tsx', '--import', './test/setup.ts', bin('uvu/bin.js'), 'test', pattern];
const c8 = [bin('c8/bin/c8.js'), '--include', 'src/**', '--reporter', 'text', process.execPath, ...uvu];
const child = spawn(process.execPath, coverage ? c8 : uvu, {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    ...(complete && { RANKSTAT_TEST_COMPLETE: '1' }),
    ...(fuzz !== undefined && { RANKSTAT_FUZZ_RUNS: fuzz }),
  },
});
let text = '';
child.stdout.setEncoding('utf8').on('data', (part) => {
  process.stdout.write(part);
  text += part;
});
child.on('close', (code) => {
  const plain = stripVTControlCharacters(text);
  const count = (name) => Number(new RegExp(`^\\s*${name}:\\s+(\\d+)`, 'm').exec(plain)?.[1] ?? 0);
  const passed = count('Passed');
  const failed = count('Total') - passed;
  process.stdout.write(`${passed} passed, ${failed} failed, ${count('Skipped')} skipped\n`);
  process.exitCode = code === 0 && passed > 0 && failed === 0 ? 0 : 1;
});
