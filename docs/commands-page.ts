import type { Config } from '@oclif/core'

type Loadable = Config['commands'][number]
type Example = NonNullable<Loadable['examples']>[number]
type CommandFlag = Loadable['flags'][string]

/** Commands of other packages, which describe themselves. */
const OWN = 'spymaster'

/** Every command of the program as one page of Markdown. */
export function commandsPage(config: Config): string {
  const commands = config.commands
    .filter(({ pluginName, hidden }) => pluginName === OWN && !hidden)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const shared = Object.values(commands[0].flags).filter(isShared)
  const lines = [
    '# Commands',
    '',
    'Made from the commands themselves by `npm run docs`; `--help` after any of them says the same.',
    'A flag goes before its environment variable, that before the configuration file, that before the',
    'default.',
    '',
    '| command | does |',
    '|---|---|',
    ...commands.map(
      (each) => `| [\`${nameOf(each)}\`](#${anchorOf(each)}) | ${cell(each.summary)} |`,
    ),
    '',
    'Flags of all of them, but that screens have no `--json`:',
    '',
    ...flagTable(shared),
    ...commands.flatMap((command) => ['', ...sectionOf(command)]),
    '',
  ]
  return lines.join('\n')
}

function sectionOf(command: Loadable): string[] {
  const args = Object.values(command.args)
  const usage = args.map(({ name, required }) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  )
  const flags = Object.values(command.flags).filter((flag) => !isShared(flag))
  return [
    `## spymaster ${nameOf(command)}`,
    '',
    `\`spymaster ${[nameOf(command), ...usage].join(' ')}\` — ${command.summary}`,
    ...(command.description ? ['', command.description] : []),
    ...(args.length > 0 ? ['', '| argument | is |', '|---|---|'] : []),
    ...args.map(({ name, description }) => `| \`${name.toUpperCase()}\` | ${cell(description)} |`),
    ...(flags.length > 0 ? ['', ...flagTable(flags)] : []),
    '',
    '```',
    ...(command.examples ?? []).map((example) => exampleText(example, command)),
    '```',
  ]
}

function flagTable(flags: readonly CommandFlag[]): string[] {
  return [
    '| flag | is | default | variable |',
    '|---|---|---|---|',
    ...flags.map((flag) => {
      const cells = [
        `\`${spelling(flag)}\``,
        cell(flag.description),
        defaultOf(flag),
        variableOf(flag),
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
}

/** "-n, --rows N", "--[no-]mouse", "--theme dark|light". */
function spelling(flag: CommandFlag): string {
  const { char, name } = flag
  const short = char ? `-${char}, ` : ''
  if (flag.type === 'boolean') return `${short}--${flag.allowNo ? '[no-]' : ''}${name}`
  const value = flag.options ? flag.options.join('\\|') : 'VALUE'
  return `${short}--${name} ${value}${flag.multiple ? '…' : ''}`
}

function defaultOf(flag: CommandFlag): string {
  if (flag.type === 'boolean') return ''
  const value: unknown = flag.default
  return value === undefined ? '' : `\`${Array.isArray(value) ? value.join(',') : String(value)}\``
}

function variableOf({ env }: CommandFlag): string {
  return env ? `\`${env}\`` : ''
}

function isShared({ helpGroup }: CommandFlag): boolean {
  return helpGroup === 'GLOBAL'
}

function exampleText(example: Example, command: Loadable): string {
  const text = typeof example === 'string' ? example : example.command
  return text
    .replaceAll('<%= config.bin %>', 'spymaster')
    .replaceAll('<%= command.id %>', nameOf(command))
}

function nameOf({ id }: Loadable): string {
  return id.replaceAll(':', ' ')
}

function anchorOf(command: Loadable): string {
  return `spymaster-${command.id.replaceAll(':', '-')}`
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
