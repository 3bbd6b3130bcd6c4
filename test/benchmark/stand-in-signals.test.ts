import { EventEmitter } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { onSignals } from '../../src/benchmark/stand-in-signals.ts';

test('signals that came before there is a handler are given to it', () => {
  const target = new EventEmitter();
  const signals = onSignals(target);
  target.emit('SIGTERM');
  const heard: string[] = [];
  signals.handle((signal) => heard.push(signal));
  target.emit('SIGUSR2');
  assert.equal(heard, ['SIGTERM', 'SIGUSR2']);
});

test('every signal that a batch system or a terminal sends is handled; those of a stop are the kernel’s', () => {
  const target = new EventEmitter();
  onSignals(target);
  for (const signal of [
    'HUP',
    'INT',
    'QUIT',
    'TERM',
    'USR1',
    'USR2',
    'ALRM',
    'XCPU',
    'CONT',
    'WINCH',
    'PIPE',
  ])
    assert.is(target.listenerCount(`SIG${signal}`), 1, signal);
  for (const signal of ['TSTP', 'TTIN', 'TTOU', 'CHLD', 'SEGV'])
    assert.is(target.listenerCount(`SIG${signal}`), 0, signal);
});

test('what was ignored does nothing, early or late', () => {
  const target = new EventEmitter();
  const signals = onSignals(target);
  target.emit('SIGHUP');
  signals.ignore([1, 2]);
  const heard: string[] = [];
  signals.handle((signal) => heard.push(signal));
  target.emit('SIGINT');
  target.emit('SIGTERM');
  assert.equal(heard, ['SIGTERM']);
});

test('one that is expected is for this process itself, the next is not', () => {
  const target = new EventEmitter();
  const signals = onSignals(target);
  const heard: string[] = [];
  signals.handle((signal) => heard.push(signal));
  signals.expect('SIGPIPE');
  for (const signal of ['SIGTERM', 'SIGPIPE', 'SIGPIPE']) target.emit(signal);
  assert.equal(heard, ['SIGTERM', 'SIGPIPE']);
});

test('a signal that is released does what it does by default', () => {
  const target = new EventEmitter();
  const signals = onSignals(target);
  signals.release('SIGTERM');
  signals.release('SIGKILL');
  assert.is(target.listenerCount('SIGTERM'), 0);
});

test.run();
