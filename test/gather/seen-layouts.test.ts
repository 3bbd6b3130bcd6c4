import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeenLayouts } from '../../src/gather/seen-layouts.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { throwsText } from '../rejects.ts';

/** A layout of meminfo: its body, and the key that stands for it. */
function layoutOf(...names: string[]) {
  const body = Buffer.from(JSON.stringify({ names, columns: 1 }));
  return { body, key: layoutKey('meminfo', body) };
}

test('two hosts with the same bytes share one layout, which stays as it was when their buffers change', () => {
  const layouts = new SeenLayouts();
  const { body, key } = layoutOf('MemTotal', 'MemFree');
  const first = Buffer.from(body);
  const layout = layouts.look('meminfo', key, first);
  first.fill(0);
  assert.equal(layout, { source: 'meminfo', count: 2 });
  assert.is(layouts.look('meminfo', key, Buffer.from(body)), layout);
});

test('a known key makes nothing right: other bytes are looked at, and so is another source', () => {
  const layouts = new SeenLayouts();
  const { body, key } = layoutOf('MemTotal');
  const other = layoutOf('MemTotal', 'MemFree');
  layouts.look('meminfo', key, body);
  throwsText(() => layouts.look('meminfo', key, other.body), 'is not the one that');
  throwsText(() => layouts.look('vmstat', key, body), 'is not the one that');
  assert.throws(() => layouts.look('meminfo', key, body.subarray(0, -1)), /JSON/);
  assert.is(layouts.look('meminfo', other.key, other.body).count, 2);
});

test('what does not fit is looked at each time, with the same result', () => {
  const [one, two] = [layoutOf('MemTotal'), layoutOf('MemFree')];
  const layouts = new SeenLayouts(one.body.length);
  const known = layouts.look('meminfo', one.key, one.body);
  const unknown = layouts.look('meminfo', two.key, two.body);
  assert.is(layouts.look('meminfo', one.key, one.body), known);
  assert.is.not(layouts.look('meminfo', two.key, two.body), unknown);
  assert.equal(layouts.look('meminfo', two.key, two.body), { source: 'meminfo', count: 1 });
});

test.run();
