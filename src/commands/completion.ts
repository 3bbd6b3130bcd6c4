import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { bashCompletion } from '../terminal/reference/bash.ts';
import type { ProgramModel } from '../terminal/reference/model.ts';
import { zshCompletion } from '../terminal/reference/zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion };

/**
 * `rankstat completion`: what makes a shell complete the commands and options of this version.
 * @param program all commands, this one among them
 */
export function completionCommand(program: () => Promise<ProgramModel>): CommandModule {
  return {
    command: 'completion <shell>',
    describe: 'Print what makes a shell complete commands, options and their values',
    builder: (yargs: Argv) =>
      yargs
        .positional('shell', {
          choices: Object.keys(SHELLS),
          demandOption: true,
          describe: 'The shell that reads it',
        })
        .example('eval "$($0 completion bash)"', 'in ~/.bashrc')
        .example('$0 completion zsh > ~/.zfunc/_rankstat', 'in a folder that is in fpath before compinit'),
    handler: async (argv: ArgumentsCamelCase) => {
      const render = argv.shell === 'zsh' ? SHELLS.zsh : SHELLS.bash;
      process.stdout.write(render(await program()));
    },
  };
}
