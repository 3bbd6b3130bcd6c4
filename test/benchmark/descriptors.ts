import path from 'node:path';
import { O } from './native.ts';
import type { Condition } from './strange.ts';

type Named = [name: string, condition: Condition];

export const FROM_3_TO_63 = [...Array(61).keys()].map((nth) => nth + 3);

/** Some of the standard three are closed. */
export function closed(): Named[] {
  return [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map((fds) => [
    `${fds.join(', ')} closed`,
    { instructions: () => fds.flatMap((fd) => ['close', String(fd)]) },
  ]);
}

/** Instructions that open descriptors, each in another way. */
export function opened(folder: string, fds: readonly number[]): string[] {
  const file = path.join(folder, 'err');
  const ways: readonly ((fd: string) => string[])[] = [
    (fd) => ['open', fd, String(O.read), file],
    (fd) => ['open', fd, String(O.write | O.append), file],
    (fd) => ['open', fd, String(O.both | O.nonblock), '/dev/null'],
    (fd) => ['socket', fd],
    (fd) => ['open', fd, String(O.read), folder],
    (fd) => ['into', fd, '/dev/null'],
    (fd) => ['open', fd, String(O.both), '/dev/zero', 'nonblock', fd],
  ];
  return fds.flatMap((fd, nth) => ways[nth % ways.length]!(String(fd)));
}

/** Others than the standard three are open, or these are unusual. */
export function descriptors(): Named[] {
  return [
    ['3–63 open', { instructions: (folder) => opened(folder, FROM_3_TO_63) }],
    [
      '3–63 open, nothing recorded',
      { instructions: (folder) => opened(folder, FROM_3_TO_63), options: ['--skip-timeseries'] },
    ],
    ['3–63 open, 0–2 closed', { instructions: (folder) => [...opened(folder, FROM_3_TO_63), ...all012()] }],
    ['3 and 9 open', { instructions: (folder) => opened(folder, [3, 9]) }],
    ['10–12, 64, 99 and 255 open', { instructions: (folder) => opened(folder, [10, 11, 12, 64, 99, 255]) }],
    ["make's jobserver", { instructions: () => ['from', '3', '/dev/zero', 'into', '4', '/dev/null'] }],
    [
      'pipes, O_NONBLOCK',
      {
        instructions: (folder) => [
          ...['from', '0', '/dev/null', 'nonblock', '0'],
          ...['into', '1', path.join(folder, 'out'), 'nonblock', '1'],
          ...['into', '2', path.join(folder, 'err'), 'nonblock', '2'],
        ],
        acts: ['sleep', '300', 'flags'],
      },
    ],
    [
      'pipes',
      {
        instructions: (folder) => [
          ...['from', '0', '/dev/null'],
          ...['into', '1', path.join(folder, 'out')],
          ...['into', '2', path.join(folder, 'err')],
        ],
        acts: ['sleep', '300', 'flags'],
      },
    ],
    [
      'one pipe for stdout and stderr',
      {
        instructions: (folder) => ['into', '1', path.join(folder, 'err'), 'copy', '1', '2'],
        acts: ['sleep', '300', 'flags'],
      },
    ],
    ['sockets', { instructions: () => ['socket', '0', 'copy', '0', '1'], acts: ['sleep', '300', 'flags'] }],
    [
      'stdin read and write, stdout read only',
      { instructions: () => ['open', '0', '2', '/dev/null', 'open', '1', '0', '/dev/null'] },
    ],
  ];
}

function all012(): string[] {
  return ['0', '1', '2'].flatMap((fd) => ['close', fd]);
}
