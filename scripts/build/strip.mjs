// Takes out of shared objects what only debuggers and linkers read: a sixth of the addon. strip(1) does so for its own
// architecture alone.

/** elf(5) for 64 bits: where fields are. */
const FILE = { sections: 0x28, headerBytes: 0x3a, count: 0x3c, names: 0x3e };
const SECTION = {
  name: 0x00,
  type: 0x04,
  flags: 0x08,
  offset: 0x18,
  bytes: 0x20,
  link: 0x28,
  info: 0x2c,
  align: 0x30,
};
const SHT = { symbols: 2, nothing: 8 };
const SHF = { loaded: 0x2n, infoIsSection: 0x40n };

/**
 * The same shared object without symbols for debuggers. What is loaded stays byte for byte where it is.
 * @param object an ELF file of 64 bits, little-endian
 * @throws Error if it is none
 */
export function stripped(object) {
  if (object.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') throw new Error('no ELF file of 64 bits');
  const all = sectionsOf(object);
  const kept = all.filter(({ name, type }) => type !== SHT.symbols && !/^\.(strtab$|debug_)/.test(name));
  const places = new Map(kept.map(({ index }, place) => [index, place]));
  const loaded = all.filter(({ type, flags }) => (flags & SHF.loaded) !== 0n && type !== SHT.nothing);
  let end = Math.max(...loaded.map(({ offset, bytes }) => offset + bytes));
  const parts = [Buffer.from(object.subarray(0, end))];
  const put = (bytes, align) => {
    const at = Math.ceil(end / align) * align;
    parts.push(Buffer.alloc(at - end), bytes);
    end = at + bytes.length;
    return at;
  };
  const headers = kept.map(({ header, type, flags, offset, bytes, link, align }) => {
    const made = Buffer.from(header);
    if ((flags & SHF.loaded) === 0n && type !== 0) {
      made.writeBigUInt64LE(
        BigInt(put(object.subarray(offset, offset + bytes), Math.max(1, align))),
        SECTION.offset,
      );
    }
    made.writeUInt32LE(places.get(link) ?? 0, SECTION.link);
    // Of relocations it is the section that they are for, of symbols a count.
    if ((flags & SHF.infoIsSection) !== 0n)
      made.writeUInt32LE(places.get(made.readUInt32LE(SECTION.info)) ?? 0, SECTION.info);
    return made;
  });
  const at = put(Buffer.concat(headers), 8);
  const [first] = parts;
  first.writeBigUInt64LE(BigInt(at), FILE.sections);
  first.writeUInt16LE(kept.length, FILE.count);
  first.writeUInt16LE(places.get(object.readUInt16LE(FILE.names)), FILE.names);
  return Buffer.concat(parts);
}

function sectionsOf(object) {
  const from = Number(object.readBigUInt64LE(FILE.sections));
  const bytes = object.readUInt16LE(FILE.headerBytes);
  const headers = Array.from({ length: object.readUInt16LE(FILE.count) }, (_, index) => {
    return object.subarray(from + index * bytes, from + (index + 1) * bytes);
  });
  const number = (header, at) => Number(header.readBigUInt64LE(at));
  const names = number(headers[object.readUInt16LE(FILE.names)], SECTION.offset);
  return headers.map((header, index) => {
    const name = names + header.readUInt32LE(SECTION.name);
    return {
      index,
      header,
      name: object.toString('latin1', name, object.indexOf(0, name)),
      type: header.readUInt32LE(SECTION.type),
      flags: header.readBigUInt64LE(SECTION.flags),
      offset: number(header, SECTION.offset),
      bytes: number(header, SECTION.bytes),
      link: header.readUInt32LE(SECTION.link),
      align: number(header, SECTION.align),
    };
  });
}
