// Long: 60 s
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONDITIONS } from './conditions.ts';
import { Native } from './native.ts';
import { unexpected } from './not-kept.ts';
import { SideBySide } from './side-by-side.ts';
import { type Condition, differences, ORDINARY, printWithout, printWrapped } from './strange.ts';
import { nativeTest } from './suite.ts';

/** The first and the second process of a node, as Open MPI says it. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  first: [
    'OMPI_COMM_WORLD_RANK=0',
    'OMPI_COMM_WORLD_SIZE=2',
    'OMPI_COMM_WORLD_LOCAL_RANK=0',
    'OMPI_COMM_WORLD_LOCAL_SIZE=2',
  ],
  second: [
    'OMPI_COMM_WORLD_RANK=1',
    'OMPI_COMM_WORLD_SIZE=2',
    'OMPI_COMM_WORLD_LOCAL_RANK=1',
    'OMPI_COMM_WORLD_LOCAL_SIZE=2',
  ],
};

/** What is different of one that a shell alone has become, as docs/launching.md has it. */
const OF_THE_SHELL: readonly RegExp[] = [
  // A SIGCHLD that is blocked waits for it, of what the shell has asked.
  /status: ShdPnd:\t0000000000010000$/,
  // dash leaves its script open for its commands where all descriptors below 10 are taken.
  /^\+ fd 64 type 100000 flags 100000 .* is of somebody else$/,
];

const native = new Native();
const it = nativeTest(test);
const all = new Map<string, { condition: Condition; name: string }>();
for (const [name, condition] of CONDITIONS) {
  for (const [place, more] of Object.entries(PLACES)) {
    const variables = [...(condition.variables ?? ORDINARY), ...more];
    all.set(`${place} of its node: ${name}`, { condition: { ...condition, variables }, name });
  }
}
const prints = new SideBySide(all.keys(), async (title) => {
  const { condition } = all.get(title)!;
  const folder = native.newFolder();
  const without = await printWithout(native, folder, condition);
  return { without, wrapped: await printWrapped(native, folder, condition) };
});

for (const [title, { name }] of all) {
  it(`a strange program prints the same wrapped, ${title}`, async () => {
    const { without, wrapped } = await prints.get(title);
    assert.ok(without.facts.length > 100, without.end);
    assert.ok(wrapped.facts.length > 100, `COMMAND has not run: ${wrapped.end}: ${wrapped.stderr}`);
    const found = unexpected(name, differences(without, wrapped));
    const own = title.startsWith('second') ? OF_THE_SHELL : [];
    const isPending = found.some((line) => own[0]?.test(line));
    const others = found.filter((line) => !own.some((one) => one.test(line)));
    assert.equal(isPending ? others.filter((line) => !line.startsWith('- status: ShdPnd')) : others, []);
    assert.equal(wrapped.left, []);
  });
}

test.after(() => native.remove());

test.run();
