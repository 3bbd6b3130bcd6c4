import { createPrivateKey, createPublicKey, hkdfSync, randomBytes } from 'node:crypto';

/** A CURVE key pair, both keys in Z85 as ZeroMQ takes them. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** The keys of a job: one pair for the side that binds, one for all who connect. */
export interface JobKeys {
  readonly server: KeyPair;
  readonly client: KeyPair;
}

const SECRET_BYTES = 32;
/** DER of a PKCS#8 X25519 private key up to the 32 bytes of the key itself (RFC 8410). */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** A new random job secret: base64url of 32 bytes. It goes through the environment or a 0600 file only. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Whether this can be a job secret. */
export function isSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * Derives the keys of a job from its secret (HKDF-SHA-256), so that the secret alone has to be handed on.
 * @throws Error if the secret is not one; the message does not contain it
 */
export function jobKeys(secret: string): JobKeys {
  if (!isSecret(secret)) throw new Error('the job secret is not 32 bytes in base64url');
  const seed = Buffer.from(secret, 'base64url');
  return { server: keyPair(seed, 'rankstat server'), client: keyPair(seed, 'rankstat client') };
}

/**
 * A name for something that strangers must not guess, derived from the secret: it can be seen by all, and tells nothing of
 * the secret or of another name.
 * @param purpose what is named, and where
 * @returns 32 hexadecimal digits
 */
export function secretName(secret: string, purpose: string): string {
  const name = hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', `rankstat name ${purpose}`, 16);
  return Buffer.from(name).toString('hex');
}

function keyPair(seed: Buffer, purpose: string): KeyPair {
  const secretKey = Buffer.from(hkdfSync('sha256', seed, '', purpose, 32));
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_X25519, secretKey]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey: z85(publicKey), secretKey: z85(secretKey) };
}

/**
 * Z85 of bytes whose number is a multiple of four.
 * @see https://rfc.zeromq.org/spec/32/
 */
export function z85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const value = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += Z85[Math.floor(value / power) % 85];
  }
  return text;
}
