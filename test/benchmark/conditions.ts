import path from 'node:path';
import { closed, descriptors, FROM_3_TO_63, opened } from './descriptors.ts';
import { O } from './native.ts';
import type { Condition } from './strange.ts';

// signal(7)
const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, CHLD: 17 };
// getrlimit(2)
const LIMIT = { fsize: '1', data: '2', stack: '3', core: '4', nofile: '7', memlock: '8' };

/** In what a benchmark can be started, with the names that the conditions have in tests. */
export const CONDITIONS: ReadonlyMap<string, Condition> = new Map([
  ['nothing special', {}],
  ...ignored(),
  ...closed(),
  ...descriptors(),
  ...limits(),
  ...terminals(),
  ...commandLines(),
  ...directories(),
  ...scheduling(),
]);

type Named = [name: string, condition: Condition];

function ignored(): Named[] {
  const ignore = (...numbers: number[]) => numbers.flatMap((number) => ['ignore', String(number)]);
  const each = Object.entries(SIGNALS).map(
    ([name, number]): Named => [`${name} ignored`, { instructions: () => ignore(number) }],
  );
  // SIGKILL and SIGSTOP cannot be, and 32 and 33 are the C library's.
  const possible = [...Array(64).keys()].map((nth) => nth + 1).filter((n) => ![9, 19, 32, 33].includes(n));
  return [
    ...each,
    ['all signals ignored', { instructions: () => ignore(...possible) }],
    ['nohup', { instructions: () => ['terminal', 'open', '0', '0', '/dev/null', ...ignore(1)] }],
    ['in the background of a script', { instructions: () => ignore(2, 3) }],
    ['job control ignored', { instructions: () => ignore(20, 21, 22) }],
    ['USR1 blocked', { instructions: () => ['block', '10'] }],
    [
      'TERM, INT, CHLD and a real-time signal blocked',
      { instructions: () => [15, 2, 17, 40].flatMap((n) => ['block', String(n)]) },
    ],
  ];
}

function limits(): Named[] {
  const soft = (name: keyof typeof LIMIT, value: number, kind = 'soft') => [kind, LIMIT[name], String(value)];
  return [
    ['soft NOFILE 256', { instructions: () => soft('nofile', 256) }],
    ['soft NOFILE 1024', { instructions: () => soft('nofile', 1024) }],
    [
      'soft NOFILE 72 with 3–63 open',
      { instructions: (folder) => [...opened(folder, FROM_3_TO_63), ...soft('nofile', 72)] },
    ],
    ['hard NOFILE 1024', { instructions: () => soft('nofile', 1024, 'hard') }],
    ['soft CORE 0', { instructions: () => soft('core', 0) }],
    ['soft CORE 4096', { instructions: () => soft('core', 4096) }],
    ['soft STACK 1 MiB', { instructions: () => soft('stack', 1 << 20) }],
    ['soft FSIZE 1 MiB', { instructions: () => soft('fsize', 1 << 20) }],
    ['soft MEMLOCK 0', { instructions: () => soft('memlock', 0) }],
    ['hard DATA 16 GiB', { instructions: () => soft('data', 2 ** 34, 'hard') }],
  ];
}

function terminals(): Named[] {
  return [
    ['a terminal', { instructions: () => ['terminal'] }],
    [
      'a terminal, HUP, INT and QUIT ignored',
      { instructions: () => ['terminal', 'ignore', '1', 'ignore', '2', 'ignore', '3'] },
    ],
    [
      'a terminal that is only stderr',
      {
        instructions: (folder) => [
          'terminal',
          ...['open', '0', '0', '/dev/null'],
          ...['open', '1', String(O.write | O.create), path.join(folder, 'out')],
        ],
      },
    ],
    ['a terminal that is only stdin', { instructions: (folder) => ['terminal', ...filesAt12(folder)] }],
    ['a process group of its own', { instructions: () => ['group'] }],
    ['a session of its own, without a terminal', { instructions: () => ['session'] }],
  ];
}

function filesAt12(folder: string): string[] {
  const written = String(O.write | O.create | O.append);
  return ['open', '1', written, path.join(folder, 'out'), 'open', '2', written, path.join(folder, 'err')];
}

function commandLines(): Named[] {
  const every = String.fromCharCode(...[...Array(255).keys()].map((nth) => nth + 1));
  return [
    ['argv of all bytes', { acts: [every, '\xff\xfe', '\xc3', 'gr\xfc\xdfe', 'h\xc3\xa4'] }],
    ['empty arguments', { acts: ['', '', 'x', ''] }],
    [
      'arguments that mean something elsewhere',
      {
        acts: [
          '--',
          '-e',
          '--interval',
          '7',
          '--help',
          '--version',
          '$HOME',
          '`id`',
          '*',
          '~',
          "'",
          '"',
          '\n',
          '{}',
          'A=1',
        ],
      },
    ],
    ['numbers', { acts: ['007', '1e3', '0x10', '12345678901234567890', '1.0', '-1', 'true'] }],
    ['5000 arguments', { acts: Array(5000).fill('argument') }],
    // execve(2): 32 pages at most, and a quarter of the stack for all.
    ['an argument that is as long as can be', { instructions: () => ['fill', '1', String(2 ** 17 - 1)] }],
    ['arguments that leave no room', { instructions: () => ['fill', '17000', '100'] }],
  ];
}

function directories(): Named[] {
  return [
    ['working directory elsewhere', { instructions: (folder) => ['chdir', folder] }],
    [
      'stale PWD',
      {
        instructions: (folder) => ['chdir', folder],
        variables: ['PATH=/usr/bin:/bin', 'PWD=/nowhere', 'OLDPWD=/nowhere'],
      },
    ],
    [
      'PWD through a symbolic link',
      {
        instructions: () => ['chdir', '/proc/self/root/usr'],
        variables: ['PATH=/usr/bin:/bin', 'PWD=/proc/self/root/usr'],
      },
    ],
    [
      'working directory removed',
      {
        instructions: (folder) => [
          'mkdir',
          path.join(folder, 'd'),
          'chdir',
          path.join(folder, 'd'),
          'rmdir',
          path.join(folder, 'd'),
        ],
      },
    ],
    ['umask 077', { instructions: () => ['umask', '077'] }],
    ['umask 0', { instructions: () => ['umask', '0'] }],
  ];
}

function scheduling(): Named[] {
  return [
    ['nice 5', { instructions: () => ['nice', '5'] }],
    ['nice -5', { instructions: () => ['nice', '-5'] }],
    ['OOM score 500', { instructions: () => ['oom', '500'] }],
    ['one CPU', { instructions: () => ['cpu', '1'] }],
    ['SCHED_BATCH', { instructions: () => ['batch'] }],
    ['timer slack', { instructions: () => ['slack', '1000'] }],
    ['ionice: best effort, 7', { instructions: () => ['ioprio', String((2 << 13) | 7)] }],
    // ADDR_NO_RANDOMIZE, as setarch -R has it.
    ['addresses not randomized', { instructions: () => ['personality', String(0x0040000)] }],
    ['an ordinary user, in two groups', { instructions: () => ['user', '61900'] }],
    ['no new privileges', { instructions: () => ['newprivs'] }],
  ];
}
