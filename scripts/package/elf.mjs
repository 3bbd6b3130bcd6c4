// Puts a segment into an executable: what elf(5) calls a program header of kind PT_LOAD, and a note in it.

/** elf(5), of 64 bits, little-endian. */
const HEADER = {
  magic: 0x7f454c46,
  entry: 24,
  table: 32,
  sections: 40,
  entryBytes: 54,
  entries: 56,
  sectionFields: 58,
};
const SEGMENT = {
  kind: 0,
  flags: 4,
  offset: 8,
  address: 16,
  physical: 24,
  fileBytes: 32,
  memoryBytes: 40,
  align: 48,
};
const PT = { load: 1, interpreter: 3, note: 4, table: 6 };
const READ_AND_EXECUTE = 5;
const ENTRY_BYTES = 56;

/**
 * An executable of a fixed address, ready to get one more segment behind all that it has. Its table of sections and the
 * symbols, which nothing needs that runs it, are cut off.
 *
 * The table of segments stays where it is, as kernels before 5.18 want it, and grows by one entry over what lies
 * behind it: the name of the interpreter, which goes along into the new segment, and notes of the build, whose entry is
 * taken for the new note.
 * @throws Error if the executable is not made so
 */
export function extensible(executable) {
  const number = (at) => Number(executable.readBigUInt64LE(at));
  if (
    executable.readUInt32BE(0) !== HEADER.magic ||
    number(HEADER.table) !== 64 ||
    executable.readUInt16LE(16) !== 2
  )
    throw new Error('the executable of Node.js is not made as it was: look at its segments with readelf -lW');
  const count = executable.readUInt16LE(HEADER.entries);
  const segments = Array.from({ length: count }, (_, nth) => {
    const at = 64 + nth * ENTRY_BYTES;
    return Buffer.from(executable.subarray(at, at + ENTRY_BYTES));
  });
  const kind = (segment) => segment.readUInt32LE(SEGMENT.kind);
  const field = (segment, name) => Number(segment.readBigUInt64LE(SEGMENT[name]));
  const one = (wanted) => segments.find((segment) => kind(segment) === wanted);
  const loads = segments.filter((segment) => kind(segment) === PT.load);
  const [interpreter, note, table] = [one(PT.interpreter), one(PT.note), one(PT.table)];
  const room = interpreter && note && field(note, 'offset') + field(note, 'fileBytes');
  if (!table || room === undefined || 64 + (count + 1) * ENTRY_BYTES > room)
    throw new Error('there is no room for one more segment in the executable of Node.js');
  const end = Math.max(...loads.map((segment) => field(segment, 'offset') + field(segment, 'fileBytes')));
  const top = Math.max(...loads.map((segment) => field(segment, 'address') + field(segment, 'memoryBytes')));
  /** A page of any size that Linux has on these machines. */
  const align = 0x10000;
  const up = (value) => Math.ceil(value / align) * align;
  const from = field(interpreter, 'offset');
  return {
    /** Where the new segment is in memory. */
    address: up(top),
    entry: number(HEADER.entry),
    /** The name of the interpreter, with its end: it is to be in the new segment. */
    interpreter: Buffer.from(executable.subarray(from, from + field(interpreter, 'fileBytes'))),

    /**
     * @param content of the new segment
     * @param places in it: of the name of the interpreter, of the note with its bytes, and of what runs first
     */
    extended(content, places) {
      const [address, offset] = [up(top), up(end)];
      const fill = (segment, values) => {
        for (const [name, value] of Object.entries(values))
          segment.writeBigUInt64LE(BigInt(value), SEGMENT[name]);
      };
      const part = (at, bytes) => ({
        offset: offset + at,
        address: address + at,
        physical: address + at,
        fileBytes: bytes,
        memoryBytes: bytes,
      });
      const added = Buffer.alloc(ENTRY_BYTES);
      added.writeUInt32LE(PT.load, SEGMENT.kind);
      added.writeUInt32LE(READ_AND_EXECUTE, SEGMENT.flags);
      fill(added, { ...part(0, content.length), align });
      fill(interpreter, part(places.interpreter, this.interpreter.length));
      fill(note, { ...part(places.note, places.noteBytes), align: 4 });
      segments.splice(segments.indexOf(loads.at(-1)) + 1, 0, added);
      const bytes = segments.length * ENTRY_BYTES;
      fill(table, { fileBytes: bytes, memoryBytes: bytes });
      const made = Buffer.alloc(offset + content.length);
      executable.copy(made, 0, 0, end);
      Buffer.concat(segments).copy(made, 64);
      content.copy(made, offset);
      made.writeBigUInt64LE(BigInt(address + places.first), HEADER.entry);
      made.writeBigUInt64LE(0n, HEADER.sections);
      made.writeUInt16LE(segments.length, HEADER.entries);
      // Entries of sections, and which of them has their names.
      made.writeUInt16LE(0, HEADER.sectionFields + 2);
      made.writeUInt16LE(0, HEADER.sectionFields + 4);
      return made;
    },
  };
}

/** A note: what it is called, and its content. */
export function noteOf(name, content) {
  const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const text = Buffer.from(`${name}\0`);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, padded(text), padded(content)]);
}
