// Takes what a build needs to know from the sources themselves.
import { build } from 'esbuild';

/** What a TypeScript file of ours exports; it and all that it imports must do without packages. */
export async function importSource(file) {
  const options = { bundle: true, platform: 'node', format: 'esm', write: false };
  const { outputFiles } = await build({ ...options, entryPoints: [file] });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
