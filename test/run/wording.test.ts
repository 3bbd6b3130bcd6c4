import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Known } from '../../src/run/heard.ts';
import * as wording from '../../src/run/wording.ts';
import { GATHER } from './rig.ts';

/** What is known before anything was heard, and more. */
function known(more: Partial<Known> = {}): Known {
  const progress = { ready: 0, expected: null, merged: null };
  return {
    gather: undefined,
    progress,
    done: undefined,
    launcherEnd: undefined,
    isLost: false,
    absent: 0,
    ...more,
  };
}
const two = { progress: { ready: 2, expected: 3, merged: null } };
const failed = (problem: string | null) => ({ done: { phase: 'failed' as const, problem, said: [] } });
const done = { done: { phase: 'done' as const, problem: null, said: [] } };

test('the last line: where the file is, and what to do with it, for a shell', () => {
  const line = (file: string) => wording.nextCommand(file);
  assert.is(line('/r/x.json'), '/r/x.json; for a page with charts: rankstat report /r/x.json');
  assert.is(
    line("/r/it's x.json"),
    "/r/it's x.json; for a page with charts: rankstat report '/r/it'\\''s x.json'",
  );
});

test('while they start', () => {
  assert.is(wording.starting(known()), 'rankstat: the collectors start …');
  assert.is(wording.starting(known(two)), 'rankstat: 2 of 3 hosts ready …');
  const one = { progress: { ready: 1, expected: null, merged: null } };
  assert.is(wording.starting(known(one)), 'rankstat: 1 of ? hosts ready …');
});

test('when the benchmark begins', () => {
  const three = { progress: { ready: 3, expected: 3, merged: null } };
  assert.is(
    wording.allReady(known({ ...three, gather: GATHER }), 1249),
    '3 of 3 hosts ready after 1.2 s; /r/x.json',
  );
  assert.is(wording.allReady(known(three), 40), '3 of 3 hosts ready after 0.0 s');
  assert.is(wording.notAllReady(known(two), 30_000), '2 of 3 hosts ready after 30.0 s; the benchmark starts');
  const missing = { progress: { ...two.progress, missing: ['node3'] } };
  assert.is(
    wording.notAllReady(known(missing), 30_000),
    '2 of 3 hosts ready after 30.0 s; the benchmark starts; node3 did not come',
  );
  const unnamed = { progress: { ...two.progress, missing: ['unknown#1'] } };
  assert.is(
    wording.notAllReady(known(unnamed), 30_000),
    '2 of 3 hosts ready after 30.0 s; the benchmark starts',
  );
  assert.is(wording.notAllReady(known(), 0), '0 of ? hosts ready after 0.0 s; the benchmark starts');
});

const EARLY: Record<string, [Known, string]> = {
  'stopped, with a file': [
    known({ ...done, gather: GATHER }),
    'the collectors were stopped: what comes now is not recorded; what came before is in /r/x.json on node1',
  ],
  'stopped, and the launcher has ended': [
    known({ ...done, gather: GATHER, launcherEnd: 'exit code 0' }),
    'the collectors were stopped: what comes now is not recorded; what came before is in /r/x.json on node1',
  ],
  'stopped, and the word of where rank 0 is was lost': [
    known(done),
    'the collectors were stopped: what comes now is not recorded',
  ],
  'failed before there was a rank 0': [
    known({ ...failed('cannot write to /r'), launcherEnd: 'exit code 0' }),
    'no series file will come, the benchmark runs all the same: cannot write to /r',
  ],
  'failed after something was recorded': [
    known({ ...failed('cannot write /r/x.json; the samples are in /r/x.journal'), gather: GATHER }),
    'the collectors have ended, what comes now is not recorded: cannot write /r/x.json; the samples are in /r/x.journal',
  ],
  'failed without a word of why': [
    known(failed(null)),
    'no series file will come, the benchmark runs all the same: rank 0 gave no reason',
  ],
  'the launcher has started nothing': [
    known({ launcherEnd: 'spawn srun ENOENT' }),
    'nothing is recorded, the benchmark runs all the same: their launcher ended: spawn srun ENOENT',
  ],
  'the launcher was killed, and those that it has started may go on': [
    known({ launcherEnd: 'SIGKILL' }),
    'no collector was heard before their launcher ended: SIGKILL; the benchmark runs all the same',
  ],
  'the launcher has ended, rank 0 was there': [
    known({ launcherEnd: 'SIGKILL', gather: GATHER }),
    'the collectors have ended, what comes now is not recorded: their launcher ended: SIGKILL',
  ],
};
for (const [name, [state, text]] of Object.entries(EARLY)) {
  test(`ended early: ${name}`, () => {
    assert.is(wording.endedEarly(state), text);
  });
}

test('at the end, without a rank 0', () => {
  assert.is(
    wording.nothingRecorded(known()),
    'rank 0 was not heard, and no series file is known of; what one has written by itself is in the results directory, *_timeseries.json or *_timeseries.journal: see rankstat recover --help',
  );
  assert.is(
    wording.nothingRecorded(known(failed('cannot write to /r'))),
    'there is no series file: cannot write to /r',
  );
  assert.is(wording.nothingRecorded(known(failed(null))), 'there is no series file: rank 0 gave no reason');
});

test('at the end, without a file', () => {
  const see = 'the samples are in /r/x.journal: see rankstat recover --help';
  assert.is(wording.noFile(GATHER, undefined, 'silent'), `on node1: rank 0 does not answer; ${see}`);
  assert.is(
    wording.noFile(GATHER, undefined, 'ended'),
    `on node1: rank 0 ended without a last word, and /r/x.json is not seen from here; if it is not there, ${see}`,
  );
  assert.is(wording.noFile(GATHER, failed('no space').done, 'ended'), 'on node1: no space');
  assert.is(wording.noFile(GATHER, failed(null).done, 'ended'), `on node1: rank 0 gave no reason; ${see}`);
  assert.is(wording.fileElsewhere(GATHER), '/r/x.json is on node1');
});

test('at the end, with a file and without the end of rank 0', () => {
  assert.is(
    wording.fileOnly(GATHER),
    'on node1: rank 0 did not come to its end; /r/x.json is whole, and /r/x.journal is left; ' +
      'if a data set was wanted, too: rankstat convert --to parquet --hosts-per-file 256 -o DIR /r/x.journal',
  );
});

test('a launcher that has not ended: who keeps it, as far as rank 0 knows', () => {
  const done = (...said: string[]) => known({ gather: GATHER, done: { phase: 'done', problem: null, said } });
  assert.is(
    wording.launcherWaits(done(), 90_000),
    'the launcher of the collectors has not ended, though all hosts have said goodbye: it is killed in 90 s if it has not by then; all is in /r/x.json',
  );
  assert.match(wording.launcherWaits(done('no goodbye from node3: …'), 90_000), /still waits for a host/);
});

test('where the samples will be', () => {
  assert.is(wording.whereabouts(known()), 'No rank 0 was heard');
  assert.is(
    wording.whereabouts(known({ gather: GATHER })),
    'On node1, /r/x.json may still come; if not: rankstat recover /r/x.journal',
  );
});

test.run();
