import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The template's folder. */
export const templateFolder = fileURLToPath(new URL('../../template/lua-ts', import.meta.url))

/** The host's source files, from the template's folder. */
export const hostSources: readonly string[] = globSync('**/*.ts', {
  cwd: templateFolder,
  exclude: (path) => /(^|\/)(node_modules|dist|function)(\/|$)/.test(path),
})

/** One instruction of a Dockerfile; continued lines are joined as the shell joins them. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

/** One stage: what it starts from, what it is called, and what is done in it. */
export interface Stage {
  readonly from: string
  readonly name: string
  readonly instructions: readonly Instruction[]
}

/** A Dockerfile: the arguments before its first stage, and its stages. */
export interface Dockerfile {
  readonly text: string
  readonly args: readonly string[]
  readonly stages: readonly Stage[]
}

const readInstructions = (text: string): Instruction[] =>
  text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
      if (name === undefined || rest === undefined) throw new Error(`Cannot read this line of the Dockerfile: "${line}"`)
      return { name, text: rest }
    })

/** The template's Dockerfile, read without Docker. */
export const readDockerfile = (): Dockerfile => {
  const text = readFileSync(`${templateFolder}/Dockerfile`, 'utf8')
  const args: string[] = []
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const instruction of readInstructions(text)) {
    const stage = stages.at(-1)
    if (instruction.name === 'FROM') {
      const [from = '', name = ''] = instruction.text.split(/\s+AS\s+/)
      stages.push({ from, name, instructions: [] })
    } else if (stage) stage.instructions.push(instruction)
    else args.push(instruction.text)
  }
  return { text, args, stages }
}

/** The stage of that name, and its instructions of one kind. */
export const stageOf = (dockerfile: Dockerfile, name: string) => {
  const stage = dockerfile.stages.find((candidate) => candidate.name === name)
  if (!stage) throw new Error(`The Dockerfile has no stage "${name}"`)
  const all = (instruction: string): string[] => stage.instructions.filter((one) => one.name === instruction).map(({ text }) => text)
  return { ...stage, all }
}

/** The variables that a stage's ENV lines set. */
export const environmentOf = (dockerfile: Dockerfile, name: string): Record<string, string> => {
  const pairs = stageOf(dockerfile, name).all('ENV').join(' ').matchAll(/([\w]+)=(?:"([^"]*)"|(\S+))/g)
  return Object.fromEntries([...pairs].map(([, key, quoted, plain]) => [key, quoted ?? plain]))
}
