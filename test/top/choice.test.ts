import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { granted, modeOf, type OnScreen, type TopChoice, tableBy } from '../../src/top/choice.ts';
import { keysIn, wishOf } from '../../src/top/keys.ts';

/** Ten hosts, of which four have room. */
const SHOWN: OnScreen = { names: Array.from({ length: 10 }, (_, at) => `n${at}`), rows: 4, lines: 0 };
const START = tableBy('n');

/** What is chosen after these keys. */
function after(keys: string, { from = START, shown = SHOWN }: { from?: TopChoice; shown?: OnScreen } = {}) {
  return keysIn(keys).reduce((choice, key) => {
    const wish = wishOf(key, modeOf(choice));
    return wish === undefined ? choice : granted(choice, wish, shown);
  }, from);
}
const place = (keys: string, from = START) => {
  const { selected, scroll } = after(keys, { from });
  return [selected, scroll];
};

test('the first step marks a row that can be seen, further ones take the screen along', () => {
  assert.equal(place('j'), ['n0', 0]);
  assert.equal(place('jjjj'), ['n3', 0]);
  assert.equal(place('jjjjj'), ['n4', 1]);
  assert.equal(place('jk'), ['n0', 0]);
  assert.equal(place('j'.repeat(99)), ['n9', 6]);
  assert.equal(place('j', { ...START, scroll: 3 }), ['n3', 3]);
});

test('pages scroll, and a marked row stays in sight', () => {
  assert.equal(place(' '), [null, 4]);
  assert.equal(place('  '), [null, 6]);
  assert.equal(place('j '), ['n4', 4]);
  assert.equal(place('j\u001b[F'), ['n9', 6]);
  assert.equal(place('j\u001b[F\u001b[H'), ['n0', 0]);
});

test('a row stays marked whatever the order; a new order begins at its top without one', () => {
  const marked = after('jj');
  const turned = { ...SHOWN, names: [...SHOWN.names].reverse() };
  assert.equal(after('k', { from: marked, shown: turned }).selected, 'n2');
  assert.equal([after('jjr').selected, after('jjc').selected, after('jjc').scroll], ['n1', null, 0]);
});

test('Enter shows the marked host, or the first in sight; Esc goes back to where one was', () => {
  assert.equal(after('jj\r').host, { name: 'n1', scroll: 0 });
  assert.equal(after(' \r').host, { name: 'n4', scroll: 0 });
  assert.equal(after('\r', { shown: { ...SHOWN, names: [] } }).host, null);
  const back = after('jj\r\u001b');
  assert.equal([back.host, back.selected, modeOf(back)], [null, 'n1', 'hosts']);
});

test('a text that does not fit is scrolled, no farther than its end', () => {
  const inHost = { ...START, host: { name: 'n1', scroll: 0 } };
  const shown = { ...SHOWN, lines: 7 };
  const scroll = (keys: string) => after(keys, { from: inHost, shown }).host?.scroll;
  assert.equal([scroll('j'), scroll('jjjjj'), scroll(' '), scroll('jjk')], [1, 3, 3, 1]);
  const inHelp = after('?', { from: inHost });
  assert.is(modeOf(inHelp), 'help');
  assert.equal(after(' ', { from: inHelp, shown }).help, { scroll: 3 });
  // Where all of it fits any key goes back, to the host.
  assert.is(modeOf(after(' ', { from: inHelp, shown: { ...SHOWN, lines: 4 } })), 'host');
  assert.is(modeOf(after('x', { from: inHelp, shown })), 'host');
});

test('a filter is typed, kept with Enter, and cleared with Esc, then and later', () => {
  const typing = after('/no\u007f1');
  assert.equal([typing.filter, typing.isTyping, modeOf(typing)], ['n1', true, 'typing']);
  const kept = after('\r', { from: typing });
  assert.equal([kept.filter, modeOf(kept)], ['n1', 'hosts']);
  assert.equal([after('\u001b', { from: typing }), after('\u001b', { from: kept })], [START, START]);
  // It goes on with what there is.
  assert.is(after('/2', { from: kept }).filter, 'n12');
  assert.is(after('/\u0015x', { from: kept }).filter, 'x');
  assert.is(after(`/${'x'.repeat(1000)}`).filter.length, 255);
});

test.run();
