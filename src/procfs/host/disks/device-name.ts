/** What an entry of `/sys` is called elsewhere. `/` cannot stand in a file name: `cciss/c0d0` is `cciss!c0d0` there. */
export function deviceName(entry: string): string {
  return entry.replaceAll('!', '/');
}

/** The other way round. */
export function entryName(device: string): string {
  return device.replaceAll('/', '!');
}
