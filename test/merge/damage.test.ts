import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import { job, journalOf, Scribe, start, stopAt } from '../gather/scribe.ts';

const test = suite('damaged journals');
const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-damage-'));
test.after(() => rmSync(directory, { recursive: true }));

const TICKS = 6;

/** A small journal, and the free memory that its ticks have. */
async function original(): Promise<Buffer> {
  const scribe = new Scribe(0, 'node1');
  const samples = Array.from({ length: TICKS }, (_, tick) => scribe.sample(tick, BigInt(1000 + tick)));
  const file = path.join(directory, 'original.journal');
  await journalOf(file, [job(), ...scribe.hello(), start(), ...samples, stopAt(TICKS), scribe.bye(TICKS)]);
  return readFileSync(file);
}

test('bytes that changed anywhere: what is recovered is true, and the damage is named', async () => {
  const bytes = await original();
  const damages = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 3,
  });
  const file = path.join(directory, 'damaged.journal');
  await fc.assert(
    fc.asyncProperty(damages, async (changes) => {
      const damaged = Buffer.from(bytes);
      for (const [at, mask] of changes) damaged[at] = (damaged[at] ?? 0) ^ mask;
      if (damaged.equals(bytes)) return; // Two changes can undo each other.
      writeFileSync(file, damaged);
      const merged = await merge([file], path.join(directory, 'damaged.json')).catch(
        (error: unknown) => error,
      );
      if (merged instanceof Error) {
        // A changed version, with a first record that is damaged, too, looks like a journal of tomorrow.
        assert.match(merged.message, /is not a rankstat journal|what the job was|of a newer rankstat/);
        return;
      }
      const { damage } = merged as Awaited<ReturnType<typeof merge>>;
      assert.ok(damage.length > 0);
      assert.ok(damage.every(({ offset }) => offset >= 0 && offset < bytes.length));
      const series = JSON.parse(readFileSync(path.join(directory, 'damaged.json'), 'utf8'));
      for (const sample of series.samples_by_host.node1 ?? []) {
        if (sample.errors === undefined) assert.is(sample.meminfo.MemFree, 1000 + sample.tick);
        else assert.is(sample.errors.meminfo, 'what its numbers are is lost: the journal is damaged');
      }
    }),
  );
});

test.run();
