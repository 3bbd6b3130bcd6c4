import * as v from 'valibot';
import { SOURCES } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';
import { kernelDecimal, kernelInteger, looseOf, recordOf, withRest } from './schema-parts.ts';

/**
 * All that the sources of a sample must be, made of their own tables of fields: what is known has its type, what every
 * kernel prints must be there, and what is not known may be. `validate` checks by it, and `rankstat schema` prints it.
 */
export function sourceEntries(): v.ObjectEntries {
  const sources = SOURCES.map((source) => {
    const described = v.pipe(sourceSchema(source), v.description(source.about));
    return [source.name, v.optional(described)] as const;
  });
  return Object.fromEntries(sources);
}

function sourceSchema(source: Source): v.GenericSchema {
  const { shape } = source;
  if (shape.kind === 'list') {
    return v.array(looseOf({ [shape.nameKey]: v.string(), ...fieldEntries(source, '') }));
  }
  const root = newBranch(true);
  for (const row of shape.rows) {
    const keys = shape.path(row.name);
    if (keys.length === 0) return rowSchema(source, row.name);
    const varying = row.presence === 'example' ? (shape.varying ?? keys.length - 1) : undefined;
    const leaf = { schema: rowSchema(source, row.name), demanded: row.presence === 'always' };
    place(root, keys, leaf, varying);
  }
  const schema = branchSchema(root);
  const isDemanded = [...root.members.values()].some(({ demanded }) => demanded);
  return isDemanded ? schema : v.pipe(schema, v.check(hasMembers, 'empty'), v.metadata({ minProperties: 1 }));
}

/** A row is a number, or an object of its fields. */
function rowSchema(source: Source, row: string): v.GenericSchema {
  const [first] = source.fields(row);
  if (first?.name === '') return first.scale > 0 ? kernelDecimal : kernelInteger;
  return looseOf(fieldEntries(source, row));
}

function fieldEntries(source: Source, row: string): v.ObjectEntries {
  const entries = source.fields(row).map(({ name, scale }, at) => {
    const schema = scale > 0 ? kernelDecimal : kernelInteger;
    return [name, at < source.least(row) ? schema : v.optional(schema)] as const;
  });
  return Object.fromEntries(entries);
}

/** An object of a tree: its members by their keys, and what those are whose keys are not known. */
interface Branch {
  readonly members: Map<string, Branch | Leaf>;
  rest: Branch | Leaf | undefined;
  /** Whether it is always there. */
  demanded: boolean;
}

interface Leaf {
  readonly schema: v.GenericSchema;
  readonly demanded: boolean;
}

function newBranch(demanded: boolean): Branch {
  return { members: new Map(), rest: undefined, demanded };
}

/** @param varying which of the keys stands for any other */
function place(root: Branch, keys: readonly string[], leaf: Leaf, varying: number | undefined): void {
  let branch = root;
  for (const [at, key] of keys.entries()) {
    const isLast = at === keys.length - 1;
    const found = at === varying ? branch.rest : branch.members.get(key);
    const next = isLast ? leaf : found !== undefined && 'members' in found ? found : newBranch(false);
    if (at === varying) branch.rest = next;
    else branch.members.set(key, next);
    if (!('members' in next)) return;
    branch = next;
    branch.demanded ||= leaf.demanded;
  }
}

function branchSchema({ members, rest }: Branch): v.GenericSchema {
  const entries = [...members].map(([key, member]) => {
    const schema = schemaOf(member);
    return [key, member.demanded ? schema : v.optional(schema)] as const;
  });
  if (rest === undefined) return looseOf(Object.fromEntries(entries));
  return members.size === 0
    ? recordOf(schemaOf(rest))
    : withRest(Object.fromEntries(entries), schemaOf(rest));
}

function schemaOf(member: Branch | Leaf): v.GenericSchema {
  return 'members' in member ? branchSchema(member) : member.schema;
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
