import { randomBytes } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNotes, encodeNotes, type Notes } from '../../src/benchmark/notes.ts';
import { NOTES } from './example-notes.ts';

test('notes come through a variable as they are, whatever bytes are in them', () => {
  const notes: Notes = {
    ...NOTES,
    ignored: [1, 64],
    files: null,
    environment: ['A=\xff\xfe\n', 'BASH_FUNC_module%%=() {\n :\n}'],
  };
  const text = encodeNotes(notes);
  assert.match(text, /^[A-Za-z0-9+/=]+$/);
  assert.equal(decodeNotes(text), notes);
});

test('more than a variable can have is refused', () => {
  const environment = [`A=${randomBytes(100_000).toString('hex')}`];
  assert.throws(() => encodeNotes({ ...NOTES, environment }), /the environment is too large/);
});

test('what is no notes is refused', () => {
  assert.throws(() => decodeNotes(''));
  assert.throws(() => decodeNotes('e30='));
});

test.run();
