/** @see https://rfc.zeromq.org/spec/37/ */
export const GREETING_BYTES = 64;
const SIGNATURE_END = 9;
const VERSION = 10;
const MECHANISM = 12;

/** What ZeroMQ says first where its socket has a key. */
export const GREETING = greeting();

/** Of what a client says first: more is to come, it is whole, or it is no client with a key. */
export type Opening = 'begun' | 'whole' | 'other';

/** The greeting of a client, and its first command: a short one of 200 bytes. @see https://rfc.zeromq.org/spec/26/ */
const HELLO = Buffer.from('\x04\xc8\x05HELLO', 'latin1');
const OPENING_BYTES = GREETING_BYTES + 202;

/** How far what somebody has said is the opening of a client that has a key; which, ZeroMQ has to find out. */
export function openingOf(said: Uint8Array): Opening {
  const fits =
    agrees(said, 0, [0xff]) &&
    agrees(said, SIGNATURE_END, [0x7f, 3]) &&
    agrees(said, MECHANISM, Buffer.from('CURVE\0')) &&
    agrees(said, GREETING_BYTES, HELLO);
  if (!fits) return 'other';
  return said.length < OPENING_BYTES ? 'begun' : 'whole';
}

/** Whether what has been said so far has these bytes there. */
function agrees(said: Uint8Array, at: number, bytes: ArrayLike<number>): boolean {
  for (let nth = 0; nth < bytes.length && at + nth < said.length; nth++) {
    if (said[at + nth] !== bytes[nth]) return false;
  }
  return true;
}

function greeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[SIGNATURE_END - 1] = 1; // A length for those who speak versions before 3.
  bytes[SIGNATURE_END] = 0x7f;
  bytes.set([3, 1], VERSION);
  bytes.write('CURVE', MECHANISM, 'latin1');
  return bytes;
}
