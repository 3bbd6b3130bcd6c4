/**
 * What a reader holds at most, whatever is in a file: a compressed one of some kilobytes can have gigabytes in it.
 * A sample of ten thousand disks has three million characters, and 200 000 parts; the header of ten thousand hosts
 * has some hundred million.
 */
export const MOST = {
  /** Of one value, such as a sample or what is said of a host: characters, or bytes where they are not yet decoded. */
  valueChars: 64 * 1024 * 1024,
  /** Values within one value: an empty object has two characters, and takes fifty bytes of memory. */
  parts: 4_000_000,
  /** Of all that comes before or behind the samples. */
  headerChars: 256 * 1024 * 1024,
  hosts: 1_000_000,
  /** Of the name of a host, or of a member of the file. */
  nameChars: 4096,
} as const;

/** Why a file is refused whose values, header or hosts are more than that. */
export const TOO_MUCH = {
  value: `one value has more than ${MOST.valueChars} characters`,
  parts: `one value has more than ${MOST.parts} parts`,
  header: `what is not samples has more than ${MOST.headerChars} characters`,
  name: `a name has more than ${MOST.nameChars} characters`,
  hosts: `there are more than ${MOST.hosts} hosts`,
} as const;

/** Whether a text of JSON can have more parts than a reader holds: its commas and brackets are at least as many. */
export function hasTooManyParts(text: string): boolean {
  if (text.length <= MOST.parts) return false;
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === COMMA || code === LIST || code === OBJECT) && ++parts > MOST.parts) return true;
  }
  return false;
}

const COMMA = 0x2c;
const LIST = 0x5b;
const OBJECT = 0x7b;
