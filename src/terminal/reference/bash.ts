import { COMMON_OPTIONS, type CommandModel, type OptionModel, type ProgramModel } from './model.ts';
import { argumentValue, optionValue, type ValueModel } from './values.ts';

/**
 * The completion of bash: a script that knows all by itself, for a Node.js would start at each TAB. It takes bash 4.2 or
 * later, and the package bash-completion where that is loaded: for the command behind `run … --`.
 */
export function bashCompletion(program: ProgramModel): string {
  const { name, commands } = program;
  const names = [...commands.map((command) => command.name), 'help'];
  return `# bash completion of ${name} ${program.version}.
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} at
  COMPREPLY=()
  # readline takes --name=value for three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = && $COMP_CWORD -ge 2 ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    __${name}_offer '${names.join(' ')} ${dashed(COMMON_OPTIONS).join(' ')}'
    return
  fi
  case $command in
${commands
  .filter(({ hasCommand }) => hasCommand)
  .map(behindDashes(name))
  .join('\n')}
  esac
  case $command in
    help) ((COMP_CWORD > 2)) || __${name}_offer '${names.join(' ')}' ;;
${commands.map((command) => branch(name, command)).join('\n')}
  esac
}

# Offers those of the words that begin with what is there.
__${name}_offer() {
  compopt +o bashdefault +o default 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# The same of a list with commas: what stands before the last one stays.
__${name}_offer_list() {
  local before=
  [[ $cur == *,* ]] && before=\${cur%,*},
  compopt -o nospace +o bashdefault +o default 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "\${cur##*,}")
}

# Offers names of folders.
__${name}_offer_folders() {
  compopt -o dirnames +o bashdefault +o default 2>/dev/null
}

# Behind --, the words from the given place on are another command's.
__${name}_offer_command() {
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$1"
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    mapfile -t COMPREPLY < <(compgen -c -- "$cur" | sort -u)
  fi
}

# Where nothing is offered, readline has names of files.
complete -o bashdefault -o default -F _${name} ${name}
`;
}

function behindDashes(program: string): (command: CommandModel) => string {
  return ({ name }) => `    ${name})
      for ((at = 2; at < COMP_CWORD; at++)); do
        if [[ \${COMP_WORDS[at]} == -- ]]; then
          __${program}_offer_command $((at + 1))
          return
        fi
      done
      ;;`;
}

/** The values of its options, then their names, then what stands at its places. */
function branch(program: string, command: CommandModel): string {
  const byAction = new Map<string, string[]>();
  for (const option of command.options) {
    const value = optionValue(command.name, option);
    if (value === undefined) continue;
    const action = offer(program, value);
    byAction.set(action, [...(byAction.get(action) ?? []), ...dashed([option])]);
  }
  const values = [...byAction].map(
    ([action, names]) => `        ${names.join(' | ')}) ${action} && return ;;`,
  );
  const options = [...dashed([...command.options, ...COMMON_OPTIONS]), ...(command.hasCommand ? ['--'] : [])];
  const [place] = command.arguments;
  const atPlace = place === undefined ? undefined : offer(program, argumentValue(command.name, place));
  return `    ${command.name})
      case $prev in
${values.length === 0 ? '        *) ;;' : values.join('\n')}
      esac
      if [[ $cur == -*${command.arguments.length === 0 ? ' || -z $cur' : ''} ]]; then
        __${program}_offer '${options.join(' ')}'
      else
        ${atPlace ?? `__${program}_offer ''`}
      fi
      ;;`;
}

/** What is done for a value: it succeeds. */
function offer(program: string, { is, choices }: ValueModel): string {
  const words = choices.filter((choice) => /^[\w.,+-]+$/.test(choice)).join(' ');
  switch (is) {
    case 'file':
      return ':';
    case 'folder':
      return `__${program}_offer_folders`;
    case 'anything':
      return `__${program}_offer ''`;
    case 'one of':
      return `__${program}_offer '${words}'`;
    case 'list of':
      return `__${program}_offer_list '${words}'`;
  }
}

/** Options as they are typed. */
function dashed(options: readonly OptionModel[]): string[] {
  return options.flatMap(({ name, aliases }) =>
    [...aliases, name].map((one) => (one.length === 1 ? `-${one}` : `--${one}`)),
  );
}
