import { differences } from '../lua/differences.ts'
import type { Difference } from '../lua/differences.ts'

const head = `# Engines

\`lua_engine\` chooses what runs the Lua of a function. Everything else stays as it is: the same handler, modules, settings, time slices and deadlines.

| | \`fengari\` (default) | \`wasm\` |
|---|---|---|
| what it is | Lua 5.3 written in JavaScript | PUC Lua 5.4 compiled to WebAssembly |
| good for | handlers that wait for bodies, databases and other services | handlers that compute |
| integers | 32 bits | 64 bits |
| rocks are looked for in | \`lua_modules/share/lua/5.3\` | \`lua_modules/share/lua/5.4\` |
| strings | bytes, exact | bytes, exact |

Both are held to the interpreters \`lua5.3\` and \`lua5.4\` by several hundred programs (\`test/lua/corpus\`) and by generated expressions: every output must be the same to the byte. The exceptions are these.

Where Lua calls back from C (a sort order, a \`gsub\` replacement, a metamethod of those) a function can't wait and its time slice does not end; its deadline does end it. Metamethods, iterators, \`pcall\` and \`require\` may wait like any other code.
`

const sections = [
  { kind: 'on purpose', title: 'On purpose' },
  { kind: 'of the engine', title: 'Of the engines' },
] as const

const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll('|', '\\|')}\``)

const entry = ({ name, engines, reason, example, real, gives }: Difference): string =>
  `### ${name}\n\n${engines.map(code).join(' and ')}. ${reason}\n\n| | |\n|---|---|\n| | ${code(example)} |\n| real Lua | ${code(real)} |\n| here | ${code(gives)} |\n`

/** The text of docs/engines.md. */
export const enginesPage = (): string =>
  [head, ...sections.flatMap(({ kind, title }) => [`## ${title}\n`, ...differences.filter((one) => one.kind === kind).map(entry)])].join('\n')
