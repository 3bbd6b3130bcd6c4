import path from 'node:path';
import { type Condition, ORDINARY } from './strange.ts';

type Named = [name: string, condition: Condition];

/** Environments that shells and Node.js change, or are changed by. */
export const ODD_VARIABLES: ReadonlyMap<string, Condition> = new Map([
  odd('an exported function of bash', [
    'BASH_FUNC_module%%=() {  eval `modulecmd bash $*`\n}',
    'BASH_FUNC_ml()=() { :\n}',
  ]),
  odd(
    'functions of bash that are named like programs',
    ['readlink', 'node', 'env', 'sed', 'exec', 'kill', 'trap', 'printf', 'cat', '['].map(
      (name) => `BASH_FUNC_${name}%%=() { echo "${name} is a function"; return 1; }`,
    ),
  ),
  odd('names that are no identifiers', ['a b=1', '1x=2', 'a.b-c=3', '%=4', 'x[0]=5', '-n=6', ' =7']),
  odd('an empty name', ['=x']),
  odd('a variable without =', ['noequals', 'noequals2']),
  odd('the same name twice', ['TWICE=1', 'TWICE=2']),
  odd('not UTF-8', ['LATIN=gr\xfc\xdfe', 'N\xc4ME=1', '\xff=\xfe', 'CUT=\xc3']),
  odd('empty values, newlines and controls', [
    'EMPTY=',
    'LINES2=a\nb\n',
    'BELL=\x07\x1b[31m',
    'SPACES=  a  b  ',
    'QUOTES=\'"`$x\\',
  ]),
  odd("the shell's own", [
    'IFS=/',
    'PS1=$(id)',
    'PS2=x',
    'PS4=+$(id)',
    'PPID=1',
    'LINENO=7',
    'CDPATH=/tmp',
    'SHLVL=3',
    '_=/bin/x',
    'MAIL=/x',
  ]),
  odd('ENV, BASH_ENV and SHELLOPTS', [
    'ENV=/missing/env',
    'BASH_ENV=/missing/bash',
    'SHELLOPTS=xtrace',
    'BASHOPTS=extglob',
    'POSIXLY_CORRECT=1',
  ]),
  odd('OPTIND', ['OPTIND=5', 'OPTARG=x', 'OPTERR=0']),
  odd('names that a script might use', [
    'self=1',
    'node=/missing',
    'bundle=/missing',
    'cpu=3',
    'before=--pin',
    'argument=x',
    'code=3',
    'pid=1',
    'status=5',
    'command=x',
    'i=1',
    'n=2',
  ]),
  odd('LD_PRELOAD of a missing library', ['LD_PRELOAD=/missing.so']),
  ['no PWD', { variables: ORDINARY.filter((variable) => !variable.startsWith('PWD=')) }],
  ['no PATH and no HOME', { variables: ['LANG=C'] }],
  ['an empty environment', { variables: [] }],
  [
    '600 kB of variables',
    { variables: [...ORDINARY, ...[...Array(15).keys()].map((n) => `BIG${n}=${'x'.repeat(40_000)}`)] },
  ],
  ['2000 variables', { variables: [...ORDINARY, ...[...Array(2000).keys()].map((n) => `MANY${n}=${n}`)] }],
  odd('TMPDIR that is missing', ['TMPDIR=/missing', 'TMP=/missing', 'XDG_RUNTIME_DIR=/missing']),
  odd('ours', ['RANKSTAT_INTERVAL=7', 'RANKSTAT_RANK=3', 'RANKSTAT_X=1']),
]);

/**
 * What Node.js and its libraries read, as `node --help`, https://nodejs.org/api/cli.html#environment-variables and the
 * sources of libuv and OpenSSL have it: rankstat's own Node.js ignores all of it. FOLDER stands for the test's own.
 */
export const NODE_VARIABLES: ReadonlyMap<string, Condition> = new Map(
  [
    ['NODE_OPTIONS=--require /missing'],
    ['NODE_OPTIONS=--inspect=0'],
    ['NODE_OPTIONS=--no-such-option'],
    ['NODE_OPTIONS="unterminated'],
    ['NODE_EXTRA_CA_CERTS=/missing.pem'],
    ['NODE_V8_COVERAGE=FOLDER/made'],
    ['NODE_COMPILE_CACHE=FOLDER/made', 'NODE_COMPILE_CACHE_PORTABLE=1'],
    ['SSLKEYLOGFILE=FOLDER/made'],
    ['NODE_REDIRECT_WARNINGS=FOLDER/made', 'NODE_PENDING_DEPRECATION=1'],
    ['NODE_CHANNEL_FD=3'],
    ['NODE_CHANNEL_FD=3', 'NODE_CHANNEL_SERIALIZATION_MODE=advanced', 'NODE_UNIQUE_ID=1'],
    ['NODE_UNIQUE_ID=1'],
    ['NODE_ICU_DATA=/missing'],
    ['NODE_DEBUG=*', 'NODE_DEBUG_NATIVE=*'],
    ['NODE_TEST_CONTEXT=child-v8', 'WATCH_REPORT_DEPENDENCIES=1'],
    ['NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_USE_SYSTEM_CA=1', 'NODE_USE_ENV_PROXY=1', 'HTTP_PROXY=:'],
    ['NODE_PATH=/missing', 'NODE_PRESERVE_SYMLINKS=1', 'NODE_REPL_EXTERNAL_MODULE=/missing'],
    [
      'OPENSSL_CONF=/missing.cnf',
      'OPENSSL_MODULES=/missing',
      'SSL_CERT_FILE=/missing',
      'SSL_CERT_DIR=/missing',
    ],
    ['UV_THREADPOOL_SIZE=0', 'UV_USE_IO_URING=1'],
    ['NO_COLOR=1', 'FORCE_COLOR=3', 'NODE_DISABLE_COLORS=1', 'TZ=/missing', 'LC_ALL=xx_YY'],
  ].map((variables): Named => {
    // A descriptor that it speaks of is there: a pipe.
    const instructions = () => (variables[0] === 'NODE_CHANNEL_FD=3' ? ['socket', '3'] : []);
    return [variables.join(' '), { variables: [...ORDINARY, ...variables], instructions }];
  }),
);

/** The condition for one folder. */
export function placed(condition: Condition, folder: string): Condition {
  const { variables = ORDINARY } = condition;
  return { ...condition, variables: variables.map((text) => text.replace('FOLDER', path.join(folder))) };
}

function odd(name: string, variables: readonly string[]): Named {
  return [name, { variables: [...ORDINARY, ...variables] }];
}
