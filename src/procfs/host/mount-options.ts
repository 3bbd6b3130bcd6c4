/** Options whose value lets somebody in: cifs has passwords, ceph its key, and whatever else is called so. */
const SECRET =
  /^(?:pw|(?:.*[_.-])?pass|.*(?:password|passwd|passphrase|passcode|secret|token|key)|cred(?:ential)?s?)\d*$/i;
/** Of `https://user:password@host/` what is secret. A password can have an @. */
const IN_URL = /((?:^|:)\/\/[^/:@]*):[^/]*@/g;

/** Options of a mount, `rw,vers=4.2,password=…`, with what is secret replaced by `…`. */
export function withoutSecrets(options: string): string {
  return options
    .split(',')
    .map((option) => {
      const equals = option.indexOf('=');
      return equals > 0 && SECRET.test(option.slice(0, equals)) ? `${option.slice(0, equals)}=…` : option;
    })
    .map(withoutPassword)
    .join(',');
}

/** What is mounted, with the password that programs which are file systems take in its address replaced by `…`. */
export function withoutPassword(source: string): string {
  return source.replace(IN_URL, '$1:…@');
}
