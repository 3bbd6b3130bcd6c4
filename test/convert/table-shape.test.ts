import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shapesOf, shapesOfContents, type TableShape } from '../../src/convert/table-shape.ts';
import { readJournals } from '../../src/merge/reading/journal-series.ts';
import { Golden } from '../golden/golden-files.ts';

const golden = new Golden('golden-2');

test('what journals say of their layouts is what their samples have', async () => {
  for (const name of ['three-hosts.journal', 'one-host.journal', 'killed-rank0.journal']) {
    const { contents, series } = await readJournals([path.join(golden.folder, name)]);
    // Some of these have counters of all 64 bits, which only the samples tell.
    const known = shapesOfContents({ ...contents, isSmall: true });
    const seen = await shapesOf(series());
    assert.ok(seen.size > 0, name);
    assert.equal(plain(known ?? new Map()), plain(seen), name);
  }
});

function plain(shapes: ReadonlyMap<string, TableShape>) {
  const typesOf = ({ metrics }: TableShape) =>
    [...metrics].map(([metric, type]) => [metric, type === 'unsigned' ? 'integer' : type]);
  return Object.fromEntries(
    [...shapes].map(([source, shape]) => [
      source,
      { key: shape.key, types: Object.fromEntries(typesOf(shape)) },
    ]),
  );
}

test('numbers that can be beyond 62 bits are looked at one by one', () => {
  const sample = { vmstat: { pgfault: 0 }, loadavg: { load_1min: 0, total_processes: 0 } };
  const contents = { samples: [sample], steps: [], isSmall: true };
  assert.is(shapesOfContents({ ...contents, isSmall: false }), undefined);
  const types = Object.fromEntries(
    [...(shapesOfContents(contents) ?? [])].map(([source, { metrics }]) => [
      source,
      Object.fromEntries(metrics),
    ]),
  );
  assert.equal(types, {
    vmstat: { pgfault: 'integer' },
    loadavg: { load_1min: 'decimal', total_processes: 'integer' },
  });
});

test('clocks that were set are a table of their own', () => {
  const typeOf = (...steps: number[]) =>
    shapesOfContents({ samples: [], steps, isSmall: true })?.get('clock')?.metrics.get('step_ms');
  assert.is(typeOf(), undefined);
  assert.is(typeOf(5, -7), 'integer');
  assert.is(typeOf(5, 0.25), 'decimal');
});

test.run();
