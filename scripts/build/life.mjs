// node life.mjs PACK ARGS…: runs the program of a pack as bin/rankstat would, and when it ends puts in what V8 has
// compiled of it until then: what such a life needs, and what was in there before.
import { createRequire } from 'node:module';
import path from 'node:path';
import v8 from 'node:v8';
import { Script } from 'node:vm';
import { contentOf, writeCode } from './pack.mjs';

const file = path.resolve(process.argv[2]);
const { source, code } = contentOf(file);
const program = new Script(source.toString('latin1'), {
  // Stack traces have this name, wherever the code is read from later.
  filename: path.basename(file),
  lineOffset: 1,
  ...(code.length > 0 && { cachedData: code }),
});
if (program.cachedDataRejected) throw new Error(`V8 does not take what it has compiled of ${file}`);
// V8 takes code only under the settings that it was made under, and a start has none.
v8.setFlagsFromString = () => {};
const module = { exports: {} };
process.argv.splice(1, 2, path.join(path.dirname(file), 'rankstat.cjs'));
process.on('exit', () => writeCode(file, program.createCachedData()));
program.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
await module.exports.collect(process.argv.slice(2));
