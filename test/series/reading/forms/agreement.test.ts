import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringifyExact } from '../../../../src/exact/json.ts';
import { SourceShape } from '../../../../src/series/checks/source-shape.ts';
import { readSeries } from '../../../../src/series/reader.ts';
import type { Wanted } from '../../../../src/series/reading/forms/known-forms.ts';
import type { ReadSample } from '../../../../src/series/reading/series.ts';
import { written } from '../../example.ts';
import { anyFile, damage, damaged, kernelFile } from './random-lines.ts';

// What is read by the forms of lines must be what is read by parsing each line: each value and each refusal.

const test = suite<{ directory: string }>('forms and lines');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-forms-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

interface Read {
  readonly samples: readonly ReadSample[];
  readonly problem: string | undefined;
}

async function read(file: string, wanted?: Wanted): Promise<Read> {
  const samples: ReadSample[] = [];
  try {
    for await (const sample of (await readSeries(file, wanted)).samples) samples.push(sample);
  } catch (error) {
    return { samples, problem: String(error) };
  }
  return { samples, problem: undefined };
}

const text = ({ samples, problem }: Read) =>
  [...samples.map(({ host, where, sample }) => `${host} ${where} ${stringifyExact(sample)}`), problem].join(
    '\n',
  );

test('each sample and each refusal is the same, of whole files and of damaged ones', async ({
  directory,
}) => {
  const shape = new SourceShape();
  const accepts: Wanted['accepts'] = (probe) => shape.problemOf(probe) === undefined;
  let byForm = 0;
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyFile, kernelFile), damage, async (series, changes) => {
      const file = await written(path.join(directory, 'a.json'), damaged(series, changes));
      const parsed = await read(file);
      const formed = await read(file, { isWanted: () => true });
      assert.is(text(formed), text(parsed));
      byForm += formed.samples.filter((sample) => sample.text !== undefined).length;
      // What validate does not look at is what it would find right.
      const { samples } = await read(file, { isWanted: () => false, accepts });
      for (const [nth, { text, where }] of samples.entries()) {
        if (text === undefined) continue;
        accepted++;
        assert.is(shape.problemOf(parsed.samples[nth]!.sample), undefined, where);
      }
    }),
    { numRuns: 200 },
  );
  // Usually 150 to 240, and 45 to 145.
  assert.ok(byForm > 50, `only ${byForm} samples were read by their form`);
  assert.ok(accepted > 5, `only ${accepted} samples were accepted`);
});

test.run();
