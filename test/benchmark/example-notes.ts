import type { Notes } from '../../src/benchmark/notes.ts';

/** A process as most are started: in an environment that every shell passes on. */
export const NOTES: Notes = {
  shell: '/bin/sh',
  ignored: [],
  blocked: [],
  files: 1024,
  core: 0,
  closed: [],
  nonBlocking: [],
  descriptors: [],
  environment: ['HOME=/root', 'PATH=/usr/bin:/bin'],
  changed: [],
  added: [],
};
