// npm run bench [-- [--short] NAME…]: measures all families, or those that are named, prints what came out and puts it
// into bench/RESULTS.md and bench/charts/. With --short it only prints it: some families take fewer and shorter rounds then.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cadence } from './cadence.ts';
import { clients } from './clients.ts';
import { disturbance } from './disturbance.ts';
import { findings } from './findings.ts';
import { gather } from './gather.ts';
import { hotPath } from './hot-path.ts';
import { large } from './large.ts';
import { markdownOf, store } from './lib/results.ts';
import type { Family, Pace } from './lib/section.ts';
import { cleanUp, ROOT } from './lib/workshop.ts';
import { merging } from './merge.ts';
import { noise } from './noise.ts';
import { readers } from './readers.ts';
import { singleFile } from './single-file.ts';
import { size } from './size.ts';
import { startUp } from './start-up.ts';

const FAMILIES: readonly Family[] = [
  hotPath,
  clients,
  cadence,
  noise,
  disturbance,
  startUp,
  singleFile,
  gather,
  merging,
  readers,
  large,
  size,
  findings,
];

const pace: Pace = process.argv.includes('--short') ? 'short' : 'full';
const names = process.argv.slice(2).filter((name) => name !== '--short');
const unknown = names.filter((name) => !FAMILIES.some((family) => family.name === name));
if (unknown.length > 0) {
  const known = FAMILIES.map(({ name }) => name).join(', ');
  process.stderr.write(`bench: no benchmark is called ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(64);
}
await mkdir(path.join(ROOT, 'bench/charts'), { recursive: true });
try {
  for (const family of FAMILIES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stderr.write(`bench: ${family.name} …\n`);
    const section = await family.run(pace);
    process.stdout.write(`${markdownOf(family, section)}\n\n`);
    if (pace === 'full') await store(FAMILIES, family, section);
  }
} finally {
  await cleanUp();
}
