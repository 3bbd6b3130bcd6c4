// A module hook: TypeScript is loaded as the JavaScript that the runner has made of it before.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isCompiled, keptAt } from './compiled.mjs';

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return await next(url, context);
  const file = fileURLToPath(url);
  const source = isCompiled(file) ? readFileSync(keptAt(file)) : await compiled(file);
  return { format: 'module', source, shortCircuit: true };
}

async function compiled(file) {
  const { compiledNow } = await import('./compile.mjs');
  return await compiledNow(file);
}
