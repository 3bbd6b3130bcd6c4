// What lets somebody in must not be in a file that is passed on: options of mounts, and command lines.

/** What stands where a secret was. */
const HIDDEN = '…';

const SECRET_NAMES = [
  'pw|(?:.*[_.-])?pass',
  '(?:.*[_.-])?pwd',
  '.*(?:password|passwd|passphrase|passcode|secret|token|signature)',
  // Azure's, in an address.
  'sig',
  '(?:.*[_.-])?key',
  '.*(?:access|account|api|auth|client|encryption|master|private|secret|session|shared|signing)key',
  '(?:.*[_.-])?cred(?:ential)?s?',
];
const SECRET = new RegExp(`^(?:${SECRET_NAMES.join('|')})\\d*$`, 'i');
/** Keys of tables and caches, which open nothing. */
const OTHER_KEY =
  /(?:^|[_.-])(?:cache|config|foreign|group|hash|index|order|partition|primary|row|shuffle|sort)[_.-]?key$/i;
/** What is called so can also be how often, or how many: then it is a small number. */
const AMBIGUOUS = /(?:^|[_.-])(?:pass|key|token|sig)\d*$/i;
const SMALL_NUMBER = /^-?\d{1,4}$/;
/** … or a folder, the working one. */
const FOLDER = /(?:^|[_.-])pwd\d*$/i;
const IS_FOLDER = /^["']?[/.~$]/;

/** Of `https://user:password@host/` what is secret. A password can have an @. */
const IN_URL = /((?:^|:)\/\/[^/:@\s]*):[^/\s]*@/g;
/** Headers of a request all of which is secret. */
const HEADER = /\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*).+/gis;
const BEARER = /\b(bearer)\s+[\w.~+/=-]{8,}/gi;
/** Tokens that show by themselves what they are: of GitHub, GitLab, Hugging Face, Slack. */
const KNOWN_TOKEN = /\b(gh[oprsu]_|github_pat_|glpat-|hf_|xox[abprs]-)[\w-]{16,}/g;

/** A word that was cut ends within its quotes. */
const VALUE = `"(?:[^"\\\\]|\\\\.)*(?:"|$)|'[^']*(?:'|$)|[^\\s,;&|"']+`;
/**
 * `name=value`, and in what is like JSON or a header `name: value`. Of a longer name its end is enough; without a limit a word of
 * 100 KB, as benchmarks are given, would be gone through once from each of its letters on.
 */
const ASSIGNED = new RegExp(`([A-Za-z_][\\w.-]{0,100})(["']?(?:\\s*:\\s*|=))(${VALUE})`, 'g');
/** `--name value` in a line for a shell. */
const OPTION_IN_LINE = new RegExp(`(^|[\\s"'])(-{1,2}[A-Za-z][\\w.-]*)(\\s+)(?!-)(${VALUE})`, 'g');

const OPTION = /^-{1,2}([A-Za-z][\w.-]*)$/;
const WHOLE = /^(-{0,2}([A-Za-z_][\w.-]*)=)(.*)$/s;
/** Options whose value is a name and a password. */
const LOGIN_OPTION = /^(?:-u|--(?:user|proxy-user|auth|login))$/;
const LOGIN = /^([^:/\s]+):(?!\/\/).+$/s;
const LOGIN_WHOLE = /^(--(?:user|proxy-user|auth|login))=(.*)$/s;
/** Its `-p` is a password, of others a port. */
const SSHPASS = /(?:^|\/)sshpass$/;
const NUMBERS = /^\d+:\d+$/;
/** Options of mpiexec that have a variable's name and its value as two words. */
const VARIABLE_OPTION = /^-{1,2}(?:g?env|setenv)$/;

/** Whether what is called so lets somebody in: cifs has passwords, ceph its key, and whatever else is called so. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !OTHER_KEY.test(name);
}

/** An address, with the password that it has replaced by `…`. */
export function withoutPassword(address: string): string {
  return address.replace(IN_URL, `$1:${HIDDEN}@`);
}

/**
 * A word of a command line, with what is secret in it replaced by `…`: better too much than too little.
 * @param words of the command line
 * @param at which of them
 */
export function withoutSecret(words: readonly string[], at: number): string {
  const [word = '', before = '', twoBefore = ''] = [words[at], words[at - 1], words[at - 2]];
  const option = OPTION.exec(before)?.[1];
  if (option !== undefined && !word.startsWith('-') && isSecret(option, word)) return HIDDEN;
  if (VARIABLE_OPTION.test(twoBefore) && isSecret(before, word)) return HIDDEN;
  if (before === '-p' && SSHPASS.test(twoBefore)) return HIDDEN;
  if (LOGIN_OPTION.test(before) && isLogin(word)) return word.replace(LOGIN, `$1:${HIDDEN}`);
  const [, login, value = ''] = LOGIN_WHOLE.exec(word) ?? [];
  if (login !== undefined && isLogin(value)) return `${login}=${value.replace(LOGIN, `$1:${HIDDEN}`)}`;
  return withoutSecretsIn(word);
}

/** A name and a password; not two numbers, as of a user and a group. */
function isLogin(text: string): boolean {
  return LOGIN.test(text) && !NUMBERS.test(text);
}

/** One word, which can be a line for a shell, a list of options, or anything else. */
function withoutSecretsIn(word: string): string {
  const [, begin, name, value] = WHOLE.exec(word) ?? [];
  // A password can have commas, blanks and quotes.
  if (begin !== undefined && name !== undefined && value !== undefined && isSecret(name, value))
    return value === '' ? word : `${begin}${HIDDEN}`;
  return withoutPassword(word)
    .replace(HEADER, `$1$2${HIDDEN}`)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(KNOWN_TOKEN, `$1${HIDDEN}`)
    .replace(OPTION_IN_LINE, (all: string, before: string, option: string, blank: string, rest: string) =>
      isSecret(option.replace(/^-+/, ''), rest) ? `${before}${option}${blank}${HIDDEN}` : all,
    )
    .replace(ASSIGNED, (all: string, one: string, equals: string, rest: string) =>
      isSecret(one, rest) ? `${one}${equals}${HIDDEN}` : all,
    );
}

function isSecret(name: string, value: string): boolean {
  if (AMBIGUOUS.test(name) && SMALL_NUMBER.test(value)) return false;
  if (FOLDER.test(name) && IS_FOLDER.test(value)) return false;
  return isSecretName(name);
}
