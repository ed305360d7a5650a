import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { hostSources, templateFolder } from './dockerfile.ts'

interface Package {
  readonly version: string
  readonly engines: { readonly node: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

interface LockedPackage {
  readonly resolved?: string
  readonly integrity?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Lock {
  readonly packages: Readonly<Record<string, Package & LockedPackage>>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T
const all = ({ dependencies, devDependencies }: Package) => ({ ...dependencies, ...devDependencies })

const ours = read<Package>(root, 'package.json')
const template = read<Package>(templateFolder, 'package.json')

t.test('the template has the versions that this repository tests with', async (t) => {
  t.equal(template.version, ours.version)
  for (const [name, version] of Object.entries(all(template))) {
    t.match(version, /^\d+\.\d+\.\d+$/, `${name} is exact`)
    t.equal(all(ours)[name], version, name)
  }
})

t.test('the template has the packages that its source imports', async (t) => {
  const imported = hostSources.flatMap((file) =>
    [...readFileSync(join(templateFolder, file), 'utf8').matchAll(/(?:^import [^']*from|import\(|resolve\() ?'((?!node:|\.)(?:@[^'/]+\/)?[^'/]+)/gm)].map((match) => match[1]),
  )
  t.same([...new Set(imported)].sort(), Object.keys(template.dependencies ?? {}).sort())
})

t.test('the lock files fit their packages and name no registry', async (t) => {
  for (const [folder, own] of [[root, ours], [templateFolder, template]] as const) {
    const { packages } = read<Lock>(folder, 'package-lock.json')
    t.same(all(packages['']!), all(own))
    const others = Object.entries(packages).filter(([path]) => path !== '')
    t.ok(others.length > 0)
    t.same(others.filter(([, { resolved }]) => resolved !== undefined), [])
    t.same(others.filter(([path, { integrity }]) => integrity === undefined && !path.includes('/node_modules/')).map(([path]) => path), [])
    // npm ci refuses a lock file that was written where those of other platforms could not be had.
    const optional = others.flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}))
    t.same(optional.filter((name) => !others.some(([path]) => path.endsWith(`node_modules/${name}`))), [])
    t.match(readFileSync(join(folder, '.npmrc'), 'utf8'), 'omit-lockfile-registry-resolved=true')
  }
})

t.test('the Node.js of the image is the one that this repository tests with', async (t) => {
  const major = all(ours)['node']!.split('.')[0]
  const images = [...readFileSync(join(templateFolder, 'Dockerfile'), 'utf8').matchAll(/ node:(\S+)/g)].map((match) => match[1])
  t.same([...new Set(images)], [`${major}-bookworm-slim`])
  t.ok(Number(/\d+/.exec(template.engines.node)![0]) <= Number(major))
})
