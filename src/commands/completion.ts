import { UsageError } from '../command-error.ts'
import { parseOptions } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'

export const completionHelp = `Usage: lua-ts completion bash|zsh|fish

Prints a script that completes commands, options and the names of running
functions. To have it in every shell:

  bash  lua-ts completion bash > ~/.local/share/bash-completion/completions/lua-ts
  zsh   lua-ts completion zsh > ~/.zfunc/_lua-ts      (a folder of $fpath)
  fish  lua-ts completion fish > ~/.config/fish/completions/lua-ts.fish

  -h, --help  this text
`

/** Each command with its options, longest names only. */
const words: Readonly<Record<string, string>> = {
  up: '--file --port --host --basic-auth --no-reload --help',
  new: '--file --folder --help',
  list: '--json --gateway --help',
  logs: '--follow --tail --since --json --gateway --help',
  emit: '--as --file --key --json --gateway --help',
  test: '--filter --filter-out --tags --exclude-tags --engine --timeout --report --json --file --help',
  invoke: '--method --header --query --path --event --platform --json --file --help',
  replay: '--live --header --name --json --file --help',
  package: '--output --runtime --layer --function-only --arch --file --help',
  generate: '--format --namespace --scale --prometheus --file --help',
  doctor: '--json --help',
  completion: 'bash zsh fish --help',
}

/** The commands that a shell completes. */
export const completedCommands: readonly string[] = Object.keys(words)

const functionNames = `lua-ts list 2>/dev/null | tail -n +2 | cut -d' ' -f1`

const bash = (): string => `_lua_ts() {
  local current="\${COMP_WORDS[COMP_CWORD]}" choices
  if [ "$COMP_CWORD" -eq 1 ]; then
    choices="${completedCommands.join(' ')} --help --version"
  else
    case "\${COMP_WORDS[1]}" in
${Object.entries(words).map(([command, options]) => `      ${command}) choices="${options}${command === 'logs' ? ` $(${functionNames})` : ''}" ;;\n`).join('')}    esac
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o default -F _lua_ts lua-ts
`

const zsh = (): string => `#compdef lua-ts
local -a choices
if (( CURRENT == 2 )); then
  choices=(${completedCommands.join(' ')} --help --version)
else
  case $words[2] in
${Object.entries(words).map(([command, options]) => `    ${command}) choices=(${options}${command === 'logs' ? ` $(${functionNames})` : ''}) ;;\n`).join('')}  esac
fi
compadd -a choices
_files
`

const fish = (): string =>
  [
    `complete -c lua-ts -n __fish_use_subcommand -f -a '${completedCommands.join(' ')} --help --version'`,
    ...Object.entries(words).map(([command, options]) => `complete -c lua-ts -n '__fish_seen_subcommand_from ${command}' -a '${options}'`),
    `complete -c lua-ts -n '__fish_seen_subcommand_from logs' -f -a "(${functionNames})"`,
    '',
  ].join('\n')

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish }

/** `lua-ts completion`: resolves to the exit status. Throws a `UsageError`. */
export const completionCommand = async ({ args, stdout }: Terminal): Promise<number> => {
  const { values, positionals } = parseOptions(args.slice(1), { help: { type: 'boolean', short: 'h', default: false } })
  if (values.help) {
    stdout.write(completionHelp)
    return 0
  }
  const [shell = ''] = positionals
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined
  if (script === undefined) throw new UsageError('Name a shell: bash, zsh or fish')
  stdout.write(script())
  return 0
}
