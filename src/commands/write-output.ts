import { open, rename, unlink } from 'node:fs/promises';
import { EXIT, messageOf, UserError } from './exit.ts';

/**
 * Writes a text into a file, whole or not at all: under a temporary name, synced, renamed. `-` is stdout.
 * @throws UserError if it cannot be written
 */
export async function writeOutput(output: string, text: string): Promise<void> {
  if (output === '-') {
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    return;
  }
  const temporary = `${output}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, output);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw new UserError(EXIT.cannotCreate, `cannot write ${output}: ${messageOf(error)}; give another -o`);
  }
}
