// Reads the series file that is its argument, and prints how many samples it has, what was wrong with it, and the most
// memory that this process has had, MB.
import { readSeries } from '../../../src/series/reader.ts';

const [, , file = ''] = process.argv;
let samples = 0;
let problem: string | null = null;
try {
  for await (const _ of (await readSeries(file)).samples) samples++;
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
}
const mb = Math.round(process.resourceUsage().maxRSS / 1000);
process.stdout.write(JSON.stringify({ samples, problem, mb }));
