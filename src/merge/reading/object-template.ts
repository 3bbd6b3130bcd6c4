import { ByteSink } from '../../exact/byte-sink.ts';
import type { Numbers } from '../../exact/numbers.ts';
import type { Source } from '../../procfs/source.ts';
import type { SeriesNumber } from '../../series/counters.ts';
import type { IsWanted } from '../../series/reading/forms/part-of-sample.ts';
import type { Counted } from '../../wire/decoder.ts';
import type { NamedLayout } from '../replay.ts';

type Members = Record<string, unknown>;

/**
 * What a source is in a sample, made of the numbers of a layout: the same that reading the JSON of `JsonTemplate` gives,
 * but for what is not wanted. Names and the order of members are made once for a layout.
 */
export class ObjectTemplate implements Counted {
  readonly count: number;
  readonly source: string;
  /** Of each number, wanted or not, its decimals. */
  readonly scales: readonly number[];
  readonly #layout: NamedLayout;
  readonly #slots: readonly Slot[];
  /** Of numbers that are wanted if they are large: places of those that have not been so far, which are left out. */
  #small: readonly number[];
  #form: Form;

  constructor(layout: NamedLayout, isWanted: IsWanted) {
    const { slots, scales } = slotsOf(layout, isWanted);
    this.count = scales.length;
    this.scales = scales;
    this.source = layout.source.name;
    this.#layout = layout;
    this.#slots = slots;
    this.#small = slots.flatMap(({ at, isWantedIfLarge }) => (isWantedIfLarge ? [at] : []));
    this.#form = formOf(layout, this.#shown());
  }

  /** What the numbers from `first` on are. */
  make(numbers: Numbers, first: number): readonly Members[] | Members {
    if (this.#small.some((at) => isLarge(numbers, first + at))) {
      this.#small = this.#small.filter((at) => !isLarge(numbers, first + at));
      this.#form = formOf(this.#layout, this.#shown());
    }
    const form = this.#form;
    return 'rows' in form
      ? form.rows.map((row) => madeOf(row, numbers, first))
      : madeOf(form.root, numbers, first);
  }

  #shown(): Slot[] {
    const small = new Set(this.#small);
    return this.#slots.filter(({ at }) => !small.has(at));
  }
}

/** What is wanted if it is large is there from this on. */
const LARGE = 1e9;

/** One that is kept as a bigint is. */
function isLarge({ small }: Numbers, at: number): boolean {
  return !(small[at]! < LARGE);
}

/** A number that is wanted: where it stands, which of the layout's numbers it is, and its decimals. */
interface Slot {
  readonly row: number;
  /** That lead to it, without the places in lists. */
  readonly keys: readonly string[];
  readonly at: number;
  readonly scale: number;
  readonly isWantedIfLarge: boolean;
}

/** A number by its key in an object. */
interface Placed extends Pick<Slot, 'at' | 'scale'> {
  readonly key: string;
}

/** An object: with all its members, which are not yet what they will be, and where those come from. */
interface Node {
  readonly skeleton: Members;
  readonly slots: readonly Placed[];
  readonly branches: readonly { readonly key: string; readonly node: Node }[];
}

type Form = { readonly rows: readonly Node[] } | { readonly root: Node };

function slotsOf({ source, rows }: NamedLayout, isWanted: IsWanted) {
  const slots: Slot[] = [];
  const scales: number[] = [];
  for (const [row, { name, columns }] of rows.entries()) {
    for (const field of source.fields(name).slice(0, columns)) {
      const at = scales.push(field.scale) - 1;
      const keys = keysOfField(source.shape, name, field.name);
      const wanted = isWanted(source.name, keys);
      if (wanted === false) continue;
      slots.push({ row, keys, at, scale: field.scale, isWantedIfLarge: wanted === 'if large' });
    }
  }
  return { slots, scales };
}

function keysOfField(shape: Source['shape'], row: string, field: string): readonly string[] {
  if (shape.kind === 'list') return [field];
  const keys = shape.path(row);
  return field === '' ? keys : [...keys, field];
}

function formOf({ source: { shape }, rows }: NamedLayout, slots: readonly Slot[]): Form {
  if (shape.kind === 'list') {
    const ofRow: Placed[][] = rows.map(() => []);
    for (const { row, keys, at, scale } of slots) ofRow[row]!.push({ key: keys.at(-1) ?? '', at, scale });
    return {
      rows: rows.map(({ name }, nth) => {
        const members = new Map<string, unknown>([[shape.nameKey, name]]);
        return nodeOf(members, ofRow[nth]!, []);
      }),
    };
  }
  const root: Branch = new Map();
  for (const slot of slots) place(root, slot);
  return { root: branchNode(root) };
}

/** An object of the tree. A Map, so that `__proto__` is a key like any other. */
type Branch = Map<string, Branch | Slot>;

/** That no two are in one place `JsonTemplate` has seen to. */
function place(root: Branch, slot: Slot): void {
  const { keys } = slot;
  let branch = root;
  for (const key of keys.slice(0, -1)) {
    const found = branch.get(key);
    const next: Branch = found instanceof Map ? found : new Map();
    branch.set(key, next);
    branch = next;
  }
  branch.set(keys.at(-1) ?? '', slot);
}

function branchNode(branch: Branch): Node {
  const slots: Placed[] = [];
  const branches: { key: string; node: Node }[] = [];
  for (const [key, value] of branch) {
    if (value instanceof Map) branches.push({ key, node: branchNode(value) });
    else slots.push({ key, at: value.at, scale: value.scale });
  }
  return nodeOf(new Map([...branch.keys()].map((key) => [key, 0])), slots, branches);
}

function nodeOf(members: Map<string, unknown>, slots: Node['slots'], branches: Node['branches']): Node {
  for (const { key } of slots) members.set(key, 0);
  // As a reader of the file has it: also a member `__proto__` is one, and numbers as keys come first.
  const text = [...members].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join();
  return { skeleton: JSON.parse(`{${text}}`), slots, branches };
}

function madeOf({ skeleton, slots, branches }: Node, numbers: Numbers, first: number): Members {
  const made = { ...skeleton };
  for (const { key, at, scale } of slots) made[key] = valueAt(numbers, first + at, scale);
  for (const { key, node } of branches) made[key] = madeOf(node, numbers, first);
  return made;
}

/** The number at a place, which has so many decimals. */
export function valueAt(numbers: Numbers, at: number, scale: number): SeriesNumber {
  const small = numbers.small[at]!;
  if (!Number.isNaN(small)) return scale === 0 ? small : small / 10 ** scale;
  const exact = numbers.exact(at);
  return scale === 0 ? exact : decimalOf(exact, scale);
}

/** The double that is nearest to the decimal. */
function decimalOf(value: bigint, scale: number): number {
  const text = new ByteSink();
  text.decimalExact(value, scale);
  return Number(text.bytes.toString('latin1', 0, text.length));
}
