import { rejects as nodeRejects, throws as nodeThrows } from 'node:assert/strict';

/** Fails unless the promise is rejected with an error whose message matches. */
export async function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await nodeRejects(promise, (error: unknown) => error instanceof Error && message.test(error.message));
}

/** Fails unless an error is thrown whose message has this text. */
export function throwsText(work: () => unknown, text: string): void {
  nodeThrows(work, (error: unknown) => error instanceof Error && error.message.includes(text));
}
