import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coverageOf, NAMES_LOST, type SourceCoverage } from '../../src/merge/coverage.ts';
import { sourcesCoverage } from '../../src/merge/source-status.ts';
import type { Track } from '../../src/merge/track.ts';
import { helloOf, trackOf } from './example.ts';

function covered(
  tracks: readonly Track[],
  sources: Readonly<Record<string, SourceCoverage>>,
  [ticks_expected, ticks_sampled]: readonly [number, number],
  missed: Readonly<Record<string, number>> = {},
) {
  const coverage = {
    ...coverageOf([], () => true),
    ...{ sources: new Map(Object.entries(sources)), missed: new Map(Object.entries(missed)) },
  };
  return sourcesCoverage(tracks, coverage, { ticks_expected, ticks_sampled });
}
const asking = (...required: string[]) => ({ hello: helloOf(0, 'node1', { required }) });

test('a source that is in all samples lacks nothing but what its host lacks', () => {
  const tracks = [trackOf(asking('vmstat'))];
  assert.equal(covered(tracks, { vmstat: { samples: 12, ticks: 10 } }, [10, 10]), {
    status: { vmstat: { ticks_expected: 10, ticks_sampled: 10, ticks_missed: 0, reason: null } },
    reasons: [],
  });
  assert.equal(covered(tracks, { vmstat: { samples: 10, ticks: 8 } }, [10, 8]), {
    status: {
      vmstat: {
        ticks_expected: 10,
        ticks_sampled: 8,
        ticks_missed: 2,
        reason: "its host's ticks are missing",
      },
    },
    reasons: [],
  });
});

test('one that is missing at ticks, and one that never was there, with what was wrong with it last', () => {
  const first = trackOf({ ...asking('cpu', 'pressure'), errors: new Map([['pressure', 'EOPNOTSUPP']]) });
  const again = trackOf({ ...asking('cpu'), errors: new Map([['pressure', 'EACCES']]) });
  const { status, reasons } = covered([first, again], { cpu: { samples: 5, ticks: 5 } }, [10, 8]);
  assert.equal(status, {
    cpu: { ticks_expected: 10, ticks_sampled: 5, ticks_missed: 5, reason: 'it was not there' },
    pressure: { ticks_expected: 10, ticks_sampled: 0, ticks_missed: 10, reason: 'EACCES' },
  });
  assert.equal(reasons, [
    'cpu is missing at 3 of 8 ticks: it was not there',
    'pressure was never read: EACCES',
  ]);
});

test('one in samples without a tick only was read, one in none was not, even where there are no ticks', () => {
  const { status, reasons } = covered([trackOf(asking('cpu'))], { disk: { samples: 2, ticks: 0 } }, [0, 0]);
  assert.equal(reasons, ['cpu was never read: it was not there']);
  assert.is(status.disk?.reason, null);
  assert.is(status.cpu?.reason, 'it was not there');
});

test('where the names of its numbers are lost that is why, whatever was wrong before', () => {
  const tracks = [trackOf({ sets: [{ sources: [], lost: ['disk'] }], errors: new Map([['disk', 'EIO']]) })];
  const { status, reasons } = covered(tracks, {}, [4, 4]);
  assert.equal(reasons, [`disk was never read: ${NAMES_LOST}`]);
  assert.is(status.disk?.reason, NAMES_LOST);
});

test('of what comes and goes nobody knows when it should be there, unless it could not be read', () => {
  const some = { nfs: { samples: 3, ticks: 3 } };
  const why = (error: string) =>
    covered([trackOf({ errors: new Map([['nfs', error]]) })], some, [10, 10]).reasons;
  assert.equal(covered([trackOf({})], some, [10, 10]).reasons, []);
  // It was read, but for that line.
  assert.equal(why('line 7: 2 numbers where at least 8 belong'), []);
  assert.equal(why('denied: EACCES'), ['nfs is missing at 7 of 10 ticks: denied: EACCES']);
  assert.equal(why('failed: EIO'), ['nfs is missing at 7 of 10 ticks: failed: EIO']);
});

test('one that is not read at each tick is expected where it was its turn, whatever its host lacks', () => {
  const tracks = [trackOf({ ...asking('cgroup'), errors: new Map([['cgroup', 'denied: EACCES']]) })];
  const line = (ticks_sampled: number, ticks_missed: number, reason: string | null) => ({
    cgroup: { ...{ ticks_expected: ticks_sampled + ticks_missed, ticks_sampled, ticks_missed }, reason },
  });
  const some = { cgroup: { samples: 5, ticks: 3 } };
  assert.equal(covered([trackOf(asking('cgroup'))], some, [31, 28]), {
    status: line(3, 0, null),
    reasons: [],
  });
  assert.equal(covered(tracks, some, [31, 28], { cgroup: 1 }), {
    status: line(3, 1, 'denied: EACCES'),
    reasons: ['cgroup is missing at 1 of 4 ticks: denied: EACCES'],
  });
  assert.equal(covered(tracks, {}, [31, 28], { cgroup: 4 }), {
    status: line(0, 4, 'denied: EACCES'),
    reasons: ['cgroup was never read: denied: EACCES'],
  });
});

test.run();
