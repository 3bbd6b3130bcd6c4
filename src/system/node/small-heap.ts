import { setFlagsFromString } from 'node:v8';

/**
 * Has the young generation of V8 stay as small as it is at the start, 1 MB, instead of growing to 16 MB and more, and be
 * collected by one thread: so little of it takes less time than to wake others. For processes that live beside a
 * benchmark, and for what reads much of which little stays. To be called when they have loaded what they need: with a
 * setting of V8 that is not the usual one, Node.js 20 and 22 compile their own modules instead of taking what comes
 * compiled with them, which takes three times as long. So it is none of the settings that bin/rankstat starts Node.js with.
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
}
