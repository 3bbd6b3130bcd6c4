import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../../src/exact/numbers.ts';
import type { Source } from '../../../src/procfs/source.ts';
import { gds } from '../../../src/procfs/sources/gds.ts';
import { lustre } from '../../../src/procfs/sources/lustre.ts';
import { numa } from '../../../src/procfs/sources/numa.ts';
import { power } from '../../../src/procfs/sources/power.ts';
import { softnet } from '../../../src/procfs/sources/softnet.ts';
import { tcpStatistics } from '../../../src/procfs/sources/tcp.ts';
import { CLIENTS } from '../clients.ts';
import { learnt } from '../parse.ts';

const test = suite('forms of files of clients');

const NODE = 'devices/system/node/node8';
const OSC = 'fs/lustre/osc/fs1-OST0003-osc-ffff8fd1c2a4e800';
const OSC_2_10 = 'fs/lustre/osc/fs1-OST0000-osc-ffff8fd1c2a4e800';
const LLITE = 'fs/lustre/llite/fs1-ffff8fd1c2a4e800';
const FILES: readonly (readonly [source: Source, tree: string, file: string])[] = [
  [tcpStatistics, 'tcp-old/proc', 'net/snmp'],
  [tcpStatistics, 'tcp-old/proc', 'net/netstat'],
  [tcpStatistics, 'tcp-page/proc', 'net/snmp'],
  [softnet, 'softnet-9/proc', 'net/softnet_stat'],
  [softnet, 'softnet-10/proc', 'net/softnet_stat'],
  [softnet, 'softnet-13/proc', 'net/softnet_stat'],
  [numa, 'numa-gaps/sys', `${NODE}/numastat`],
  [numa, 'numa-gaps/sys', `${NODE}/meminfo`],
  [lustre, 'lustre-2.12-proc-osc-only/proc', `${OSC}/import`],
  [lustre, 'lustre-2.12-proc-osc-only/proc', `${OSC}/rpc_stats`],
  [lustre, 'lustre-2.10-proc/proc', `${OSC_2_10}/stats`],
  [lustre, 'lustre-2.10-proc/proc', `${LLITE}/stats`],
  [lustre, 'lustre-2.10-proc/proc', `${LLITE}/read_ahead_stats`],
  [lustre, 'lustre-2.10-proc/proc', `${LLITE}/max_cached_mb`],
  [gds, 'nvfs-enabled/proc', 'driver/nvidia-fs/stats'],
  [power, 'cray-pm/sys', 'cray/pm_counters/energy'],
];

const allOf = (numbers: Numbers) => Array.from({ length: numbers.length }, (_, at) => numbers.exact(at));

/** Some bytes of a text are replaced by others; where, as a share of its length. */
const damage = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  fc.nat({ max: 3 }),
  fc.string({ unit: fc.constantFrom(...' 0123456789af-\n:kBTcp'), maxLength: 3 }),
);

test('what has the form of a file has the rows and numbers that the parser of its source finds, and nothing wrong', () => {
  const known = FILES.map(([source, tree, file]) => {
    const text = readFileSync(path.join(CLIENTS, tree, file), 'latin1');
    return { source, file, text, ...learnt(source, file, text) };
  });
  for (const { form, file } of known) assert.ok(form, file);
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.array(damage, { minLength: 1, maxLength: 3 }), (one, all) => {
      const { source, file, reading, form, text } = one;
      const damaged = all.reduce((so, [where, length, by]) => {
        const at = Math.floor(where * so.length);
        return so.slice(0, at) + by + so.slice(at + length);
      }, text);
      // What is behind the end belongs to another file.
      const bytes = Buffer.from(damaged + text, 'latin1');
      const numbers = new Numbers();
      if (form?.take(bytes, 0, damaged.length, numbers) !== true) return;
      accepted++;
      const { reading: other } = learnt(source, file, damaged);
      assert.is(other.error, undefined);
      assert.equal(other.layout, reading.layout);
      assert.equal(allOf(other.numbers), allOf(numbers));
    }),
    { numRuns: 3000 },
  );
  assert.ok(accepted > 100, `${accepted} had it`);
});

test.run();
