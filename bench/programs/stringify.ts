// Turns a series file into text again with JSON.stringify, whole and in memory, and prints how long that took, in
// seconds, and how many bytes came out. Argument: the file.
import { readFileSync } from 'node:fs';

const data = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const start = performance.now();
const text = JSON.stringify(data);
process.stdout.write(`${(performance.now() - start) / 1000} ${text.length}\n`);
