// node scripts/package/completion.mjs FOLDER: the completion of bash and zsh, where these look below share/.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { load, programModel } from './load.mjs';

/**
 * @param folder the share/ of an installation
 * @returns the paths of the files
 */
export async function writeCompletions(folder) {
  const program = await programModel();
  const { bashCompletion } = await load('terminal/reference/bash.ts');
  const { zshCompletion } = await load('terminal/reference/zsh.ts');
  const texts = {
    [`bash-completion/completions/${program.name}`]: bashCompletion(program),
    [`zsh/site-functions/_${program.name}`]: zshCompletion(program),
  };
  const files = Object.entries(texts).map(async ([name, text]) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  });
  return await Promise.all(files);
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder = 'share'] = process.argv;
  for (const file of await writeCompletions(folder)) console.log(file);
}
