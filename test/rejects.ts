import { rejects as nodeRejects } from 'node:assert/strict';

/** Fails unless the promise is rejected with an error whose message matches. */
export async function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await nodeRejects(promise, (error: unknown) => error instanceof Error && message.test(error.message));
}
