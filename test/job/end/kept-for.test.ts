import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type KeptFor, keptFor } from '../../../src/job/end/kept-for.ts';

/** What is said of a journal `/r/a.journal` of a job of the type `b`. */
function line(kept: Partial<KeptFor>): string | undefined {
  const nothing = { parts: 0, missing: [], unfinished: [], incomplete: [], others: [] };
  return keptFor({ journal: '/r/a.journal', directory: '/r', benchmark: 'b', ...nothing, ...kept });
}
const own = (rank: number, host: string) => `/r/b_1_rank${rank}_${host}_timeseries.journal`;

test('nothing is missing, nothing is said', () => {
  assert.is(line({}), undefined);
});

test('a host whose journal is there under its long name; one that may still leave one', () => {
  assert.is(
    line({ missing: ['n10'], incomplete: ['n10'], others: [own(2, 'n10.site')] }),
    `no word from n10; /r/a.journal is kept; the file of all hosts: rankstat recover /r/a.journal ${own(2, 'n10.site')} -o FILE`,
  );
  // That of n10 is not that of n1.
  assert.is(
    line({
      missing: ['n10'],
      unfinished: ['n1.site'],
      incomplete: ['n1.site', 'n10'],
      others: [own(2, 'n10')],
    }),
    `no word from n10; no goodbye from n1.site; /r/a.journal is kept; with what they may leave, the file of all hosts: \
rankstat recover /r/a.journal ${own(2, 'n10')} /r/b_*_rank*_n1*_timeseries.journal -o FILE`,
  );
});

test('hosts without a name, several of them, and many journals: a pattern for all', () => {
  const all = 'rankstat recover /r/a.journal /r/b_*_rank*_timeseries.journal -o FILE';
  for (const missing of [['unknown#1'], ['n2#1'], ['n1', 'n2']])
    assert.ok(
      line({ missing, incomplete: missing, others: [own(7, 'n7')] })?.endsWith(`of all hosts: ${all}`),
    );
  const others = Array.from({ length: 6 }, (_, rank) => own(rank, `n${rank}`));
  assert.is(
    line({ others }),
    `ranks have journals of their own; /r/a.journal is kept; the file of all hosts: ${all}`,
  );
});

test('a host of which all is there that it has, and that is not complete: no other journal is spoken of', () => {
  assert.is(line({ incomplete: ['n1'] }), 'not complete: n1; /r/a.journal is kept');
  assert.is(
    line({ incomplete: ['n1'], parts: 2 }),
    'not complete: n1; /r/a.journal and its 2 parts beside it are kept',
  );
});

test.run();
