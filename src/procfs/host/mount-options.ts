import { isSecretName, withoutPassword } from '../../system/text/secrets.ts';

/** Options of a mount, `rw,vers=4.2,password=…`, with what is secret replaced by `…`. */
export function withoutSecrets(options: string): string {
  return options
    .split(',')
    .map((option) => {
      const equals = option.indexOf('=');
      return equals > 0 && isSecretName(option.slice(0, equals)) ? `${option.slice(0, equals)}=…` : option;
    })
    .map(withoutPassword)
    .join(',');
}
