import { COMMON_OPTIONS, type CommandModel, type OptionModel, type ProgramModel } from './model.ts';
import { argumentValue, optionValue, type ValueModel } from './values.ts';

/** The completion of zsh, for a folder of `fpath`: it knows all by itself, for a Node.js would start at each TAB. */
export function zshCompletion({ name, version, commands }: ProgramModel): string {
  const all = [...commands, { name: 'help', describe: 'Show the help of a command' }];
  const common = COMMON_OPTIONS.flatMap((option) => spec('', option, '(- *)'));
  return `#compdef ${name}
# zsh completion of ${name} ${version}.

_${name}_commands() {
  local -a commands
  commands=(
${all.map((command) => `    ${quoted(`${command.name}:${command.describe}`)}`).join('\n')}
  )
  _describe -t commands 'command' commands
}

_${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C -S \\
    ${common.join(' \\\n    ')} \\
    '1: :_${name}_commands' \\
    '*:: :->arguments' && return
  [[ $state == arguments ]] || return 1
  curcontext=\${curcontext%:*:*}:${name}-$words[1]:
  case $words[1] in
    help)
      _arguments '1: :_${name}_commands'
      ;;
${commands.map((command) => branch(command, common)).join('\n')}
  esac
}

_${name} "$@"
`;
}

function branch(command: CommandModel, common: readonly string[]): string {
  const places = command.arguments.map((argument, at) => {
    const isLast = at === command.arguments.length - 1;
    const isMany = isLast && command.synopsis.includes(`${argument.name}..`);
    return quoted(`${isMany ? '*' : at + 1}${action(argumentValue(command.name, argument))}`);
  });
  const specs = [
    ...command.options.flatMap((option) => spec(command.name, option, '')),
    ...common,
    ...places,
    ...(command.hasCommand ? [quoted('*::command:_normal')] : []),
  ];
  return `    ${command.name})
      _arguments \\
        ${specs.join(' \\\n        ')}
      ;;`;
}

/** What _arguments takes for each name of an option. @param excludes what is no more offered beside it */
function spec(command: string, option: OptionModel, excludes: string): string[] {
  const names = [option.name, ...option.aliases].map((one) => (one.length === 1 ? `-${one}` : `--${one}`));
  const value = optionValue(command, option);
  const without = excludes || (option.repeats ? '*' : names.length > 1 ? `(${names.join(' ')})` : '');
  return names.map((name) => {
    const takes = value === undefined ? '' : name.startsWith('--') ? '=' : '+';
    return quoted(`${without}${name}${takes}[${bracketed(option.describe)}]${value ? action(value) : ''}`);
  });
}

/** `:WORD:what is offered`. */
function action({ word, is, choices }: ValueModel): string {
  const told = word.replaceAll(':', '\\:');
  const words = choices.map((choice) => choice.replace(/[\s():\\]/g, '\\$&')).join(' ');
  switch (is) {
    case 'file':
      return `:${told}:_files`;
    case 'folder':
      return `:${told}:_files -/`;
    case 'anything':
      return `:${told}:`;
    case 'one of':
      return `:${told}:(${words})`;
    case 'list of':
      return `:${told}:_values -s , ${told} ${words}`;
  }
}

function bracketed(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
