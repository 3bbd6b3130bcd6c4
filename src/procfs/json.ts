import type { ByteSink } from '../exact/byte-sink.ts';
import type { Numbers } from '../exact/numbers.ts';
import type { Field } from './field.ts';
import type { Layout } from './reading/reading.ts';
import type { LayoutRow } from './reading/rows.ts';
import type { Source } from './source.ts';

/**
 * The JSON of one source in a sample with the numbers left out: everything between them is made once for a
 * layout, so that writing a sample is copying bytes and digits.
 */
export class JsonTemplate {
  /** How many numbers the layout has. */
  readonly count: number;
  // What stands before the n-th number written, in `#literals`, `[ends[n - 1], ends[n])`; then the rest.
  readonly #literals: Uint8Array;
  readonly #ends: Uint32Array;
  // Which number is written n-th, and its scale.
  readonly #order: Uint32Array;
  readonly #scales: Uint8Array;

  /** @throws Error if the layout is not one of this source: too many columns, or two rows in one place */
  constructor(source: Source, layout: Layout) {
    const { literals, slots, count } = render(source, layout);
    const encoder = new TextEncoder();
    let end = 0;
    this.count = count;
    this.#literals = encoder.encode(literals.join(''));
    this.#ends = Uint32Array.from(literals, (literal) => (end += encoder.encode(literal).length));
    this.#order = Uint32Array.from(slots, (slot) => slot.number);
    this.#scales = Uint8Array.from(slots, (slot) => slot.scale);
  }

  /**
   * Appends the source's JSON. Its numbers are those from `first` on.
   * @throws Error if there are not enough of them; nothing is written then
   */
  write(numbers: Numbers, out: ByteSink, first = 0): void {
    if (first + this.count > numbers.length) {
      throw new Error(`${numbers.length - first} numbers for a layout of ${this.count}`);
    }
    const { small } = numbers;
    const literals = this.#literals;
    const ends = this.#ends;
    const order = this.#order;
    const scales = this.#scales;
    let from = 0;
    for (let slot = 0; slot < order.length; slot++) {
      const end = ends[slot]!;
      out.literal(literals, from, end);
      from = end;
      const at = first + order[slot]!;
      const value = small[at]!;
      const scale = scales[slot]!;
      if (Number.isNaN(value)) out.decimalExact(numbers.exact(at), scale);
      else if (scale === 0) out.integer(value);
      else out.decimal(value, scale);
    }
    out.literal(literals, from, literals.length);
  }
}

/** The place of a number in the JSON: which one of the layout's numbers, and how many decimals it has. */
interface Slot {
  readonly number: number;
  readonly scale: number;
}

/** An object of the tree. A Map, so that `__proto__` is a key like any other. */
type Branch = Map<string, Branch | Slot>;

interface Rendered {
  /** One more than slots: what stands before each, and after the last. */
  readonly literals: string[];
  readonly slots: Slot[];
  count: number;
}

function render(source: Source, layout: Layout): Rendered {
  const rendered: Rendered = { literals: [], slots: [], count: 0 };
  const { shape } = source;
  const rest =
    shape.kind === 'list'
      ? renderList(source, layout, shape.nameKey, rendered)
      : renderBranch(buildTree(source, layout, shape.path, rendered), rendered, '');
  rendered.literals.push(rest);
  return rendered;
}

function renderList(source: Source, layout: Layout, nameKey: string, rendered: Rendered): string {
  let literal = '[';
  for (const [index, row] of layout.rows.entries()) {
    literal += `${index > 0 ? ',' : ''}{${JSON.stringify(nameKey)}:${JSON.stringify(row.name)}`;
    for (const field of fieldsOf(source, row)) {
      rendered.literals.push(`${literal},${JSON.stringify(field.name)}:`);
      rendered.slots.push({ number: rendered.count++, scale: field.scale });
      literal = '';
    }
    literal += '}';
  }
  return `${literal}]`;
}

function renderBranch(branch: Branch, rendered: Rendered, before: string): string {
  let literal = `${before}{`;
  let comma = '';
  for (const [key, value] of branch) {
    literal += `${comma}${JSON.stringify(key)}:`;
    comma = ',';
    if (value instanceof Map) literal = renderBranch(value, rendered, literal);
    else {
      rendered.literals.push(literal);
      rendered.slots.push(value);
      literal = '';
    }
  }
  return `${literal}}`;
}

function buildTree(
  source: Source,
  layout: Layout,
  path: (row: string) => readonly string[],
  rendered: Rendered,
): Branch {
  const root: Branch = new Map();
  for (const row of layout.rows) {
    const keys = path(row.name);
    for (const field of fieldsOf(source, row)) {
      const slot = { number: rendered.count++, scale: field.scale };
      place(root, field.name === '' ? keys : [...keys, field.name], slot, source.name);
    }
  }
  return root;
}

function place(root: Branch, keys: readonly string[], slot: Slot, source: string): void {
  let branch = root;
  for (const key of keys.slice(0, -1)) {
    const next = branch.get(key) ?? new Map<string, Branch | Slot>();
    if (!(next instanceof Map)) throw new Error(`${source}: ${keys.join('.')} is below a number`);
    branch.set(key, next);
    branch = next;
  }
  const last = keys.at(-1);
  if (last === undefined || branch.has(last)) throw new Error(`${source}: ${keys.join('.')} is there twice`);
  branch.set(last, slot);
}

function fieldsOf(source: Source, row: LayoutRow): readonly Field[] {
  const fields = source.fields(row.name);
  if (row.columns <= fields.length) return fields.slice(0, row.columns);
  throw new Error(`${source.name}: ${row.name} has ${row.columns} columns, known are ${fields.length}`);
}
