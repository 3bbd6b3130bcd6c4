import { WholeFile } from '../series/whole-file.ts';
import { EXIT, messageOf, UserError } from './exit.ts';

/**
 * Writes a text into a file, whole or not at all. `-` is stdout.
 * @throws UserError if it cannot be written
 */
export async function writeOutput(output: string, text: string): Promise<void> {
  if (output === '-') {
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    return;
  }
  try {
    const file = await WholeFile.create(output);
    try {
      await file.write(Buffer.from(text));
      await file.end();
      await file.publish();
    } catch (error) {
      await file.abandon();
      throw error;
    }
  } catch (error) {
    throw new UserError(EXIT.cannotCreate, `cannot write ${output}: ${messageOf(error)}; give another -o`);
  }
}
