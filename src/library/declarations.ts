import * as v from 'valibot';

const literal = v.union([v.string(), v.number(), v.boolean()]);
type Literal = v.InferOutput<typeof literal>;

/** What of JSON Schema the schema of the series file has. */
interface Schema {
  readonly description?: string | undefined;
  readonly const?: Literal | undefined;
  readonly enum?: readonly Literal[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly type?: string | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: Schema | undefined;
  readonly maximum?: number | bigint | undefined;
  readonly exclusiveMaximum?: number | bigint | undefined;
}

const schema: v.GenericSchema<unknown, Schema> = v.lazy(() =>
  v.object({
    description: v.optional(v.string()),
    const: v.optional(literal),
    enum: v.optional(v.array(literal)),
    anyOf: v.optional(v.array(schema)),
    type: v.optional(v.string()),
    items: v.optional(schema),
    properties: v.optional(v.record(v.string(), schema)),
    required: v.optional(v.array(v.string())),
    additionalProperties: v.optional(schema),
    maximum: v.optional(v.union([v.number(), v.bigint()])),
    exclusiveMaximum: v.optional(v.union([v.number(), v.bigint()])),
  }),
);

/** Parts of the file that have a name of their own, by the keys that lead to them; `*` is any. */
const NAMED: Readonly<Record<string, string>> = {
  benchmark: 'Benchmark',
  'marks.*': 'Mark',
  'host_status.*': 'HostStatus',
  'host_status.*.gaps.*': 'Gap',
  'host_status.*.sources.*': 'SourceStatus',
  'host_status.*.clock_steps.*': 'ClockStep',
  'host_info.*': 'HostInfo',
  'host_info.*.block_devices.*': 'BlockDevice',
  'host_info.*.interfaces.*': 'NetworkInterface',
  'host_info.*.rdma_ports.*': 'RdmaPort',
  'host_info.*.numa_nodes.*': 'NumaNode',
  'host_info.*.mounts.*': 'Mount',
  'overhead.*': 'Overhead',
  'samples_by_host.*.*': 'Sample',
};

/**
 * The interfaces of a series file and of its named parts, as TypeScript, with what the schema says of each member as its
 * comment.
 * @param jsonSchema that of the series file
 * @throws Error if there is something in it that this cannot say, or a part that has a name is not there
 */
export function seriesInterfaces(jsonSchema: unknown): string {
  const found = new Map<string, string>();
  const named = (one: Schema, path: string, indent: string): string => {
    const name = NAMED[path];
    if (name === undefined) return typeOf(one, path, indent, named);
    if (!found.has(name)) {
      found.set(name, '');
      found.set(name, `export interface ${name} ${typeOf(one, path, '', named)}`);
    }
    return name;
  };
  const file = typeOf(v.parse(schema, jsonSchema), '', '', named);
  const missing = Object.values(NAMED).filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`not in the schema: ${missing.join(', ')}`);
  return [`export interface SeriesFile ${file}`, ...found.values()].join('\n\n');
}

type Named = (one: Schema, path: string, indent: string) => string;

function typeOf(one: Schema, path: string, indent: string, named: Named): string {
  if (one.const !== undefined) return JSON.stringify(one.const);
  if (one.enum !== undefined) return one.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (one.anyOf !== undefined) return one.anyOf.map((other) => named(other, path, indent)).join(' | ');
  switch (one.type) {
    case 'array':
      return `readonly ${inBrackets(named(one.items ?? nothing(path), `${path}.*`, indent))}[]`;
    case 'object':
      return objectType(one, path, indent, named);
    case 'integer':
    case 'number':
      return isKernelNumber(one) ? 'KernelNumber' : 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return one.type;
    default:
      return nothing(path);
  }
}

function objectType(one: Schema, path: string, indent: string, named: Named): string {
  const { properties, additionalProperties, required = [] } = one;
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const rest =
    additionalProperties === undefined
      ? undefined
      : `Readonly<Record<string, ${named(additionalProperties, at('*'), indent)}>>`;
  if (properties === undefined || Object.keys(properties).length === 0) return rest ?? nothing(path);
  const within = `${indent}  `;
  const lines = Object.entries(properties).flatMap(([key, member]) => {
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
    const type = named(member, at(key), within);
    const described = descriptionOf(member);
    const comment = described === undefined ? [] : [`${within}/** ${described} */`];
    const declared = required.includes(key) ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return [...comment, `${within}readonly ${declared};`];
  });
  const object = ['{', ...lines, `${indent}}`].join('\n');
  return rest === undefined ? object : `${object} & ${rest}`;
}

/** What is said of a member, or of the only thing that it can be but null. */
function descriptionOf({ description, anyOf = [] }: Schema): string | undefined {
  return description ?? anyOf.find((one) => one.description !== undefined)?.description;
}

const U64_MAX = 2n ** 64n - 1n;

/** Whether it is a number as the kernel prints it, of up to 64 bits. */
function isKernelNumber({ maximum, exclusiveMaximum }: Schema): boolean {
  return BigInt(Math.trunc(Number(maximum ?? exclusiveMaximum ?? 0))) >= U64_MAX;
}

function inBrackets(type: string): string {
  return type.includes(' ') && !type.startsWith('{') && !type.startsWith('Readonly<') ? `(${type})` : type;
}

function nothing(path: string): never {
  throw new Error(`${path === '' ? 'the schema' : path}: there is no type for this`);
}
