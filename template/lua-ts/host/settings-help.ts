import { acceptedTable, namedTable, settingTable } from './setting-table.ts'
import type { Setting, SettingGroup } from './setting-table.ts'

interface Section {
  readonly group: SettingGroup
  readonly title: string
  readonly intro: string
}

const sections: readonly Section[] = [
  {
    group: 'of-watchdog',
    title: 'Settings that of-watchdog has too',
    intro: 'They mean what they mean there, with one difference: a value that cannot be read stops the host.',
  },
  {
    group: 'lua',
    title: 'Settings of this host',
    intro: 'All their names start with lua_, and no other variable may start so.',
  },
  {
    group: 'module',
    title: 'Settings of modules',
    intro: 'They have the names by which other software knows them.',
  },
  {
    group: 'accepted',
    title: "of-watchdog's settings that change nothing here",
    intro: 'They may be set, as templates and stack files do.',
  },
]

const allSettings: readonly Setting[] = [...Object.values(settingTable), ...namedTable, ...acceptedTable]

const inSection = ({ group }: Section): readonly Setting[] => allSettings.filter((setting) => setting.group === group)

const notation = [
  'Settings are environment variables; an empty one counts as not set.',
  'A duration is a number of seconds (90) or in Go notation (1m30s, 1.5h, 100ms).',
  'A size is a number of bytes (1048576), or has a binary (512Ki, 64Mi) or decimal unit (10MB).',
]

const helpColumns = 100

/** Breaks `text` between words into lines of at most `columns`. */
const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** `name` and `alias`, as people read them. */
const namesOf = ({ name, alias }: Setting): string => (alias === undefined ? name : `${name}, ${alias}`)

const helpRow = (setting: Setting, indent: number): string => {
  const fallback = setting.default === '' ? '' : ` (default ${setting.default})`
  const [first, ...rest] = wrap(setting.help + fallback, helpColumns - indent)
  return [`  ${namesOf(setting).padEnd(indent - 2)}${first}`, ...rest.map((line) => ' '.repeat(indent) + line)].join('\n')
}

/** Every setting as plain text, at most 100 columns wide, for `--help`. */
export const settingsHelp = (): string => {
  const indent = 4 + Math.max(...allSettings.map((setting) => namesOf(setting).length))
  const blocks = sections.map((section) =>
    [`${section.title}:`, ...inSection(section).map((setting) => helpRow(setting, indent))].join('\n'),
  )
  return `${[notation.join('\n'), ...blocks].join('\n\n')}\n`
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

const pageRow = (setting: Setting): string => {
  const names = [setting.name, setting.alias ?? ''].filter((name) => name !== '').map(code).join(', ')
  const fallback = setting.sameAs === undefined ? code(setting.default) : `that of ${code(setting.default)}`
  return `| ${names} | ${fallback} | ${setting.help.replaceAll('|', '\\|')} |`
}

const pageSection = (section: Section): string =>
  [
    `## ${section.title}`,
    '',
    section.intro,
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...inSection(section).map(pageRow),
  ].join('\n')

const pageIntro = `# Settings

<!-- Made from the table in template/lua-ts/host/setting-table.ts: node template/lua-ts/index.ts --help=markdown > docs/settings.md -->

${notation.join('\n')}

With OpenFaaS they stand under \`environment\` of the function in \`stack.yml\`:

\`\`\`yaml
functions:
  hello:
    lang: lua-ts
    handler: ./hello
    environment:
      exec_timeout: 1m30s
      lua_globals: error
\`\`\`

What is wrong is found at start, all of it at once, before the port opens:

\`\`\`
Cannot start:
  port="http": Port must be 0 to 65535
  lua_slize="20ms": Unknown setting, did you mean lua_slice?
\`\`\``

/** The Markdown of `docs/settings.md`. */
export const settingsPage = (): string => `${[pageIntro, ...sections.map(pageSection)].join('\n\n')}\n`
