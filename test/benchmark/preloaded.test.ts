import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, Native } from './native.ts';
import { ORDINARY, ours } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);

/** A library that says something on stdout in each process into which it is loaded, as tools for tracing may. */
const TALKATIVE = `
#include <unistd.h>
__attribute__((constructor)) static void begin(void) { if (write(1, "hello\\n", 6)) return; }
__attribute__((destructor)) static void end(void) { if (write(1, "bye\\n", 4)) return; }
`;

for (const shell of ['/bin/sh', '/bin/bash']) {
  it(`a preloaded library talks: COMMAND runs with its own environment: ${shell}`, async () => {
    const folder = native.newFolder();
    const source = path.join(folder, 'talkative.c');
    writeFileSync(source, TALKATIVE);
    execFileSync('cc', ['-shared', '-fPIC', '-o', `${source}.so`, source]);
    const variables = [...ORDINARY, `LD_PRELOAD=${source}.so`, 'FOO=a\nb\n', 'a b=c\nd'];
    const words = ['/bin/sh', ...ours(folder, [], ['/usr/bin/env', '-0'])];
    const started = native.start(folder, environment(variables), words, shell);
    assert.equal(await started.gone(), []);
    assert.is(await started.ended, 'exited 0', started.stderr());
    const found = started
      .stdout()
      .split('\0')
      .map((entry) => entry.replace(/^((hello|bye)\n)*/, ''));
    for (const variable of variables) assert.ok(found.includes(variable), `${variable}: ${found.join('|')}`);
  });
}

test.after(() => native.remove());

test.run();
