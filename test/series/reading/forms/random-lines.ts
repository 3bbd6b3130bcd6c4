import fc from 'fast-check';
import { exampleHeader, exampleInfo, exampleStatus, noonPlus, seriesText } from '../../example.ts';

/** Numbers as a file can have them: small ones, those around the ends of what doubles and 64 bits hold, odd ones. */
const digits = fc.oneof(
  { weight: 60, arbitrary: fc.nat().map(String) },
  { weight: 2, arbitrary: fc.stringMatching(/^(?:0|[1-9]\d{0,3})\.\d{1,8}$/) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['0', '9007199254740991', '9007199254740993', '9999999999999999999', '10000000000000000000'],
      ...['18446744073709551615', '18446744073709551616', '1e3', '1.50', '-1', '0.12345678901234567', '2.0'],
    ),
  },
);
/** Of a kernel, as it prints them: what validates. */
const counter = fc.oneof(
  { weight: 30, arbitrary: fc.nat().map(String) },
  { weight: 1, arbitrary: fc.maxSafeNat().map(String) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String) },
);
const load = fc
  .tuple(fc.nat(200), fc.nat(99))
  .map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`);

/** Text with `#` where numbers go, and `%` where loads go. */
const SOURCES = [
  '"diskstats":[{"device_name":"sda","reads_completed":#,"sectors_read":#},{"device_name":"d\\"1,2:3","reads_completed":#}]',
  '"diskstats":[]',
  '"vmstat":{"nr_free_pages":#,"é":#}',
  '"meminfo":{"MemTotal":#,"Cached":#,"Active(anon)":#}',
  '"loadavg":{"load_1min":%,"load_5min":%,"load_15min":%,"running_processes":#,"total_processes":#}',
  '"netdev":[{"interface_name":"eth0","rx_bytes":#,"tx_bytes":#}]',
  '"cpu":{"total":{"user":#,"nice":#,"system":#,"idle":#},"per_cpu":{"10":{"user":#},"2":{"user":#}},"ctxt":#}',
  '"pressure":{"cpu":{"some":{"avg10":%,"total_us":#}},"io":{"full":{}}}',
  '"new":{"deep":[[#,{"x":#}],"text",null,true],"n":#}',
  '"alone":#',
  '"errors":{"cpu":"no 7 here"}',
];

/** A file as this program lays it out, of some hosts whose samples are alike but for their numbers. */
function fileOf(number: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const sample = fc.record({
    numbers: fc.array(number, { minLength: 12, maxLength: 12 }),
    loads: fc.array(load, { minLength: 4, maxLength: 4 }),
    late: fc.constantFrom('0', '0.317', '1.5', '12.000001'),
    isOdd: fc.nat(19).map((n) => n === 0),
  });
  const host = fc.record({
    name: fc.constantFrom('node1', 'node2', 'é"x', 'n#1'),
    hostname: fc.constantFrom('node1', 'n', undefined),
    sources: fc.subarray(SOURCES),
    samples: fc.array(sample, { minLength: 3, maxLength: 8, size: 'max' }),
  });
  return fc
    .uniqueArray(host, { selector: ({ name }) => name, minLength: 1, maxLength: 3, size: 'max' })
    .map((hosts) => {
      const lines = hosts.map(({ name, hostname = name, sources, samples }): [string, string[]] => [
        name,
        samples.map(({ numbers, loads, late, isOdd }, tick) => {
          const left = [...numbers];
          const leftLoads = [...loads];
          const parts = sources.map((source) =>
            source.replaceAll('#', () => left.pop() ?? '0').replaceAll('%', () => leftLoads.pop() ?? '0.00'),
          );
          const facts = { timestamp: noonPlus(tick * 10), hostname, tick: isOdd ? null : tick };
          const first = `${JSON.stringify(facts).slice(0, -1)}${isOdd ? ',"kind":"final"' : `,"late_ms":${late}`}`;
          return `${[first, ...parts].join(',')}}`;
        }),
      ]);
      const names = hosts.map(({ name }) => name);
      const header = exampleHeader({
        num_samples: hosts.reduce((sum, { samples }) => sum + samples.length, 0),
        hosts_requested: names,
        hosts_collected: names,
        host_status: Object.fromEntries(names.map((name) => [name, exampleStatus(1)])),
        host_info: Object.fromEntries(names.map((name) => [name, exampleInfo()])),
      });
      return seriesText(header, lines);
    });
}

/** A file with numbers of all kinds, and one whose numbers a kernel has printed. */
export const anyFile: fc.Arbitrary<string> = fileOf(digits);
export const kernelFile: fc.Arbitrary<string> = fileOf(counter);

/** Some bytes behind the header that are others, are not there or are there besides. */
export const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    drop: fc.nat(2),
    add: fc.constantFrom(
      ...[
        '',
        '0',
        '7',
        '99',
        '.',
        '-',
        'e',
        '"',
        ',',
        ':',
        '{',
        '}',
        ']',
        ' ',
        '\n',
        '\r',
        '\\',
        '\xff',
        'Z',
        '60',
      ],
    ),
  }),
  { maxLength: 2 },
);

/** A file with this damage. */
export function damaged(text: string, changes: readonly { at: number; drop: number; add: string }[]): Buffer {
  let bytes: Buffer = Buffer.from(text);
  for (const { at, drop, add } of changes) {
    const begin = bytes.indexOf('"samples_by_host"');
    const from = begin + Math.floor(at * (bytes.length - begin));
    bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(add, 'latin1'), bytes.subarray(from + drop)]);
  }
  return bytes;
}
