import { existsSync } from 'node:fs';
import path from 'node:path';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagePlaces, differences, type Golden, type Said, summaryText } from './golden-files.ts';

/** A test for each recorded `rankstat recover`: it says where the damage is, as it did, and makes the same file. */
export function recovers(
  test: ReturnType<typeof suite<{ directory: string }>>,
  golden: Golden,
  isLeftOut: (file: string) => (path: string) => boolean,
): void {
  for (const { name, file, journals, stderr, status } of golden.recoveries()) {
    test(`recover: ${name}`, ({ directory }) => {
      const output = path.join(directory, file);
      const said = golden.rankstat('recover', '-o', output, ...journals);
      assert.is(said.status, status, said.stderr);
      assert.equal(damagePlaces(said.stderr), damagePlaces(stderr));
      assert.is(existsSync(output), status === 0);
      if (status === 0)
        assert.equal(differences(golden.textOf(output), golden.textOf(file), isLeftOut(file)), []);
    });
  }
}

/** A later summary says the same; it may say more, and have columns more. */
export function assertSummary({ status, stdout, stderr }: Said, expected: string): void {
  assert.is(status, 0, stderr);
  assert.is(stderr, '');
  const [made, golden] = [summaryText(stdout), summaryText(expected)];
  assert.equal(
    golden.around.filter((line) => made.around.includes(line)),
    golden.around,
  );
  const known = [...golden.cells.keys()].map((place) => [place, made.cells.get(place)]);
  assert.equal(known, [...golden.cells]);
}
