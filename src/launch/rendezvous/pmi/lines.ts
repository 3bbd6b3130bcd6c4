/** One line of the PMI-1 protocol: a command and its fields. */
export interface PmiMessage {
  readonly command: string;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * A PMI-1 line with its newline: `cmd=get kvsname=k key=x`.
 * @throws Error if a value has a blank or a newline, which the protocol cannot carry
 */
export function formatPmi(command: string, fields: Readonly<Record<string, string>> = {}): string {
  const words = Object.entries({ cmd: command, ...fields }).map(([key, value]) => {
    if (/\s/.test(value)) throw new Error(`PMI cannot carry blanks: ${key}=${JSON.stringify(value)}`);
    return `${key}=${value}`;
  });
  return `${words.join(' ')}\n`;
}

/**
 * Reads a PMI-1 line, without its newline. Servers differ in the order of the fields and in which they send, so
 * neither matters; a value may contain `=`.
 * @throws Error if it has no `cmd`
 */
export function parsePmi(line: string): PmiMessage {
  const fields = new Map<string, string>();
  for (const word of line.split(/\s+/)) {
    const at = word.indexOf('=');
    if (at > 0) fields.set(word.slice(0, at), word.slice(at + 1));
  }
  const command = fields.get('cmd');
  if (command === undefined) throw new Error(`not a line of PMI-1: ${JSON.stringify(line.slice(0, 100))}`);
  return { command, fields };
}

/**
 * The fields of an answer that has to be `expected`.
 * @throws Error if it is another, or reports a failure: an `rc` that is not 0
 */
export function answerOf({ command, fields }: PmiMessage, expected: string): ReadonlyMap<string, string> {
  if (command !== expected) throw new Error(`PMI answered ${command} in place of ${expected}`);
  const rc = fields.get('rc') ?? '0';
  if (rc === '0') return fields;
  throw new Error(
    `PMI answered ${command} with rc=${rc}${fields.has('msg') ? `, ${fields.get('msg')}` : ''}`,
  );
}
