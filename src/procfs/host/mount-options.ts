/** Options whose value lets somebody in: cifs has passwords, ceph its key, and whatever else is called so. */
const SECRET = /^(?:pass(?:word|wd)?2?|pw|secret|.*(?:password|passwd|secret|token|key)|cred(?:ential)?s?)$/i;

/** Options of a mount, `rw,vers=4.2,password=…`, with what is secret replaced by `…`. */
export function withoutSecrets(options: string): string {
  return options
    .split(',')
    .map((option) => {
      const equals = option.indexOf('=');
      return equals > 0 && SECRET.test(option.slice(0, equals)) ? `${option.slice(0, equals)}=…` : option;
    })
    .join(',');
}
