import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { letCompilersEnd } from '../../../src/system/node/compilers.ts';
import { ended, program } from '../../program.ts';

/** A thread that works for `ms`: in `phase` is 1 until then, and 2 after it. */
const WORK = `
  const { parentPort, workerData: { phase, ms } } = require('node:worker_threads');
  Atomics.store(phase, 0, 1);
  parentPort.postMessage('at work');
  for (const end = performance.now() + ms; performance.now() < end; );
  Atomics.store(phase, 0, 2);
`;

async function afterWork(ms: number): Promise<number> {
  const phase = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORK, { eval: true, workerData: { phase, ms } });
  await once(worker, 'message');
  letCompilersEnd();
  const then = Atomics.load(phase, 0);
  await worker.terminate();
  return then;
}

test('a thread that is at work is waited for', async () => {
  assert.is(await afterWork(300), 2);
});

test('but not for ever', async () => {
  assert.is(await afterWork(60_000), 1);
});

test('nothing more is compiled in the background', async () => {
  // kNeverOptimize of OptimizationStatus in V8's runtime/runtime.h.
  const source = (before: string) => `
    import { setFlagsFromString } from 'node:v8';
    import { letCompilersEnd, optimizeNoMore } from './src/system/node/compilers.ts';
    setFlagsFromString('--allow-natives-syntax');
    ${before}
    process.exitCode = new Function('f', 'return %GetOptimizationStatus(f) & 2')(() => 1);`;
  assert.is(await ended(program(source(''))), 0);
  assert.is(await ended(program(source('letCompilersEnd();'))), 2);
  assert.is(await ended(program(source('optimizeNoMore();'))), 2);
});

test('a Node.js that is too old, which does not know that compiler, is told nothing of it', async () => {
  const source = `
    import { syncBuiltinESMExports } from 'node:module';
    import v8 from 'node:v8';
    import { letCompilersEnd } from './src/system/node/compilers.ts';
    const told = [];
    v8.setFlagsFromString = (setting) => told.push(setting);
    syncBuiltinESMExports();
    letCompilersEnd();
    Object.defineProperty(process.versions, 'node', { value: '18.20.4' });
    letCompilersEnd();
    process.exitCode = told.filter((setting) => setting === '--no-maglev').length;`;
  assert.is(await ended(program(source)), 1);
});

test.run();
